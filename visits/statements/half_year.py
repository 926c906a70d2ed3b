"""The half-year figures 1G, 3B and 3D to the State Administrator. Plain values: no Django, no clock.

The definitions in words, with what the form leaves open and what was chosen, are `docs/half-year-figures.md`. What is
owed is not decided here: `visits.rules` says which windows have ended, and which of them have a visit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from visits import law, rules
from visits.days import Span, years_after

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""No register reaches further."""


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """A half-year that is reported: it ends with 30 June or 31 December. Written `2026H1`, `2026H2`."""

    year: int
    half: int

    @classmethod
    def parse(cls, text: str) -> HalfYear:
        """Return the half-year that is written. Raises `ValueError` for anything else."""
        found = re.fullmatch(r"(\d{4})H([12])", text, re.ASCII)
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(f"{text!r} is no half-year; write it as 2026H1 or 2026H2")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def holding(cls, day: date) -> HalfYear:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def days(self) -> Span:
        middle = date(self.year, 7, 1)
        return Span(date(self.year, 1, 1), middle) if self.half == 1 else Span(middle, date(self.year + 1, 1, 1))

    @property
    def last_day(self) -> date:
        return self.days.until_on - DAY

    @property
    def before(self) -> HalfYear:
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    def __str__(self) -> str:
        return f"{self.year}H{self.half}"


@dataclass(frozen=True, slots=True)
class Stay:
    """A child in a home on the closing day; `kinship`: it came there as to kin or network."""

    child: int
    home: int
    kinship: bool
    moved_in_on: date


@dataclass(frozen=True, slots=True)
class Ended:
    """A window that had ended by the closing day. `late_days`: of its visit, or until the closing day without one."""

    window: Span
    made_on: date | None
    late_days: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One track of one child on the closing day: what a service answers for, window by window, and what is missing."""

    child: int
    track: str
    moved_in_on: date
    ended: tuple[Ended, ...]
    missing: int

    @property
    def met(self) -> bool:
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the form: how many of how many, and the ids of the rows that `numerator` counts, in order."""

    numerator: int
    denominator: int
    ids: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """Return the share from 0 to 1; None where there is nothing to be a share of."""
        return self.numerator / self.denominator if self.denominator else None


def figure(counted: Iterable[int], among: Iterable[int]) -> Figure:
    ids = tuple(sorted(set(counted)))
    return Figure(len(ids), len(set(among)), ids)


def over_a_year(moved_in_on: date, day: date) -> bool:
    """Return whether who moved in on the first day has lived there for more than a year on the other.

    On the anniversary itself it is exactly a year, and not yet more (as with the two years of FF §§ 10 and 18).
    """
    return day > years_after(moved_in_on, 1)


def figure_1g(stays: Iterable[Stay], day: date) -> Figure:
    """Return the foster homes with kin or network among the foster homes of the service's own children (1G).

    Homes are counted, each once, in which a child lives that was placed there more than a year before. A home is kin or
    network when it is that to one of these children. Source: half-year form, 1G; FF § 5(6), kin and network first.
    """
    lasting = [stay for stay in stays if over_a_year(stay.moved_in_on, day)]
    return figure((stay.home for stay in lasting if stay.kinship), (stay.home for stay in lasting))


def figure_3b(requirements: Iterable[Requirement], day: date) -> Figure:
    """Return the children whose requirement of supervision is not met, among those the home municipality supervises.

    Placed in the home for more than a year on the closing day. Source: half-year form, 3B; FF §§ 16 and 18.
    """
    return _not_met(requirements, law.SUPERVISION, day)


def figure_3d(requirements: Iterable[Requirement], day: date) -> Figure:
    """Return the children whose requirement of follow-up is not met, among the care municipality's own.

    Placed in the home for more than a year on the closing day. Source: half-year form, 3D; FF § 10.
    """
    return _not_met(requirements, law.FOLLOW_UP, day)


def _not_met(requirements: Iterable[Requirement], track: str, day: date) -> Figure:
    asked = [one for one in requirements if one.track == track and over_a_year(one.moved_in_on, day)]
    return figure((one.child for one in asked if not one.met), (one.child for one in asked))


def requirement(
    child: int, moved_in_on: date, years: Iterable[rules.OwedCase], day: date, on: date | None = None
) -> Requirement:
    """Return how one track of a child stands at the end of the closing day, over its counting years in the half-year.

    What was made after that day is not seen. Where years are counted from moving in, two of them may meet in the
    half-year: it is short when either of them is. `on`: the day on which it is looked at, where that is the closing day
    itself; a window that ends with it can still be filled, and nothing is missing in it yet.
    """
    on = on or day + DAY
    ended: list[Ended] = []
    missing, track = 0, ""
    for case in years:
        seen = replace(case, on=on, done=tuple(made for made in case.done if made <= day))
        result = rules.owed(seen)
        missing, track = missing + result.missing, case.track
        ended += [_ended(due, day) for due in rules.due_state(result, seen.done, seen.on) if due.window.until_on <= on]
    return Requirement(child, track, moved_in_on, tuple(ended), missing)


def _ended(due: rules.Due, day: date) -> Ended:
    late = ((due.done_on or day) - rules.last_day(due.window)).days
    return Ended(due.window, due.done_on, max(0, late))
