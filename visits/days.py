"""Runs of days and anniversaries, for the pure rules: no Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

FOREVER = date.max
"""The end of a run of days that is still open. No counting year reaches it."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days `[from_on, until_on)`. It holds no day when `until_on` is not after `from_on`."""

    from_on: date
    until_on: date = FOREVER

    @property
    def days(self) -> int:
        return max(0, (self.until_on - self.from_on).days)

    def holds(self, day: date) -> bool:
        return self.from_on <= day < self.until_on

    def within(self, other: Span) -> Span:
        """Return the days that both hold."""
        return Span(max(self.from_on, other.from_on), min(self.until_on, other.until_on))


def span(from_on: date, until_on: date | None) -> Span:
    """Return `[from_on, until_on)`, where None means still open."""
    return Span(from_on, FOREVER if until_on is None else until_on)


def anniversary(day: date, year: int) -> date:
    """Return the same day of `year`; for 29 February that is 1 March in a year without one."""
    if year > FOREVER.year:
        return FOREVER
    if (day.month, day.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def years_after(day: date, years: int) -> date:
    """Return the anniversary of `day` after so many years: the 15th birthday, the day two years have passed."""
    return anniversary(day, day.year + years)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same days as the fewest runs, in order: runs that meet or overlap become one, empty ones go."""
    runs: list[Span] = []
    for one in sorted(each for each in spans if each.days):
        if runs and one.from_on <= runs[-1].until_on:
            runs[-1] = Span(runs[-1].from_on, max(runs[-1].until_on, one.until_on))
        else:
            runs.append(one)
    return tuple(runs)


def between(runs: Iterable[Span]) -> tuple[Span, ...]:
    """Return the gaps between runs that are in order."""
    return tuple(Span(first.until_on, second.from_on) for first, second in pairwise(runs))
