"""The days on which a visitor can be on the road: weekdays, save Norwegian public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays

SATURDAY = 5


def working_days(start: date, days: int) -> Iterator[date]:
    """Yield the weekdays from `start` on for so many days, save public holidays."""
    closed = holidays.country_holidays("NO", years=range(start.year, (start + timedelta(days=days)).year + 1))
    for number in range(days):
        day = start + timedelta(days=number)
        if day.weekday() < SATURDAY and day not in closed:
            yield day
