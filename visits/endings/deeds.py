"""When something ends or changes: from what somebody says has happened to the steps of one deed. Nothing is written.

`plan_ending` is asked twice: to show what will be done, and inside the deed, where it must be the same.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..models import Ending
from .child import MAY_CLOSE, NEW_STAY, STILL_SEARCHING, plan_of_child
from .home import plan_of_home
from .steps import Plan, Step, Wish

Kind = Ending.Kind

OF_CHILD = (
    Kind.RETURNED, Kind.MOVES, Kind.INSTITUTION, Kind.AFTERCARE, Kind.GROWN_UP, Kind.ADOPTED, Kind.BREAKDOWN,
)  # fmt: skip
OF_HOME = (Kind.HOME_CLOSES, Kind.FAMILY_MOVES, Kind.SEPARATES)

__all__ = [
    "MAY_CLOSE", "NEW_STAY", "OF_CHILD", "OF_HOME", "STILL_SEARCHING", "Plan", "Step", "Wish", "plan_ending",
]  # fmt: skip


def plan_ending(wish: Wish, at: datetime) -> Plan:
    """Return what follows from the wish, as the register stands."""
    today = timezone.localdate(at)
    if wish.child is not None:
        return plan_of_child(wish.child, wish, at, today)
    assert wish.home is not None
    return plan_of_home(wish.home, wish, at, today)
