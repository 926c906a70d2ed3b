"""Weekends of a cycle, and patterns that meet them: pure, on plain values. A weekend is named by its Friday.

There is no law on how often a child has relief: one weekend in every second to fourth is practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import gcd

FRIDAY = 4
WEEK = timedelta(days=7)


def friday_of(day: date) -> date:
    """Return the Friday that names the weekend of the day; Monday to Thursday belong to the weekend to come."""
    if day.weekday() > FRIDAY:
        return day - timedelta(days=day.weekday() - FRIDAY)
    return day + timedelta(days=FRIDAY - day.weekday())


def coming(on: date, number: int) -> list[date]:
    """Return the Fridays of so many weekends from the day on, the one under way with them."""
    return [friday_of(on) + n * WEEK for n in range(number)]


@dataclass(frozen=True)
class Rhythm:
    """Every `weeks`-th weekend from the Friday `first` on. A cycle has one such rhythm for each of its weekends."""

    weeks: int
    first: date

    def meets(self, other: Rhythm) -> bool:
        """Return whether some weekend, however far ahead, belongs to both."""
        return _weeks_between(self.first, other.first) % gcd(self.weeks, other.weeks) == 0

    def holds(self, friday: date) -> bool:
        """Return whether the weekend belongs to the rhythm; before its first day it is counted back."""
        return _weeks_between(self.first, friday) % self.weeks == 0

    def weekend(self, number: int) -> Rhythm:
        """Return the rhythm of weekend `number` of a cycle that begins here, counted from 1."""
        return Rhythm(self.weeks, self.first + (number - 1) * WEEK)

    def number_of(self, friday: date) -> int:
        """Return which weekend of the cycle it is, counted from 1."""
        return _weeks_between(self.first, friday) % self.weeks + 1


def _weeks_between(one: date, other: date) -> int:
    return (friday_of(other) - friday_of(one)).days // 7


@dataclass(frozen=True)
class Booked:
    """A child comes on these weekends of a cycle in `[from_on, until_on)`."""

    child: int
    weekends: frozenset[int]
    from_on: date
    until_on: date

    def covers(self, number: int, on: date) -> bool:
        return number in self.weekends and self.from_on <= on < self.until_on


@dataclass(frozen=True)
class Cycle:
    """The weekends of one home: `places` on each, who is `booked`, and how often it comes back.

    `rhythm` is None while nobody has written when the first weekend is. `unset`: children who come to the home and
    whose weekends nobody has written.
    """

    places: tuple[int, ...]
    rhythm: Rhythm | None = None
    booked: tuple[Booked, ...] = ()
    unset: int = 0

    @property
    def numbers(self) -> range:
        return range(1, len(self.places) + 1)

    def free(self, number: int, from_on: date, until_on: date | None = None, *, beside: int | None = None) -> int:
        """Return the places that are free on a weekend of the cycle through the whole period, never below 0.

        Without `until_on` for good. `beside`: a child whose own bookings take no place from it.
        """
        others = [one for one in self.booked if one.child != beside]
        starts = [one.from_on for one in others if one.from_on > from_on and (not until_on or one.from_on < until_on)]
        most = max(sum(one.covers(number, day) for one in others) for day in (from_on, *starts))
        return max(0, self.places[number - 1] - most)

    def full_until(self, number: int, on: date) -> date | None:
        """Return the day from which a full weekend has a place for good; None when it has none at all."""
        ends = sorted(one.until_on for one in self.booked if number in one.weekends and one.until_on > on)
        return next((day for day in ends if self.free(number, day)), None)
