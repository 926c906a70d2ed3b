"""What is done with a home: registered, changed, confirmed, paused, closed, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Home, Placement, Point, User
from ..places import forget_unused
from ..versions import check_unchanged
from .base import deed, save_changes, save_new


def create_home(home: Home, *, by: User, at: datetime) -> None:
    """Store a new home, with its point when it has one of its own. Raises `ValidationError`."""
    with deed():
        _keep_point(home)
        save_new(home, verb="home.created", by=by, at=at)


def change_home(home: Home, *, by: User, at: datetime, seen: Mapping[str, str], reason: str = "") -> list[str]:
    """Store the changes and return the changed columns; a point that nothing lies at any more is deleted.

    `seen` is the version of the row that the person had before them: raises `ChangedMeanwhile` when it is another now.
    """
    with deed():
        check_unchanged(home, seen)
        left = Point.objects.filter(homes=home.pk).first()
        _keep_point(home)
        changed = save_changes(home, verb="home.changed", by=by, at=at, reason=reason)
        if "point" in changed:
            forget_unused(left)
    return changed


def _keep_point(home: Home) -> None:
    if home.point is not None and home.point.pk is None:
        home.point.full_clean()
        home.point.save()
        home.point = home.point  # the column takes the number that the point has got now


def confirm_vacancy(home: Home, *, on: date, by: User, at: datetime) -> None:
    """Store that the family was asked that day and that what the register says of its places holds."""
    home.vacancy_confirmed_on = on
    save_changes(home, verb="home.vacancy_confirmed", by=by, at=at)


def pause_home(home: Home, *, until: date, on: date, by: User, at: datetime, reason: str = "") -> None:
    """Take the home out of what is free until that day. Children who live there stay."""
    if until <= on:
        raise ValidationError({"paused_until": _("Choose a day after today.")})
    home.paused_until = until
    save_changes(home, verb="home.paused", by=by, at=at, reason=reason)


def end_pause(home: Home, *, by: User, at: datetime) -> None:
    home.paused_until = None
    save_changes(home, verb="home.pause_ended", by=by, at=at)


def close_home(home: Home, *, closed_on: date, reason: str, by: User, at: datetime) -> None:
    """Close the home. Refused, with their names, while children live there, are to move in, or have a place held."""
    with deed():
        if there := children_there(home, closed_on):
            names = ", ".join(str(stay.child) for stay in there)
            sentence = _("%(names)s live here, or are to move in. End those placements first.")
            raise ValidationError({"closed_on": sentence % {"names": names}})
        if held := home.holds.live(at).select_related("child").first():
            sentence = _("A place is held here for %(name)s. Let it go first.")
            raise ValidationError({"closed_on": sentence % {"name": held.whom}})
        home.closed_on, home.closed_reason = closed_on, reason
        save_changes(home, verb="home.closed", by=by, at=at, reason=reason)


def children_there(home: Home, on: date) -> list[Placement]:
    """Return the stays in the home that last beyond the day before `on`, the planned ones too."""
    stays = home.placements.filter(Q(until_on=None) | Q(until_on__gt=on))
    return list(stays.select_related("child").order_by("child__name"))


def reopen_home(home: Home, *, reason: str, by: User, at: datetime) -> None:
    """Open a closed home again. A home that was merged into another stays what it is."""
    if home.merged_into_id is not None:
        raise ValidationError(_("This home was merged into another and cannot be opened again."))
    home.closed_on, home.closed_reason = None, ""
    save_changes(home, verb="home.reopened", by=by, at=at, reason=reason)
