"""The frozen problem of relief weekends, and its strict reader. All quantities are integers; ids are opaque."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from fosterhomes.problemfile import BadProblem, Fields, read_json, refuse_repeats

VERSION = 1
URGENCIES = ("acute", "soon", "ordinary")
LEVELS = ("kin", *URGENCIES, "waited", "wishes", "minutes")
"""Decided one after the other. All but `minutes` are larger the better."""

MOST_WEEKENDS = 4
"""A cycle has at most four weekends: relief is given on one in every second to fourth (practice, no statute)."""


@dataclass(frozen=True)
class Unit:
    """A child, or siblings who come together: `weekends` of the cycle are wanted, for all of them the same."""

    id: str
    weekends: int
    children: tuple[Child, ...]

    @property
    def size(self) -> int:
        return len(self.children)


@dataclass(frozen=True)
class Child:
    id: str
    urgency: str
    waited_days: int


@dataclass(frozen=True)
class Home:
    """`places`: how many more children the home can serve; `weekends`: free places on each weekend of its cycle."""

    id: str
    places: int
    weekends: tuple[int, ...]


@dataclass(frozen=True)
class Option:
    """A home that no rule keeps the unit from: weekends that suit, those that are wished, minutes one way."""

    unit: str
    home: str
    kin: bool
    alone: bool
    minutes: int
    weekends: tuple[int, ...]
    wished: frozenset[int]


@dataclass(frozen=True)
class Choice:
    """An option with the weekends chosen: what the solver says yes or no to."""

    option: Option
    weekends: tuple[int, ...]

    @property
    def wishes(self) -> int:
        return sum(weekend in self.option.wished for weekend in self.weekends)


@dataclass(frozen=True)
class Problem:
    units: tuple[Unit, ...]
    homes: tuple[Home, ...]
    options: tuple[Option, ...]
    apart: tuple[tuple[str, str], ...]
    pinned: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]

    @cached_property
    def unit_of(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def home_of(self) -> dict[str, Home]:
        return {home.id: home for home in self.homes}

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Return every option with every set of weekends that it has room on by itself, in the order of the file."""
        return tuple(choice for option in self.options for choice in self._choices(option))

    def _choices(self, option: Option) -> Iterator[Choice]:
        unit, home = self.unit_of[option.unit], self.home_of[option.home]
        if home.places < unit.size:
            return
        open_on = [weekend for weekend in option.weekends if home.weekends[weekend - 1] >= unit.size]
        for weekends in combinations(open_on, unit.weekends):
            yield Choice(option, weekends)

    def uses(self, choice: Choice, weekend: int) -> int:
        """Return the places that a choice takes on one of its weekends: all of them when the unit must be alone."""
        free = self.home_of[choice.option.home].weekends[weekend - 1]
        return free if choice.option.alone else self.unit_of[choice.option.unit].size

    def worth(self, choice: Choice, level: str) -> int:
        """Return what a choice adds to a level."""
        unit = self.unit_of[choice.option.unit]
        if level == "kin":
            return unit.size if choice.option.kin else 0
        if level == "waited":
            return sum(child.waited_days for child in unit.children)
        if level == "wishes":
            return choice.wishes * unit.size
        if level == "minutes":
            return choice.option.minutes * unit.size
        return sum(child.urgency == level for child in unit.children)


def read(path: Path) -> Problem:
    """Return the problem in a file. Raises `BadProblem` with one line that names the field and the id."""
    return parse(read_json(path))


def parse(value: Any) -> Problem:
    """Return the problem, sorted, so that the order of the file changes nothing; every mistake is a `BadProblem`."""
    fields = Fields(value)
    if fields.integer("version") != VERSION:
        raise fields.bad("version", f"must be {VERSION}")
    units = _units(fields)
    homes = _homes(fields)
    options = tuple(_option(one, units, homes) for one in fields.objects("options"))
    refuse_repeats([(one.unit, one.home) for one in options], "options", " in ".join)
    problem = Problem(
        units=tuple(units[identity] for identity in sorted(units)),
        homes=tuple(homes[identity] for identity in sorted(homes)),
        options=tuple(sorted(options, key=lambda one: (one.unit, one.home))),
        apart=tuple(sorted(_apart(fields, units))),
        pinned=tuple(sorted(_pinned(fields, units, homes))),
        levels=_levels(fields),
    )
    fields.done()
    return problem


def _units(fields: Fields) -> dict[str, Unit]:
    weekends: dict[str, int] = {}
    for one in fields.objects("units", "id"):
        identity = one.text("id")
        if identity in weekends:
            raise one.bad("id", f"{identity!r} is named twice")
        weekends[identity] = one.integer("weekends", 1)
        if weekends[identity] > MOST_WEEKENDS:
            raise one.bad("weekends", f"must be at most {MOST_WEEKENDS}, not {weekends[identity]}")
        one.done()
    children = _children(fields, weekends)
    for identity in weekends:
        if not children[identity]:
            raise BadProblem(f"units: {identity}: has no children")
    return {identity: Unit(identity, number, tuple(children[identity])) for identity, number in weekends.items()}


def _children(fields: Fields, units: dict[str, int]) -> dict[str, list[Child]]:
    found: dict[str, list[Child]] = {identity: [] for identity in units}
    for one in fields.objects("children", "id"):
        child = Child(one.text("id"), one.choice("urgency", URGENCIES), one.integer("waited_days", 0))
        found[one.known("unit", one.text("unit"), units, "units")].append(child)
        one.done()
    refuse_repeats([child.id for children in found.values() for child in children], "children")
    return found


def _homes(fields: Fields) -> dict[str, Home]:
    found: dict[str, Home] = {}
    for one in fields.objects("homes", "id"):
        free = tuple(one.check_integer(f"weekends[{i}]", v, 0) for i, v in enumerate(one.array("weekends")))
        if not 1 <= len(free) <= MOST_WEEKENDS:
            raise one.bad("weekends", f"must hold 1 to {MOST_WEEKENDS} values, not {len(free)}")
        home = Home(one.text("id"), one.integer("places", 0), free)
        if home.id in found:
            raise one.bad("id", f"{home.id!r} is named twice")
        found[home.id] = home
        one.done()
    return found


def _option(one: Fields, units: dict[str, Unit], homes: dict[str, Home]) -> Option:
    unit = one.known("unit", one.text("unit"), units, "units")
    home = one.known("home", one.text("home"), homes, "homes")
    weekends = _weekends(one, "weekends", len(homes[home].weekends))
    wished = _weekends(one, "wished", len(homes[home].weekends))
    option = Option(
        unit, home, one.flag("kin"), one.flag("alone"), one.integer("minutes", 0), weekends, frozenset(wished)
    )
    one.done()
    return option


def _weekends(one: Fields, name: str, last: int) -> tuple[int, ...]:
    values = [one.check_integer(f"{name}[{i}]", value, 1) for i, value in enumerate(one.array(name))]
    for value in values:
        if value > last:
            raise one.bad(name, f"{value} is beyond the {last} weekends of the home's cycle")
    if len(set(values)) < len(values):
        raise one.bad(name, "names a weekend twice")
    return tuple(sorted(values))


def _apart(fields: Fields, units: dict[str, Unit]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for index, value in enumerate(fields.array("apart")):
        name = f"apart[{index}]"
        one, other = (fields.check_text(name, text) for text in fields.check_array(name, value, 2))
        fields.known(name, one, units, "units")
        fields.known(name, other, units, "units")
        if one == other:
            raise fields.bad(name, f"{one!r} cannot be apart from itself")
        pairs.append((min(one, other), max(one, other)))
    refuse_repeats(pairs, "apart", " and ".join)
    return tuple(pairs)


def _pinned(fields: Fields, units: dict[str, Unit], homes: dict[str, Home]) -> tuple[tuple[str, str], ...]:
    pins = []
    for one in fields.objects("pinned"):
        unit = one.known("unit", one.text("unit"), units, "units")
        pins.append((unit, one.known("home", one.text("home"), homes, "homes")))
        one.done()
    refuse_repeats([unit for unit, _home in pins], "pinned")
    return tuple(pins)


def _levels(fields: Fields) -> tuple[str, ...]:
    levels = tuple(fields.texts("levels"))
    for name in levels:
        fields.known("levels", name, LEVELS, "levels")
    refuse_repeats(levels, "levels")
    return levels
