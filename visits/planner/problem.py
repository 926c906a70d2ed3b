"""The year-plan problem: frozen, all integers, and read strictly from its file.

Days are indexes counted from the problem's `start` (which is day 0; earlier days are negative),
clock times are minutes since midnight, and places, visitors and visits are indexes into their tuples.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fosterhomes.problemfile import BadProblem, Fields, read_json, refuse_repeats

from .visit import Pin, Visit
from .week import A_WEEK, WEEKDAYS, Spans, WeekdayHours

VERSION = 1
MINUTES_A_DAY = 24 * 60
MOST_SPACING_WEIGHT = 1_000_000
"""Above this the costs would leave the range in which the solvers compute exactly."""

Ints = npt.NDArray[np.int64]

NEVER = 1 << 40
"""A clock time or a number of minutes that nothing reaches (also stands for: cannot be driven)."""

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


@dataclass(frozen=True)
class Day:
    """One working day of a visitor: leave the base no earlier than `earliest`, be back by `latest` (minutes)."""

    day: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Visitor:
    """Someone who makes visits, with the working days inside the planned period, in order."""

    id: str
    base: int
    days: tuple[Day, ...]

    @cached_property
    def by_day(self) -> dict[int, Day]:
        return {entry.day: entry for entry in self.days}

    @cached_property
    def day_numbers(self) -> tuple[int, ...]:
        return tuple(entry.day for entry in self.days)


@dataclass(frozen=True)
class Apart:
    """Any two of these visits that are planned lie at least `days` days from each other."""

    visits: tuple[int, ...]
    days: int


@dataclass(frozen=True)
class Previous:
    """Where an earlier plan had a visit; another day or visitor now is a move, another start is not."""

    visit: int
    visitor: int
    day: int
    start: int


@dataclass(frozen=True)
class Problem:
    """Everything the planner may know. `travel[a][b]` is minutes from place a to b, None where nobody can drive."""

    start: date
    days: int
    places: tuple[str, ...]
    travel: tuple[tuple[int | None, ...], ...]
    visitors: tuple[Visitor, ...]
    visits: tuple[Visit, ...]
    apart: tuple[Apart, ...]
    previous: tuple[Previous, ...]
    spacing_weight: int

    @cached_property
    def pins(self) -> tuple[int, ...]:
        """The pinned visits, in the order of the file."""
        return tuple(i for i, visit in enumerate(self.visits) if visit.pinned is not None)

    @cached_property
    def previous_of(self) -> dict[int, Previous]:
        return {entry.visit: entry for entry in self.previous}

    @cached_property
    def legs(self) -> Ints:
        """The travel table as numbers, NEVER where nobody can drive."""
        rows = [[NEVER if minutes is None else min(minutes, NEVER) for minutes in row] for row in self.travel]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def open_slots(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each visit the (visitor, day) pairs that visitors, window, weekday, pin and working days leave for it."""
        return tuple(tuple(self.slots_of(visit)) for visit in self.visits)

    def slots_of(self, visit: Visit) -> Iterator[tuple[int, int]]:
        if visit.pinned is not None:
            pin = visit.pinned
            yield from [(pin.visitor, pin.day)] if pin.day in self.visitors[pin.visitor].by_day else []
            return
        for who in visit.visitors:
            days = self.visitors[who].day_numbers
            for day in days[bisect_left(days, visit.from_day) : bisect_left(days, visit.until_day)]:
                if visit.open_days[day % A_WEEK]:
                    yield who, day

    @cached_property
    def alike(self) -> tuple[tuple[int, ...], ...]:
        """For each visitor, of day 0 and the six after it: the first of them on which the same hours hold for all
        visits that may be theirs."""
        weeks: list[list[tuple[Spans, ...]]] = [[] for _ in self.visitors]
        for visit in self.visits if self.has_weekdays else ():
            if visit.weekday_hours is not None and visit.pinned is None:
                for who in visit.visitors:
                    weeks[who].append(tuple(visit.hours_on(day) for day in range(A_WEEK)))
        return tuple(_first_alike(week) for week in weeks)

    @cached_property
    def has_weekdays(self) -> bool:
        return any(visit.weekday_hours is not None for visit in self.visits)

    def date_of(self, day: int) -> str:
        """Return day index `day` as a date like 2026-02-15."""
        return (self.start + timedelta(days=day)).isoformat()

    def moved(self, visit: int, visitor: int, day: int) -> bool:
        """Whether making `visit` so moves it from where the previous plan had it."""
        before = self.previous_of.get(visit)
        return before is not None and (before.visitor, before.day) != (visitor, day)

    def spacing_cost(self, visit: int, day: int) -> int:
        """Return the weighted distance of `day` from the visit's target."""
        return self.spacing_weight * abs(day - self.visits[visit].target_day)


def _first_alike(weeks: list[tuple[Spans, ...]]) -> tuple[int, ...]:
    hours = [tuple(week[day] for week in weeks) for day in range(A_WEEK)]
    return tuple(hours.index(one) for one in hours)


def read(path: Path) -> Problem:
    """Read a problem file. Raises `BadProblem` with one readable line."""
    return parse(read_json(path))


def parse(data: Any) -> Problem:
    """Return the problem in `data` (contract, section 2). Raises `BadProblem` naming the field and the id."""
    return _Parser(Fields(data)).problem()


def clock_text(minutes: int) -> str:
    """Return minutes since midnight as a clock time like 09:05."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _clock(fields: Fields, name: str, value: Any) -> int:
    text = fields.check_text(name, value)
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise fields.bad(name, f"{text!r} is not a clock time like 08:30")
    return int(match[1]) * 60 + int(match[2])


def _before(fields: Fields, name: str, first: int, second: int) -> None:
    if not first < second:
        raise fields.bad(name, "the first must be before the second (from before until)")


class _Parser:
    """Reads the fields in an order in which every id is declared before it is used."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.start = date.min
        self.days = 0
        self.places: dict[str, int] = {}
        self.visitors: dict[str, int] = {}
        self.visits: dict[str, int] = {}

    def problem(self) -> Problem:
        fields = self.fields
        if fields.integer("version") != VERSION:
            raise fields.bad("version", f"must be {VERSION}")
        self.start, self.days = fields.day("start"), fields.integer("days", 1)
        if self.days > (date.max - self.start).days:
            raise fields.bad("days", f"{self.days} days from {self.start} leave the calendar")
        self.places = self._indexes(fields.texts("places"), "places")
        travel = self._travel()
        visitors = [self._visitor(v) for v in self._declared("visitors", self.visitors)]
        visits = [self._visit(v) for v in self._declared("visits", self.visits)]
        apart = tuple(self._apart(group) for group in fields.objects("apart"))
        previous = tuple(self._previous(entry) for entry in fields.objects("previous", "visit"))
        refuse_repeats([visits[entry.visit].id for entry in previous], "previous: visit")
        weight = self._weight()
        fields.done()
        return Problem(
            self.start,
            self.days,
            tuple(self.places),
            travel,
            tuple(visitors),
            tuple(visits),
            apart,
            previous,
            weight,
        )

    def _weight(self) -> int:
        weight = self.fields.integer("spacing_weight", 0)
        if weight > MOST_SPACING_WEIGHT:
            raise self.fields.bad("spacing_weight", f"must be at most {MOST_SPACING_WEIGHT}, not {weight}")
        return weight

    def _indexes(self, ids: list[str], name: str) -> dict[str, int]:
        refuse_repeats(ids, name)
        return {value: index for index, value in enumerate(ids)}

    def _declared(self, name: str, into: dict[str, int]) -> list[Fields]:
        objects = list(self.fields.objects(name, "id"))
        into.update(self._indexes([entry.text("id") for entry in objects], f"{name}: id"))
        return objects

    def _index(self, fields: Fields, name: str, declared: dict[str, int], what: str) -> int:
        return declared[fields.known(name, fields.text(name), declared, what)]

    def _known_ids(self, fields: Fields, name: str, declared: dict[str, int]) -> tuple[int, ...]:
        ids = fields.texts(name)
        refuse_repeats(ids, f"{fields.where}: {name}")
        return tuple(declared[fields.known(name, value, declared, name)] for value in ids)

    def _day(self, fields: Fields, name: str) -> int:
        return (fields.day(name) - self.start).days

    def _travel(self) -> tuple[tuple[int | None, ...], ...]:
        rows = self.fields.check_array("travel_minutes", self.fields.raw("travel_minutes"))
        if len(rows) != len(self.places):
            raise self.fields.bad("travel_minutes", f"must hold {len(self.places)} rows, not {len(rows)}")
        return tuple(self._travel_row(place, row) for place, row in zip(self.places, rows, strict=True))

    def _travel_row(self, place: str, row: Any) -> tuple[int | None, ...]:
        name = f"travel_minutes from {place}"
        values = self.fields.check_array(name, row, len(self.places))
        minutes = tuple(self._minutes(f"{name} to {to}", v) for to, v in zip(self.places, values, strict=True))
        if minutes[self.places[place]] != 0:
            raise self.fields.bad(f"{name} to {place}", "must be 0")
        return minutes

    def _minutes(self, name: str, value: Any) -> int | None:
        return None if value is None else self.fields.check_integer(name, value, 0)

    def _visitor(self, fields: Fields) -> Visitor:
        base = self._index(fields, "base", self.places, "places")
        days = [self._working_day(entry) for entry in fields.objects("days", "date")]
        refuse_repeats([entry.day for entry in days], f"{fields.where}: days", self._date)
        fields.done()
        inside = sorted((entry for entry in days if 0 <= entry.day < self.days), key=lambda entry: entry.day)
        return Visitor(fields.text("id"), base, tuple(inside))

    def _date(self, day: int) -> str:
        return (self.start + timedelta(days=day)).isoformat()

    def _working_day(self, fields: Fields) -> Day:
        day = self._day(fields, "date")
        earliest = _clock(fields, "from", fields.raw("from"))
        latest = _clock(fields, "until", fields.raw("until"))
        _before(fields, "from", earliest, latest)
        fields.done()
        return Day(day, earliest, latest)

    def _visit(self, fields: Fields) -> Visit:
        place = self._index(fields, "place", self.places, "places")
        visitors = self._known_ids(fields, "visitors", self.visitors)
        from_day, until_day = self._day(fields, "from"), self._day(fields, "until")
        _before(fields, "from", from_day, until_day)
        target, minutes = self._day(fields, "target"), fields.integer("minutes", 0)
        hours, pinned = self._hours(fields, "hours", fields.raw("hours")), self._pin(fields)
        week = self._weekday_hours(fields) if fields.has("weekday_hours") else None
        fields.done()
        return Visit(fields.text("id"), place, visitors, from_day, until_day, target, minutes, hours, pinned, week)

    def _hours(self, fields: Fields, name: str, value: Any) -> Spans:
        return tuple(
            self._hour(fields, f"{name}[{index}]", span) for index, span in enumerate(fields.check_array(name, value))
        )

    def _hour(self, fields: Fields, name: str, value: Any) -> tuple[int, int]:
        first, last = (_clock(fields, name, v) for v in fields.check_array(name, value, 2))
        _before(fields, name, first, last)
        return first, last

    def _weekday_hours(self, fields: Fields) -> WeekdayHours:
        named = Fields(fields.raw("weekday_hours"), f"{fields.where}: weekday_hours")
        spans = tuple(self._hours(named, day, named.raw(day)) if named.has(day) else () for day in WEEKDAYS)
        named.done()
        return WeekdayHours(spans, self.start.weekday())

    def _pin(self, fields: Fields) -> Pin | None:
        value = fields.raw("pinned")
        if value is None:
            return None
        pin = Fields(value, f"{fields.where}: pinned")
        visitor = self._index(pin, "visitor", self.visitors, "visitors")
        day, start = self._day(pin, "date"), _clock(pin, "start", pin.raw("start"))
        pin.done()
        return Pin(visitor, day, start)

    def _apart(self, fields: Fields) -> Apart:
        group = Apart(self._known_ids(fields, "visits", self.visits), fields.integer("days", 0))
        fields.done()
        return group

    def _previous(self, fields: Fields) -> Previous:
        visit = self._index(fields, "visit", self.visits, "visits")
        visitor = self._index(fields, "visitor", self.visitors, "visitors")
        day, start = self._day(fields, "date"), _clock(fields, "start", fields.raw("start"))
        fields.done()
        return Previous(visit, visitor, day, start)


__all__ = [
    "Apart",
    "BadProblem",
    "Day",
    "Pin",
    "Previous",
    "Problem",
    "Visit",
    "Visitor",
    "clock_text",
    "parse",
    "read",
]
