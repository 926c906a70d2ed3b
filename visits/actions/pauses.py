"""Pausing what is owed while a child does not live in the home though the stay goes on, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.models import User
from fosterhomes.permissions import access_for
from fosterhomes.shown import shown_day

from ..models import Pause
from ..pauses import clashes
from ..permissions import check_decide
from ..recording import lock_children


def begin_pause(*, pause: Pause, by: User, at: datetime) -> Pause:
    """Store a pause of a stay. Raises `Refused` for who does not decide, and `ValidationError` at the field of a day
    that lies outside the stay or in another pause."""
    check_decide(access_for(by, timezone.localdate(at)), pause.child)
    with deed():
        lock_children([pause.child.pk])
        _check_days(pause)
        save_new(pause, verb="pause.begun", by=by, at=at)
    return pause


def end_pause(*, pause: Pause, until_on: date, by: User, at: datetime) -> None:
    """Write from which day the child is back; a day that was written before is corrected. Raises `ValidationError`."""
    check_decide(access_for(by, timezone.localdate(at)), pause.child)
    with deed():
        lock_children([pause.child.pk])
        stored = _stored(pause)
        stored.until_on = until_on
        _check_days(stored)
        save_changes(stored, verb="pause.ended", by=by, at=at)


def remove_pause(*, pause: Pause, reason: str, by: User, at: datetime) -> None:
    """Take out a pause that never was; that it was done, and why, stays in the trace."""
    check_decide(access_for(by, timezone.localdate(at)), pause.child)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is removed.")})
    with deed():
        stored = _stored(pause)
        record("pause.removed", stored, by=by, at=at, reason=reason.strip())
        stored.delete()


def _stored(pause: Pause) -> Pause:
    """Return the row as it stands, held until the deed ends."""
    rows = Pause.objects.select_for_update(of=("self",)).select_related("placement__child")
    if (found := rows.filter(pk=pause.pk).first()) is None:
        raise ValidationError(_("Somebody has removed this pause meanwhile."))
    return found


def _check_days(pause: Pause) -> None:
    stay, until_on = pause.placement, pause.until_on
    if pause.from_on < stay.from_on:
        raise ValidationError({"from_on": _("Moved in on %(day)s.") % {"day": shown_day(stay.from_on)}})
    if until_on is not None and until_on <= pause.from_on:
        raise ValidationError({"until_on": _("The end must be after the start.")})
    if stay.until_on is not None and (until_on is None or until_on > stay.until_on):
        raise ValidationError({"until_on": _("Moved out on %(day)s.") % {"day": shown_day(stay.until_on)}})
    if other := clashes(pause).first():
        sentence = _("A pause from %(day)s holds on some of these days.")
        raise ValidationError({"from_on": sentence % {"day": shown_day(other.from_on)}})
