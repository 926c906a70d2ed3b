"""What is done with a supervisor: registered, changed, ended; ties; appointments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Duty, Placement, Role, SupervisionAppointment, Supervisor, SupervisorTie, User
from ..periods import overlaps
from ..rules import ADULT_AT, birthday
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new
from .parts import add_part, correct_part


def create_supervisor(supervisor: Supervisor, *, by: User, at: datetime) -> None:
    save_new(supervisor, verb="supervisor.created", by=by, at=at)


def change_supervisor(
    supervisor: Supervisor, *, by: User, at: datetime, seen: Mapping[str, str], reason: str = ""
) -> list[str]:
    """Store the changes; raises `ChangedMeanwhile` when the row is not what the person saw."""
    with deed():
        check_unchanged(supervisor, seen)
        return save_changes(supervisor, verb="supervisor.changed", by=by, at=at, reason=reason)


def end_supervisor(supervisor: Supervisor, *, until_on: date, reason: str, by: User, at: datetime) -> None:
    """End the supervisor's availability. Refused, saying which, while appointments last beyond that day."""
    with deed():
        if lasting := list(lasting_appointments(supervisor, until_on).select_related("child")):
            names = ", ".join(str(appointment.child) for appointment in lasting)
            sentence = _("Still appointed for %(names)s. End those appointments first.") % {"names": names}
            raise ValidationError({"until_on": sentence})
        supervisor.until_on = until_on
        save_changes(supervisor, verb="supervisor.ended", by=by, at=at, reason=reason)


def lasting_appointments(supervisor: Supervisor, on: date) -> QuerySet[SupervisionAppointment]:
    """Return the appointments that last beyond the day before `on`."""
    lasting = Q(until_on=None) | Q(until_on__gt=on)
    return supervisor.appointments.filter(lasting).order_by("child__name")


def add_tie(tie: SupervisorTie, *, by: User, at: datetime) -> None:
    """Store a tie. Refused while the supervisor is appointed for that child, or for one who lives in that home."""
    with deed():
        check_not_appointed(tie, timezone.localdate(at))
        add_part(tie, by=by, at=at)


def correct_tie(tie: SupervisorTie, *, by: User, at: datetime, reason: str, seen: Mapping[str, str]) -> list[str]:
    with deed():
        check_not_appointed(tie, timezone.localdate(at))
        return correct_part(tie, by=by, at=at, reason=reason, seen=seen)


def check_not_appointed(tie: SupervisorTie, on: date) -> None:
    """Raise when the tie makes an appointment that still lasts unlawful (FF § 17): that one must end first."""
    if clashing := list(appointments_against(tie.supervisor, home=tie.home_id, child=tie.child_id, on=on)):
        names = ", ".join(str(appointment.child) for appointment in clashing)
        sentence = _(
            "%(supervisor)s is the supervisor of %(names)s. End that appointment first, then register the tie."
        )
        raise ValidationError(
            {"home" if tie.home_id else "child": sentence % {"supervisor": tie.supervisor, "names": names}}
        )


def appointments_against(
    supervisor: Supervisor, *, home: int | None, child: int | None, on: date
) -> QuerySet[SupervisionAppointment]:
    """Return the lasting appointments of the supervisor for that child, or for children who live in that home."""
    lives_there = Q(child__placements__home=home) & overlaps(on, None, "child__placements__")
    affected = Q(child=child) if child else lives_there
    return lasting_appointments(supervisor, on).filter(affected).select_related("child").distinct()


def appoint_supervisor(appointment: SupervisionAppointment, *, by: User, at: datetime, end_reason: str = "") -> None:
    """Appoint a supervisor for a child; with `end_reason` the one before stops that day, in the same deed.

    Raises `ValidationError` saying why somebody cannot be appointed. Independence of home and child, and one at a time,
    are kept by the database; here stands what only the rows around it tell.
    """
    with deed():
        check_appointable(appointment)
        if end_reason:
            for before in appointment.child.supervision_appointments.on(appointment.from_on):
                _make_way(before, appointment.from_on, end_reason, by=by, at=at)
        save_new(appointment, verb="supervisionappointment.started", by=by, at=at)


def _make_way(before: SupervisionAppointment, on: date, reason: str, *, by: User, at: datetime) -> None:
    """End an appointment for the one that begins on `on`; one that was to begin the same day never begins."""
    if before.from_on < on:
        end_appointment(before, until_on=on, reason=reason, by=by, at=at)
    elif on < timezone.localdate(at):
        raise ValidationError(_("The child already has a supervisor in this period. End that one first."))
    else:
        record("supervisionappointment.removed", before, by=by, at=at, reason=reason)
        before.delete()


def store_past_appointment(appointment: SupervisionAppointment, *, by: User, at: datetime) -> None:
    """Store an appointment that is over, from a service's own files: it takes no room from anybody any more."""
    with deed():
        _check_under_age(appointment)
        save_new(appointment, verb="supervisionappointment.started", by=by, at=at)


def _check_under_age(appointment: SupervisionAppointment) -> None:
    if appointment.from_on >= birthday(appointment.child.birth_date, ADULT_AT):
        raise ValidationError({"from_on": _("Supervision ends when the child turns 18 (FF § 16).")})


def check_appointable(appointment: SupervisionAppointment) -> None:
    """Raise when the two do not fit. Locks the supervisor: two people cannot both give away the last place."""
    child, from_on = appointment.child, appointment.from_on
    supervisor = Supervisor.objects.select_for_update().get(pk=appointment.supervisor_id)
    _check_under_age(appointment)
    if sentence := _why_not(supervisor, child.service_id, from_on):
        raise ValidationError({"supervisor": sentence})


def _why_not(supervisor: Supervisor, service_id: int, on: date) -> str:
    name = {"name": supervisor}
    if supervisor.service_id != service_id:
        return _("%(name)s belongs to another service.") % name
    if not supervisor.holds_on(on) or supervisor.merged_into_id:
        return _("%(name)s is not available that day.") % name
    if is_staff(supervisor, on):
        return _("%(name)s works for the service and is not independent of it (FF § 17).") % name
    if lasting_appointments(supervisor, on).count() >= supervisor.capacity:
        return _("%(name)s has no room. End another appointment, or change how many children they take.") % name
    return ""


def is_staff(supervisor: Supervisor, on: date) -> bool:
    """Return whether the supervisor holds another duty in the service than supervision: then not independent of it."""
    if supervisor.user_id is None:
        return False
    duties = Duty.objects.on(on).filter(user=supervisor.user_id, service=supervisor.service_id)
    return duties.exclude(role=Role.SUPERVISOR).exists()


def coming_with(stay: Placement, on: date) -> list[SupervisionAppointment]:
    """Return who was appointed to supervise from the day of a planned stay on, and has not begun before `on`."""
    coming = stay.child.supervision_appointments.filter(from_on=stay.from_on, from_on__gte=on)
    return list(coming.select_related("supervisor")) if stay.planned else []


def bring_along(stay: Placement, on: date, *, by: User, at: datetime) -> None:
    """Let who was to supervise from the day of a planned stay on begin on its new day.

    Whoever stops for them stops then; where those had not begun themselves by that day, all stays as it is.
    """
    for coming in coming_with(stay, timezone.localdate(at)):
        before = stay.child.supervision_appointments.filter(until_on=stay.from_on).first()
        if before is not None and before.from_on >= on:
            continue
        rows = [coming]
        coming.from_on = on
        if before is not None:
            before.until_on = on
            # The one that gives way is stored first: the two never overlap.
            rows = [coming, before] if on > stay.from_on else [before, coming]
        for row in rows:
            save_changes(row, verb="supervisionappointment.day_changed", by=by, at=at)


def withdraw_coming(stay: Placement, *, reason: str, by: User, at: datetime) -> None:
    """Take back the supervisor who was to come with a planned stay; whoever stopped that day for them goes on."""
    for coming in coming_with(stay, timezone.localdate(at)):
        record("supervisionappointment.removed", coming, by=by, at=at, reason=reason)
        coming.delete()
        for before in stay.child.supervision_appointments.filter(until_on=stay.from_on):
            _go_on(before, reason=reason, by=by, at=at)


def _go_on(appointment: SupervisionAppointment, *, reason: str, by: User, at: datetime) -> None:
    """Let an appointment last after all, unless the supervisor has left or given the place away meanwhile."""
    supervisor = Supervisor.objects.select_for_update().get(pk=appointment.supervisor_id)
    day = appointment.until_on
    if day is None or _why_not(supervisor, appointment.child.service_id, day):
        return
    appointment.until_on, appointment.end_reason = None, ""
    save_changes(appointment, verb="supervisionappointment.resumed", by=by, at=at, reason=reason)


def end_appointment(
    appointment: SupervisionAppointment, *, until_on: date, reason: str, by: User, at: datetime
) -> None:
    """End an appointment, with its reason."""
    appointment.until_on, appointment.end_reason = until_on, reason
    save_changes(appointment, verb="supervisionappointment.ended", by=by, at=at, reason=reason)
