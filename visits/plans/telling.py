"""Whether a family is to be told that a plan moved a visit: where it may have heard of the old time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..models import PlanMove, Visit
from ..schedule import WEEKS_AHEAD
from .slots import Row, Slot

Columns = dict[str, Any]


def tells_of(move: PlanMove, on: date) -> bool:
    """Return whether the move puts a visit of the coming weeks on another time.

    Visitors see so many weeks ahead on their schedule, and write to families from there. What lies later nobody has
    been told of, and what had no hour yet gets one without contradicting anybody.
    """
    if move.before is None or move.after is None:
        return False
    old, new = Slot.from_json(move.before), Slot.from_json(move.after)
    same = old.same_place(new) and (not old.start or old.start == new.start)
    return not (same or old.is_guidance) and old.day < on + timedelta(weeks=WEEKS_AHEAD)


def told_of(move: PlanMove, row: Row, on: date) -> Columns:
    """Return the columns that mark a moved visit; an unannounced one is told to nobody."""
    if not isinstance(row, Visit) or not row.announced or not tells_of(move, on):
        return {}
    move.told_anew = not row.family_to_tell
    return {"family_to_tell": True}


def told_back(move: PlanMove, row: Row) -> Columns:
    """Return the columns of a visit that is put back: whoever was told of the new time hears of the old."""
    if not isinstance(row, Visit) or not move.told_anew:
        return {}
    move.told_anew = False
    return {"family_to_tell": not row.family_to_tell}
