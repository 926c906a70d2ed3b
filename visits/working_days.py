"""The days on which a visitor can be on the road: weekdays, save public holidays and eves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
EVES = {(12, 24), (12, 31)}
"""No public holidays, but nobody visits a family then."""


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def is_closed(day: date) -> bool:
    """Return whether the day is a public holiday or an eve; weekends are a matter of each person's hours."""
    return (day.month, day.day) in EVES or day in _holidays(day.year)


def working_days(start: date, days: int) -> Iterator[date]:
    """Yield the weekdays from `start` on for so many days, save public holidays and eves."""
    for number in range(days):
        day = start + timedelta(days=number)
        if day.weekday() < SATURDAY and not is_closed(day):
            yield day
