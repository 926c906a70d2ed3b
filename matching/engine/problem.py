"""The matching problem as frozen integers, read strictly from a file or from the application's own data.

Every field is required, empty lists are allowed. Everything is sorted by id, so that the order in the
file changes nothing in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fosterhomes.problemfile import BadProblem, Fields, read_json, refuse_repeats

VERSION = 1
URGENCIES = ("acute", "soon", "ordinary")
LEVELS = ("kin", *URGENCIES, "supervised", "fit", "minutes")
SMALLER_IS_BETTER = frozenset({"minutes"})

# Sums of this many times a million still fit the exact solver's 64 bits. Places have no such limit:
# what a home has beyond the sum of its options' uses never matters.
LARGEST = 10**12


@dataclass(frozen=True, order=True)
class Child:
    """A child without a home; the children of one `unit` go to one home together."""

    id: str
    unit: str
    urgency: str
    needs_supervisor: bool


@dataclass(frozen=True, order=True)
class Home:
    """A home and its places free now."""

    id: str
    places: int


@dataclass(frozen=True, order=True)
class Supervisor:
    """A supervisor and the number of further children whom he or she can take on."""

    id: str
    places: int


@dataclass(frozen=True, order=True)
class Option:
    """A unit may go to a home: takes `uses` places, `minutes` for each child of the unit, `fit` once."""

    unit: str
    home: str
    kin: bool
    uses: int
    fit: int
    minutes: int


@dataclass(frozen=True, order=True)
class Reach:
    """A supervisor can serve the children of a home, `minutes` away."""

    home: str
    supervisor: str
    minutes: int


@dataclass(frozen=True, order=True)
class Refusal:
    """A supervisor whom a child may not have."""

    child: str
    supervisor: str


@dataclass(frozen=True, order=True)
class Placed:
    """A child who already lives in a home and only lacks a supervisor."""

    child: str
    home: str


@dataclass(frozen=True, order=True)
class Pin:
    """A unit that goes to a home whatever it costs."""

    unit: str
    home: str


@dataclass(frozen=True)
class Problem:
    """A valid problem: made by `parse` or `read` only, which raise `BadProblem` for anything else."""

    children: tuple[Child, ...]
    homes: tuple[Home, ...]
    supervisors: tuple[Supervisor, ...]
    options: tuple[Option, ...]
    apart: tuple[tuple[str, str], ...]
    reach: tuple[Reach, ...]
    refused: tuple[Refusal, ...]
    placed: tuple[Placed, ...]
    pinned: tuple[Pin, ...]
    levels: tuple[str, ...]

    @cached_property
    def units(self) -> dict[str, tuple[Child, ...]]:
        """The children of each unit, both in the order of their ids."""
        units: dict[str, list[Child]] = {}
        for child in self.children:
            units.setdefault(child.unit, []).append(child)
        return {unit: tuple(units[unit]) for unit in sorted(units)}

    @cached_property
    def option_of(self) -> dict[tuple[str, str], Option]:
        """The option of a unit and a home."""
        return {(option.unit, option.home): option for option in self.options}

    @cached_property
    def places_of(self) -> dict[str, int]:
        """The free places of each home."""
        return {home.id: home.places for home in self.homes}

    @cached_property
    def refused_by(self) -> dict[str, frozenset[str]]:
        """The supervisors refused for a child; children without a refusal are left out."""
        refused: dict[str, set[str]] = {}
        for refusal in self.refused:
            refused.setdefault(refusal.child, set()).add(refusal.supervisor)
        return {child: frozenset(supervisors) for child, supervisors in refused.items()}

    def as_json(self) -> dict[str, Any]:
        """Return the problem in the form that `parse` reads."""
        lists = {name: [asdict(row) for row in getattr(self, name)] for name in _ROWS}
        return {"version": VERSION, **lists, "apart": [list(p) for p in self.apart], "levels": list(self.levels)}


def read(path: Path) -> Problem:
    """Read a problem file. Raises `BadProblem`, one line naming field and id, for anything not a valid problem."""
    return parse(read_json(path))


def parse(data: Any) -> Problem:
    """Return the problem that `data` (parsed JSON) describes. Raises `BadProblem`."""
    fields = Fields(data)
    if fields.integer("version") != VERSION:
        raise fields.bad("version", f"must be {VERSION}, not {fields.integer('version')}")
    rows = {name: tuple(sorted(_rows(fields, name, *_ROWS[name]))) for name in _ROWS}
    problem = Problem(**rows, apart=_apart(fields), levels=_levels(fields))
    fields.done()
    _refuse_repeats(problem)
    _refuse_undeclared(fields, problem)
    return problem


def _rows(fields: Fields, name: str, id_field: str, make: Callable[[Fields], Any]) -> Iterable[Any]:
    for row in fields.objects(name, id_field):
        yield make(row)
        row.done()


def _quantity(row: Fields, name: str, minimum: int | None = 0) -> int:
    value = row.integer(name, minimum)
    if abs(value) > LARGEST:
        raise row.bad(name, f"must be no larger than {LARGEST}")
    return value


def _child(row: Fields) -> Child:
    return Child(row.text("id"), row.text("unit"), row.choice("urgency", URGENCIES), row.flag("needs_supervisor"))


def _option(row: Fields) -> Option:
    # A fit may be below zero: it is a score, not an amount.
    return Option(
        row.text("unit"),
        row.text("home"),
        row.flag("kin"),
        uses=_quantity(row, "uses"),
        fit=_quantity(row, "fit", None),
        minutes=_quantity(row, "minutes"),
    )


_ROWS: dict[str, tuple[str, Callable[[Fields], Any]]] = {
    "children": ("id", _child),
    "homes": ("id", lambda row: Home(row.text("id"), row.integer("places", 0))),
    "supervisors": ("id", lambda row: Supervisor(row.text("id"), row.integer("places", 0))),
    "options": ("unit", _option),
    "reach": ("home", lambda row: Reach(row.text("home"), row.text("supervisor"), _quantity(row, "minutes"))),
    "refused": ("child", lambda row: Refusal(row.text("child"), row.text("supervisor"))),
    "placed": ("child", lambda row: Placed(row.text("child"), row.text("home"))),
    "pinned": ("unit", lambda row: Pin(row.text("unit"), row.text("home"))),
}


def _apart(fields: Fields) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_pair(fields, f"apart[{i}]", pair) for i, pair in enumerate(fields.array("apart"))))


def _pair(fields: Fields, name: str, value: Any) -> tuple[str, str]:
    first, second = sorted(fields.check_text(name, unit) for unit in fields.check_array(name, value, 2))
    if first == second:
        raise fields.bad(name, f"{first!r} cannot be apart from itself")
    return first, second


def _levels(fields: Fields) -> tuple[str, ...]:
    levels = tuple(fields.texts("levels"))
    for index, level in enumerate(levels):
        fields.known(f"levels[{index}]", level, LEVELS, f"levels {', '.join(LEVELS)}")
    return levels


def _refuse_repeats(problem: Problem) -> None:
    for name in ("children", "homes", "supervisors"):
        refuse_repeats([row.id for row in getattr(problem, name)], f"{name}: id", repr)
    refuse_repeats([(row.unit, row.home) for row in problem.options], "options: unit and home", _both)
    refuse_repeats([(row.home, row.supervisor) for row in problem.reach], "reach: home and supervisor", _both)
    refuse_repeats([(row.child, row.supervisor) for row in problem.refused], "refused: child and supervisor", _both)
    refuse_repeats([row.child for row in problem.placed], "placed: child", repr)
    refuse_repeats([row.unit for row in problem.pinned], "pinned: unit", repr)
    refuse_repeats(problem.apart, "apart: units", _both)
    refuse_repeats(problem.levels, "levels", repr)


def _both(pair: tuple[str, str]) -> str:
    return f"{pair[0]!r} with {pair[1]!r}"


def _refuse_undeclared(fields: Fields, problem: Problem) -> None:
    """Raise for an id that is used and not declared, and for a placed child who also waits."""
    children = {child.id for child in problem.children}
    placed = {row.child for row in problem.placed}
    both = sorted(children & placed)
    if both:
        raise fields.bad("placed", f"child {both[0]!r} is also among the children without a home")
    declared: dict[str, Collection[str]] = {
        "unit": problem.units,
        "home": problem.places_of,
        "supervisor": {supervisor.id for supervisor in problem.supervisors},
        "child": children | placed,
    }
    for name, columns in _USED.items():
        for row in getattr(problem, name):
            for column in columns:
                _refuse_unknown(fields, name, column, getattr(row, column), declared[column])
    for pair in problem.apart:
        for unit in pair:
            _refuse_unknown(fields, "apart", "unit", unit, problem.units)


_USED = {
    "options": ("unit", "home"),
    "reach": ("home", "supervisor"),
    "refused": ("child", "supervisor"),
    "placed": ("home",),
    "pinned": ("unit", "home"),
}

_DECLARED_BY = {
    "unit": "units of the children",
    "home": "homes",
    "supervisor": "supervisors",
    "child": "children, waiting or placed",
}


def _refuse_unknown(fields: Fields, name: str, column: str, value: str, declared: Collection[str]) -> None:
    if value not in declared:
        raise fields.bad(name, f"{column} {value!r} is not among the {_DECLARED_BY[column]}")


__all__ = [
    "BadProblem",
    "Child",
    "Home",
    "Option",
    "Pin",
    "Placed",
    "Problem",
    "Reach",
    "Refusal",
    "Supervisor",
    "parse",
    "read",
]
