"""Calls to homes: logged for each child they were about, with a place held in the same deed when that was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_new
from fosterhomes.actions.holds import hold_places, release_hold
from fosterhomes.models import Child, Hold, Home, User

from ..models import Call


def log_call(
    *,
    home: Home,
    children: Iterable[Child],
    answer: str,
    by: User,
    at: datetime,
    thinking_until_on: date | None = None,
    note: str = "",
    hold_until_at: datetime | None = None,
) -> list[Call]:
    """Log a call about a child, or about siblings who are to live together; a no releases what was held for them.

    With `hold_until_at` a place is held for each of them: if none is left, nothing at all is stored
    (`ValidationError`).
    """
    if thinking_until_on and thinking_until_on < timezone.localdate(at):
        raise ValidationError({"thinking_until_on": _("This day has passed.")})
    if answer == Call.Answer.NO and hold_until_at:
        raise ValidationError({"hold_until_at": _("No place is held in a home that said no.")})
    group = list(children)
    calls = [Call(home=home, child=child, called_at=at, called_by=by, answer=answer, note=note) for child in group]
    with deed():
        for call in calls:
            call.thinking_until_on = thinking_until_on if answer == Call.Answer.THINKING else None
            save_new(call, verb="call.logged", by=by, at=at, reason=note)
        if answer == Call.Answer.NO:
            _release(home, group, by=by, at=at)
        if hold_until_at:
            _hold(home, group, hold_until_at, by=by, at=at)
    return calls


def _release(home: Home, children: list[Child], *, by: User, at: datetime) -> None:
    for hold in Hold.objects.filter(home=home, child__in=children, ended_at=None):
        release_hold(hold=hold, reason=_("The family said no."), by=by, at=at)


def _hold(home: Home, children: list[Child], until_at: datetime, *, by: User, at: datetime) -> None:
    """Hold the places anew: a hold that the same children already have in this home gets the new time."""
    for hold in Hold.objects.filter(home=home, child__in=children, ended_at=None):
        release_hold(hold=hold, reason=_("Held until another time."), by=by, at=at)
    try:
        hold_places(home=home, children=children, until_at=until_at, by=by, at=at)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            raise
        # The form asks for the end of the hold under a name of its own.
        renamed = {"hold_until_at" if key == "until_at" else key: found for key, found in refused.error_dict.items()}
        raise ValidationError(renamed) from refused
