"""Children of the register: registered, changed, protected, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Child, User
from ..periods import Period, covers
from ..places import forget_unused
from ..versions import check_unchanged
from .base import deed, save_changes, save_new
from .limits import forget_limit_places


def register_child(*, child: Child, by: User, at: datetime) -> None:
    """Store a new child. Raises `ValidationError` with sentences for the fields."""
    save_new(child, verb="child.registered", by=by, at=at)


def change_child(*, child: Child, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store changes to a child. Raises `ChangedMeanwhile` when the row is not what the person saw (`seen`)."""
    with deed():
        check_unchanged(child, seen)
        return save_changes(child, verb="child.changed", by=by, at=at)


def protect_address(*, child: Child, travel_band: str, by: User, at: datetime) -> None:
    """Mark the child's address as protected and forget where it is; only the band set by hand is left."""
    with deed():
        point, child.point = child.point, None
        child.protected_address, child.travel_band = True, travel_band
        save_changes(child, verb="child.address_protected", by=by, at=at)
        forget_limit_places(child=child, by=by, at=at)
        forget_unused(point)


def lift_protection(*, child: Child, reason: str, by: User, at: datetime) -> None:
    """Mark the child's address as no longer protected. Where it is must be written anew."""
    child.protected_address, child.travel_band = False, ""
    save_changes(child, verb="child.address_protection_lifted", by=by, at=at, reason=reason)


def close_case(*, child: Child, on: date, reason: str, by: User, at: datetime) -> None:
    """Close the child's case: contact person and supervisor end with it.

    Raises `ValidationError` while the child lives or is to live somewhere, or waits for a home.
    """
    with deed():
        if on > timezone.localdate(at):
            raise ValidationError({"closed_on": _("A case cannot be closed on a day that has not come.")})
        _check_nothing_open(child, on)
        child.closed_on = on
        save_changes(child, verb="child.case_closed", by=by, at=at, reason=reason)
        for contact in child.contact_persons.filter(covers(on)):
            contact.until_on = end_for(contact, on)
            save_changes(contact, verb="contact_person.ended", by=by, at=at, reason=reason)
        end_supervision(child, on, _("The case was closed."), by=by, at=at)


def reopen_case(*, child: Child, reason: str, by: User, at: datetime) -> None:
    """Open a closed case again. Contact person and supervisor are chosen anew."""
    child.closed_on = None
    save_changes(child, verb="child.case_reopened", by=by, at=at, reason=reason)


def lock_child(child_id: int) -> None:
    """Let one deed at a time write about the child; call it first in the deed."""
    Child.objects.select_for_update().get(pk=child_id)


def _check_nothing_open(child: Child, on: date) -> None:
    still = Q(until_on__isnull=True) | Q(until_on__gt=on)
    if child.placements.filter(still).exists():
        raise ValidationError(_("The child still has a stay, or one that is planned. End or withdraw it first."))
    if child.waits.filter(still).exists():
        raise ValidationError(_("The child still waits for a home. End the search first."))


def end_supervision(child: Child, on: date, reason: str, *, by: User, at: datetime) -> None:
    """End the child's supervision appointment that day, so that the supervisor sees the child no more."""
    for appointment in child.supervision_appointments.filter(covers(on)):
        appointment.until_on, appointment.end_reason = end_for(appointment, on), reason
        save_changes(appointment, verb="supervisionappointment.ended", by=by, at=at, reason=reason)


def end_for(period: Period, on: date) -> date:
    """Return the day on which a period ends when it is ended on `on`: what began the same day lasts that one day."""
    return max(on, period.from_on + timedelta(days=1))
