"""Which counting years a stay has: calendar years, or years from the day of moving in. No Django, no clock.

A service may go over from calendar years to years from moving in on a day. Each stay then follows at its first
anniversary on or after that day (or when the child moves in): its last calendar year ends the day before, so that every
day of the stay lies in exactly one counting year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .days import FOREVER, Span, anniversary
from .rules import CALENDAR, PLACEMENT


@dataclass(frozen=True, slots=True)
class CountingYear:
    """A year of a stay: `year` is the one in which it begins, `days` are cut short where another basis takes over."""

    basis: str
    year: int
    days: Span

    @property
    def cut_on(self) -> date | None:
        """Return the day on which another basis takes over before the year is out, if one does."""
        cut = self.basis == CALENDAR and self.days.until_on < date(self.year + 1, 1, 1)
        return self.days.until_on if cut else None


def counting_years(moved_in_on: date, turned_on: date | None, within: Span) -> tuple[CountingYear, ...]:
    """Return the counting years that share a day with `within`, in order.

    `turned_on`: the day on which the service went over to years from moving in; None: it counts calendar years.
    """
    begins = FOREVER if turned_on is None else _first_anniversary(moved_in_on, turned_on)
    found = (*_calendar_years(begins, within), *_years_of_stay(moved_in_on, begins, within))
    return tuple(one for one in found if one.days.within(within).days)


def _first_anniversary(moved_in_on: date, turned_on: date) -> date:
    """Return the first anniversary of moving in on or after the day; the day of moving in itself is one."""
    if moved_in_on >= turned_on:
        return moved_in_on
    this_year = anniversary(moved_in_on, turned_on.year)
    return this_year if this_year >= turned_on else anniversary(moved_in_on, turned_on.year + 1)


def _calendar_years(until_on: date, within: Span) -> Iterator[CountingYear]:
    for year in range(within.from_on.year, within.until_on.year + 1):
        yield CountingYear(CALENDAR, year, Span(date(year, 1, 1), min(date(year + 1, 1, 1), until_on)))


def _years_of_stay(moved_in_on: date, from_on: date, within: Span) -> Iterator[CountingYear]:
    for year in range(max(from_on.year, within.from_on.year - 1), within.until_on.year + 1):
        yield CountingYear(PLACEMENT, year, Span(anniversary(moved_in_on, year), anniversary(moved_in_on, year + 1)))
