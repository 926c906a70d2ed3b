"""Booking a visit, moving it, and cancelling it with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes
from fosterhomes.models import Home, Supervisor, User

from ..booking import Booking, check_booking
from ..models import Visit, VisitChild, VisitHindrance
from ..models.visit import Track
from ..permissions import OPEN
from ..plans.telling import may_have_heard
from ..recording import lock_children
from .settling import settle


def book_visit(*, home: Home, track: str, booking: Booking, reason: str, by: User, at: datetime) -> Visit:
    """Book a visit. Raises `ValidationError` with sentences for the fields, `NeedsReason` where a reason is lacking."""
    with deed():
        _lock(booking)
        check_booking(booking, home=home, track=track, reason=reason, at=at)
        visit = Visit(home=home, track=track, service=home.service)
        _store(visit, booking, verb="visit.booked", reason=reason, by=by, at=at)
    return visit


def move_visit(
    *, visit: Visit, booking: Booking, among: Collection[int], reason: str, by: User, at: datetime,
    family_knows: bool = False,
) -> Visit:  # fmt: skip
    """Book a planned visit, or move a booked one; children whom the person does not decide about stay on it.

    The family is to be told of another time, unless it knows: the person has agreed it with them.
    Raises as `book_visit`, and when the visit has been recorded or cancelled meanwhile.
    """
    with deed():
        visit = still_open(visit)
        others = [row.child for row in visit.visit_children.exclude(child__in=among).select_related("child")]
        whole = replace(booking, children=(*booking.children, *others))
        _lock(whole)
        check_booking(whole, home=visit.home, track=visit.track, reason=reason, at=at, visit_id=visit.pk)
        verb = "visit.moved" if visit.status == Visit.Status.BOOKED else "visit.booked"
        another = (visit.on_day, visit.start) != (booking.on_day, booking.start)
        to_tell = visit.family_to_tell or (another and may_have_heard(visit, timezone.localdate(at)))
        visit.family_to_tell = to_tell and booking.announced and not family_knows
        _store(visit, whole, verb=verb, reason=reason, by=by, at=at)
    return visit


Slot = tuple[date, time | None]
"""A day and the hour on it."""


def shift_visit(*, visit: Visit, to: Slot, was: Slot, reason: str, by: User, at: datetime) -> Visit:
    """Put a visit on another day or hour, for the same people, by the same rules as a booking.

    What is only planned stays so, and no plan moves it away again. A family that may have heard of the old time is
    still to be told. Raises as `move_visit`, and where the visit does not stand at `was` any more.
    """
    with deed():
        visit = still_open(visit)
        if (visit.on_day, visit.start) != was:
            raise ValidationError(_("Somebody has moved this visit meanwhile. It is shown where it stands now."))
        booking = _elsewhere(visit, to)
        _lock(booking)
        check_booking(booking, home=visit.home, track=visit.track, reason=reason, at=at, visit_id=visit.pk)
        _put(visit, booking, reason=reason, by=by, at=at)
    return visit


def _elsewhere(visit: Visit, to: Slot) -> Booking:
    day, start = to
    if start is None:
        raise ValidationError({"start": _("Say at which hour the visit begins.")})
    assert visit.visitor is not None  # the database keeps that somebody makes it
    children = tuple(row.child for row in visit.visit_children.select_related("child"))
    return Booking(day, start, visit.minutes, visit.visitor, children, visit.announced)


def _put(visit: Visit, booking: Booking, *, reason: str, by: User, at: datetime) -> None:
    visit.family_to_tell = visit.family_to_tell or may_have_heard(visit, timezone.localdate(at))
    visit.on_day, visit.start, changed = booking.on_day, booking.start, ["on_day", "start", "family_to_tell"]
    verb = "visit.moved"
    if visit.status == Visit.Status.PLANNED:
        visit.pinned, verb = True, "visit.changed"
        changed.append("pinned")
    visit.full_clean()
    visit.save(update_fields=changed)
    settle(visit, VisitHindrance.Answer.MOVED, by=by, at=at)
    _trace(visit, verb=verb, fields=changed, reason=reason, by=by, at=at)


def tell_family(*, visit: Visit, by: User, at: datetime) -> None:
    """Store that the family has been told of the new time."""
    visit.family_to_tell = False
    save_changes(visit, verb="visit.family_told", by=by, at=at)


def cancel_visit(*, visit: Visit, reason: str, by: User, at: datetime) -> Visit:
    """Cancel a visit that lies ahead, with the reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the visit is cancelled.")})
    with deed():
        visit = still_open(visit)
        visit.status, visit.reason = Visit.Status.CANCELLED, reason.strip()
        visit.full_clean()
        visit.save(update_fields=["status", "reason"])
        settle(visit, VisitHindrance.Answer.CANCELLED, by=by, at=at)
        _trace(visit, verb="visit.cancelled", fields=["status"], reason=reason, by=by, at=at)
    return visit


def _lock(booking: Booking) -> None:
    """Let others who book this visitor or these children wait: each would find the hour free. Children first."""
    lock_children(child.pk for child in booking.children)
    kind = Supervisor if isinstance(booking.visitor, Supervisor) else User
    list(kind._base_manager.select_for_update().filter(pk=booking.visitor.pk).values_list("pk"))


def still_open(visit: Visit) -> Visit:
    """Return the visit as it stands now, locked together with its children. Raises where it lies ahead no more."""
    lock_children(visit.visit_children.values_list("child", flat=True))
    stored = Visit.objects.select_for_update().get(pk=visit.pk)
    if stored.status not in OPEN:
        raise ValidationError(_("This visit has been recorded or cancelled meanwhile."))
    return stored


def _store(visit: Visit, booking: Booking, *, verb: str, reason: str, by: User, at: datetime) -> None:
    visit.status, visit.on_day, visit.start = Visit.Status.BOOKED, booking.on_day, booking.start
    visit.minutes, visit.announced = booking.minutes, booking.announced
    if visit.track == Track.FOLLOW_UP:
        visit.worker_id = booking.visitor.pk
    else:
        visit.supervisor_id = booking.visitor.pk
    visit.full_clean()
    visit.save()
    visit.visit_children.exclude(child__in=booking.children).delete()
    for child in booking.children:
        VisitChild.objects.get_or_create(visit=visit, child=child)
    settle(visit, VisitHindrance.Answer.MOVED, by=by, at=at)
    _trace(visit, verb=verb, fields=["on_day", "start"], reason=reason, by=by, at=at)


def _trace(visit: Visit, *, verb: str, fields: list[str], reason: str, by: User, at: datetime) -> None:
    """One event tells of the visit, and one of each child, so that the log can be read out for that child alone."""
    record(verb, visit, by=by, at=at, fields=fields, reason=reason)
    for row in visit.visit_children.select_related("child"):
        record(verb, row, by=by, at=at, reason=reason)
