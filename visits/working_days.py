"""The days on which a visitor can be on the road: weekdays, save public holidays and eves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays

SATURDAY = 5
EVES = {(12, 24), (12, 31)}
"""No public holidays, but nobody visits a family then."""


def working_days(start: date, days: int) -> Iterator[date]:
    """Yield the weekdays from `start` on for so many days, save public holidays and eves."""
    closed = holidays.country_holidays("NO", years=range(start.year, (start + timedelta(days=days)).year + 1))
    for number in range(days):
        day = start + timedelta(days=number)
        if day.weekday() < SATURDAY and day not in closed and (day.month, day.day) not in EVES:
            yield day
