"""What is owed, reckoned again in the most naive way: one day after the other, with fractions, straight from the words.

Written from the rule alone and sharing no code with `visits`, to hold it against. It takes the entries of a case file.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Entry = dict[str, Any]


def reckon(entry: Entry) -> Entry:
    """Return the answer for one entry of `owed`, as the command would write it."""
    year = _days(*_counting_year(entry))
    windows = _windows(entry, year)
    on = date.fromisoformat(entry["on"])
    closed = len([until for _, until in windows if until <= on])
    visits = {d for d in map(date.fromisoformat, entry["done"]) if d in set(year) and d <= on and _lives(entry, d)}
    return {
        "id": entry["id"],
        "required": len(windows),
        "windows": [[begins.isoformat(), until.isoformat()] for begins, until in windows],
        "missing": max(closed - len(visits), 0),
    }


def _windows(entry: Entry, year: list[date]) -> list[tuple[date, date]]:
    windows: list[tuple[date, date]] = []
    total, begins = Fraction(0), None
    for day in year:
        if (frequency := _frequency(entry, day)) == 0:
            continue
        begins = begins or day
        total += Fraction(frequency, len(year))
        if total >= len(windows) + 1:
            windows.append((begins, day + timedelta(days=1)))
            begins = None
    if begins and total - len(windows) >= Fraction(1, 2):
        last = max(day for day in year if _lives(entry, day) and not _grown_up(entry, day))
        windows.append((begins, last + timedelta(days=1)))
    return windows


def _frequency(entry: Entry, day: date) -> int:
    no_duty = ["relief"] if entry["track"] == "follow_up" else ["relief", "particular_conditions"]
    if not _lives(entry, day) or _grown_up(entry, day) or _in_any(entry["pauses"], day):
        return 0
    if entry["home_kind"] in no_duty:
        return 0
    permanent = entry["permanent_stay"]
    if permanent and day >= date.fromisoformat(permanent["from"]):
        return permanent["agreed_follow_up"] if entry["track"] == "follow_up" else 2
    return 2 if _in_any(entry["reduced"], day) else 4


def _lives(entry: Entry, day: date) -> bool:
    return _in_any([[entry["moved_in_on"], entry["moved_out_on"]]], day)


def _in_any(periods: list[list[str | None]], day: date) -> bool:
    text = day.isoformat()
    return any(begins <= text and (until is None or text < until) for begins, until in periods if begins)


def _grown_up(entry: Entry, day: date) -> bool:
    """Age by what has been reached: 29 February is not reached on 28 February, and is on 1 March."""
    born = date.fromisoformat(entry["birth_date"])
    return (day.year - 18, day.month, day.day) >= (born.year, born.month, born.day)


def _counting_year(entry: Entry) -> tuple[date, date]:
    begins = "2000-01-01" if entry["basis"] == "calendar" else entry["moved_in_on"]
    return _same_day(begins, entry["year"]), _same_day(begins, entry["year"] + 1)


def _same_day(text: str, year: int) -> date:
    """The first day of the year that is not before the month and day of `text`."""
    month_and_day = text[5:]
    day = date(year, 1, 1)
    while day.isoformat()[5:] < month_and_day:
        day += timedelta(days=1)
    return day


def _days(begins: date, until: date) -> list[date]:
    return [begins + timedelta(days=i) for i in range((until - begins).days)]
