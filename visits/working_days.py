"""The days on which a visitor can be on the road: weekdays, save public holidays and eves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SATURDAY = 5
CHRISTMAS_EVE = 24
EVES = {(12, 24), (12, 31)}
"""No public holidays, but nobody visits a family then."""
NYNORSK = {
    "Skjærtorsdag": "Skjertorsdag",
    "Arbeidernes dag": "Arbeidarane sin dag",
    "Grunnlovsdag": "Grunnlovsdagen",
}
"""The library names the holidays in bokmål; these are written otherwise in nynorsk."""


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


@cache
def _names(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("NO", years=year, language=language))


def holiday_name(day: date) -> str:
    """Return what the public holiday of the day is called in the reader's language; empty where it is none."""
    language = get_language() or "nn"
    name = _names(day.year, "en_US" if language == "en" else "no").get(day, "")
    if language == "nn":
        return "; ".join(NYNORSK.get(part, part) for part in name.split("; "))
    return name


def closed_name(day: date) -> str:
    """Return what a public holiday or an eve is called; empty for an ordinary day."""
    if (day.month, day.day) in EVES:
        return _("Christmas Eve") if day.day == CHRISTMAS_EVE else _("New Year's Eve")
    return holiday_name(day)


def is_closed(day: date) -> bool:
    """Return whether the day is a public holiday or an eve; weekends are a matter of each person's hours."""
    return (day.month, day.day) in EVES or day in _holidays(day.year)


def working_days(start: date, days: int) -> Iterator[date]:
    """Yield the weekdays from `start` on for so many days, save public holidays and eves."""
    for number in range(days):
        day = start + timedelta(days=number)
        if day.weekday() < SATURDAY and not is_closed(day):
            yield day
