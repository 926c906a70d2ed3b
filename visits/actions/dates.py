"""Registering that a date that binds was met, and that a shortfall was seen."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import record, save_new
from fosterhomes.models import Placement, User

from ..models import DateMet, ShortfallSeen


def meet_date(*, stay: Placement, kind: str, on_day: date, note: str, by: User, at: datetime) -> DateMet:
    """Store that it was done on a day of the stay. Raises `ValidationError` for a day to come or outside the stay."""
    if on_day > timezone.localdate(at):
        raise ValidationError({"on_day": _("This day has not come yet.")})
    # The order may be sent, and aftercare raised, before the child moves; an agreement is reviewed where it holds.
    if kind == DateMet.Kind.AGREEMENT_REVIEWED and not stay.holds_on(on_day):
        raise ValidationError({"on_day": _("The child did not live there that day.")})
    met = DateMet(placement=stay, kind=kind, on_day=on_day, note=note.strip())
    save_new(met, verb=f"date.{kind}", by=by, at=at)
    return met


def remove_date(*, met: DateMet, by: User, at: datetime, reason: str) -> None:
    """Take back what was registered by mistake; that it was done, and why, stays in the trace."""
    record("date.removed", met, by=by, at=at, reason=reason)
    met.delete()


def acknowledge_shortfall(
    *, stay: Placement, track: str, basis: str, year: int, missing: int, note: str, by: User, at: datetime
) -> ShortfallSeen:
    """Store that a leader has seen what a stay ended the year short of. Raises `ValidationError` when already seen."""
    seen = ShortfallSeen(
        placement=stay, track=track, basis=basis, year=year, missing=missing, note=note.strip(), seen_by=by, seen_at=at
    )
    save_new(seen, verb="shortfall.seen", by=by, at=at)
    return seen
