"""A place kept for a child for some hours: held, released, used.

Of two people who hold the last place at the same moment one gets it and the other reads who was first: whether there is
room is asked with the home's row locked, as for a stay (`placements.py`), and in the same order: child, then home.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Child, Hold, Home, HomeKind, Placement, User
from ..vacancy import vacancy_of
from .base import deed, save_changes, save_new
from .children import lock_child

LONGEST = timedelta(days=7)
"""A hold is for hours or days. Who needs a place for longer plans the stay."""


def hold_places(*, home: Home, children: Iterable[Child], until_at: datetime, by: User, at: datetime) -> list[Hold]:
    """Hold one place for each of the children until a time: all of them, or none.

    Raises `ValidationError`: no place is left (and for whom it is held), the time has passed or is too far away, a
    place is already held for one of the children.
    """
    if not at < until_at <= at + LONGEST:
        raise ValidationError({"until_at": _("Choose a time between now and a week from now.")})
    with deed():
        held = []
        for child in sorted(children, key=lambda child: child.pk):
            lock_child(child.pk)
            _end_lapsed(child, by=by, at=at)
            held.append(_hold(home, child, until_at, by=by, at=at))
    return held


def hold_tonight(*, home: Home, places: int, until_at: datetime, by: User, at: datetime) -> list[Hold]:
    """Hold so many places for children whom the register does not know yet: all of them, or none.

    Raises `ValidationError` when too few are left, and says for whom the others are held.
    """
    with deed():
        return [_hold(home, None, until_at, by=by, at=at) for _place in range(places)]


def _hold(home: Home, child: Child | None, until_at: datetime, *, by: User, at: datetime) -> Hold:
    _check_place_left(home, at)
    hold = Hold(home=home, child=child, made_at=at, made_by=by, until_at=until_at)
    save_new(hold, verb="hold.made", by=by, at=at)
    return hold


def _end_lapsed(child: Child, *, by: User, at: datetime) -> None:
    for hold in Hold.objects.filter(child=child, ended_at=None, until_at__lte=at):
        _end(hold, _("The time was up."), "hold.lapsed", by=by, at=at)


def _check_place_left(home: Home, at: datetime) -> None:
    """Raise when no place is left in the home. Locks its row: call it in the deed that takes the place."""
    Home.objects.select_for_update().get(pk=home.pk)
    today = timezone.localdate(at)
    row: Any = Home.objects.with_vacancy(today, at).get(pk=home.pk)
    vacancy = vacancy_of(row, today)
    # Children in a relief home come on different weekends: its places are not counted together.
    if vacancy.state != "closed" and (row.left > 0 or row.kind == HomeKind.RELIEF):
        return
    sentence = _("%(home)s has no place to hold: %(why)s.") % {"home": row.name, "why": vacancy.why}
    raise ValidationError(" ".join([sentence, *_who_was_first(row, at)]))


def _who_was_first(home: Home, at: datetime) -> list[str]:
    held = Hold.objects.live(at).filter(home=home).select_related("made_by")
    said = _("%(name)s holds a place until %(time)s.")
    return [said % {"name": hold.made_by.name, "time": shown_moment(hold.until_at)} for hold in held]


def shown_moment(moment: datetime) -> str:
    """Return a moment as people write it: `3 December 14:00`."""
    return date_format(timezone.localtime(moment), "j. F H:i")


def release_hold(*, hold: Hold, reason: str, by: User, at: datetime) -> None:
    """Give a held place free again, with the reason. Nothing happens when it has ended meanwhile."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the place is no longer held.")})
    with deed():
        for live in Hold.objects.select_for_update().filter(pk=hold.pk, ended_at=None):
            _end(live, reason, "hold.released", by=by, at=at)


def use_hold(hold: Hold, *, by: User, at: datetime) -> None:
    """End a hold because its child moves in now."""
    with deed():
        for live in Hold.objects.select_for_update().filter(pk=hold.pk, ended_at=None):
            _end(live, _("The child got the place."), "hold.used", by=by, at=at)


def use_holds(stay: Placement, *, by: User, at: datetime) -> None:
    """End what was held for the child of a new stay: the hold in that home, and with a lasting stay all others."""
    held = Hold.objects.filter(child=stay.child_id, ended_at=None)
    for hold in held if stay.kind != HomeKind.RELIEF else held.filter(home=stay.home_id):
        used = hold.home_id == stay.home_id
        _end(
            hold,
            _("The child got the place.") if used else _("The child got another place."),
            "hold.used",
            by=by,
            at=at,
        )


def _end(hold: Hold, reason: str, verb: str, *, by: User, at: datetime) -> None:
    hold.ended_at, hold.end_reason = at, reason[: Hold._meta.get_field("end_reason").max_length]
    save_changes(hold, verb=verb, by=by, at=at, reason=reason)
