"""When a visit suits a home: the hours of each weekday that it has named. Who has named none is visited at any hour.

The year planner gets them as they are (`plans/suiting.py`), slots, bookings and the pages of the plan too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from fosterhomes.models import Home, VisitHours

Minutes = tuple[int, int]
"""From when until when, in minutes since midnight."""


def named_hours(home: Home | None) -> list[VisitHours]:
    """Return the hours that the home has named, by weekday; read them with the home where there are many."""
    return sorted(home.visit_hours.all(), key=lambda row: (row.weekday, row.from_time)) if home else []


def spans_on(home: Home | None, day: date) -> list[Minutes]:
    """Return the hours of the day's weekday; none where the home has named others only."""
    rows = [row for row in named_hours(home) if row.weekday == day.weekday()]
    return [(minute(row.from_time), minute(row.until_time)) for row in rows]


def suits(home: Home | None, day: date, start: time | None, minutes: int) -> bool:
    """Return whether a visit suits the home then; without an hour yet: whether the weekday does."""
    if not named_hours(home):
        return True
    spans = spans_on(home, day)
    return bool(spans) if start is None else holds(spans, minute(start), minutes)


def holds(spans: Iterable[Minutes], begins: int, minutes: int) -> bool:
    """Return whether one of the spans holds a visit that begins then, from beginning to end."""
    return any(first <= begins and begins + minutes <= last for first, last in spans)


def minute(at: time) -> int:
    return at.hour * 60 + at.minute
