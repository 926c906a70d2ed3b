"""When a visit suits a home, as the planner's file has it: `hours` on any day, and the hours of each weekday."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from typing import Any

from fosterhomes.models import Home

from ..home_hours import named_hours
from ..planner.week import WEEKDAYS

ANY_HOURS = [["08:00", "20:00"]]
"""When a home has said nothing of when a visit suits."""

Spans = list[tuple[time, time]]


def hours_of(home: Home | None) -> list[list[str]]:
    """Return when a visit suits the home, whatever the weekday: its hours of all weekdays, laid together."""
    return _written([(row.from_time, row.until_time) for row in named_hours(home)]) or ANY_HOURS


def weekday_hours_of(home: Home | None) -> dict[str, Any]:
    """Return the field of the file that holds the hours of each weekday; nothing for a home that has named none."""
    days: dict[str, Spans] = defaultdict(list)
    for row in named_hours(home):
        days[WEEKDAYS[row.weekday]].append((row.from_time, row.until_time))
    return {"weekday_hours": {day: _written(spans) for day, spans in days.items()}} if days else {}


def hours_there(home: Home | None, day: date) -> list[list[str]]:
    """Return when a visit that is to be on the day suits: at the hours of its weekday, or of all when it has none."""
    named = weekday_hours_of(home).get("weekday_hours", {})
    return named.get(WEEKDAYS[day.weekday()]) or hours_of(home)


def _written(spans: Spans) -> list[list[str]]:
    """Return the spans in order, those that meet as one."""
    merged: Spans = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in merged]
