"""Whether a family is to be told that a visit has moved: where it may have heard of the old time.

Of a visit that stands, its own row says so (`family_to_tell`), and who makes it sees it. Of what was taken out of the
plan, and of guidance, the move says so (`to_tell`), and the page of the plan shows it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..models import PlanMove, Visit
from ..schedule import WEEKS_AHEAD
from .slots import Row, Slot

Columns = dict[str, Any]


def is_near(day: date, on: date) -> bool:
    """Return whether visitors see the day on their schedule, and write to families from there."""
    return day < on + timedelta(weeks=WEEKS_AHEAD)


def may_have_heard(visit: Visit, on: date) -> bool:
    """Return whether the family may know when the visit is: it is announced, and booked, or planned at an hour soon.

    The one rule, whoever moves it: a plan, a drag, or another visit that takes its hour. Asked before it is moved.
    """
    near = visit.start is not None and is_near(visit.on_day, on)
    return visit.announced and (near or visit.status == Visit.Status.BOOKED)


def tells_of(move: PlanMove, on: date) -> bool:
    """Return whether the move puts a visit of the coming weeks on another time, or takes it out of the plan.

    What lies later nobody has been told of, and what had no hour yet gets one without contradicting anybody.
    """
    if move.before is None:
        return False
    old = Slot.from_json(move.before)
    return is_near(old.day, on) and (move.after is None or not _same_time(old, Slot.from_json(move.after)))


def _same_time(old: Slot, new: Slot) -> bool:
    return old.same_place(new) and (not old.start or old.start == new.start)


def told_of(move: PlanMove, row: Row, on: date) -> Columns:
    """Return the columns that mark a moved visit; an unannounced one is told to nobody."""
    if not tells_of(move, on) or (isinstance(row, Visit) and not row.announced):
        return {}
    if _on_the_move(move, row):
        move.told_anew = move.to_tell = True
        return {}
    assert isinstance(row, Visit)
    move.told_anew = not row.family_to_tell
    return {"family_to_tell": True}


def told_back(move: PlanMove, row: Row) -> Columns:
    """Return the columns of a visit that is put back: whoever was told of the new time hears of the old."""
    if not move.told_anew:
        return {}
    move.told_anew = False
    if not _on_the_move(move, row):
        assert isinstance(row, Visit)
        return {"family_to_tell": not row.family_to_tell}
    was_told = not move.to_tell
    move.to_tell = was_told and not isinstance(row, Visit)
    return {"family_to_tell": was_told} if isinstance(row, Visit) else {}


def _on_the_move(move: PlanMove, row: Row) -> bool:
    return move.after is None or not isinstance(row, Visit)
