"""Rows that every whole solution keeps and a relaxed one may break: what siblings bring to a supervisor's places.

Half of a pair of siblings in each of two homes fills one place of a supervisor in both, where no whole solution has
more than one pair. For some of a supervisor's flows, and units that together would bring more children than places
(`excess`), each absent unit larger than the excess leaves at least the difference unused:

    sum of flows + sum of max(0, children - excess) * (1 - unit)  <=  places

Units that are not among those add at most their own children. (The flow cover inequality of Padberg, Van Roy and
Wolsey, 1985, for flows that several units may share.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from matching.engine.program import Program
from matching.engine.row import Row

_Thing = TypeVar("_Thing")

_SMALL, _VIOLATION = 1e-6, 1e-3

# All sets of so many flows or units are looked through; of more only the whole, or the most likely first.
_FEW = 6


@dataclass(frozen=True)
class Inflow:
    """The column of a flow, the children who are there for sure, and how many come with each option column."""

    column: int
    sure: int
    children: Mapping[int, int]


@dataclass(frozen=True)
class Load:
    """The places of a supervisor, and what may flow into them."""

    places: int
    inflows: Sequence[Inflow]


def loads(program: Program) -> list[Load]:
    """Return the supervisors to whom a unit could bring more than one child."""
    columns = {(option.home, option.unit): column for column, option in enumerate(program.options)}
    places = {supervisor.id: supervisor.places for supervisor in program.problem.supervisors}
    inflows: dict[str, list[Inflow]] = defaultdict(list)
    for column, flow in enumerate(program.flows, len(program.options)):
        number = Counter(unit for _, unit in program.members[flow.home, flow.kind])
        children = {columns[flow.home, unit]: count for unit, count in number.items() if unit is not None}
        inflows[flow.supervisor].append(Inflow(column, number[None], children))
    return [Load(places[name], row) for name, row in inflows.items() if _most(row) > 1]


def _most(inflows: Sequence[Inflow]) -> int:
    return max(_children(inflows).values(), default=0)


def _children(inflows: Sequence[Inflow]) -> Counter[int]:
    """Return how many children come with each option column."""
    children: Counter[int] = Counter()
    for flow in inflows:
        children.update(flow.children)
    return children


def overfull(load: Load, point: Sequence[float]) -> Iterator[Row]:
    """Yield the row of the load that the relaxed solution `point` breaks most."""
    busy = [flow for flow in load.inflows if point[flow.column] > _SMALL]
    if not any(_SMALL < point[option] < 1 - _SMALL for flow in busy for option in flow.children):
        return
    rows = [row for flows in _sets(busy) for row in _rows(load.places, flows, point)]
    worst = max(rows, key=lambda row: _excess(row, point), default=None)
    if worst and _excess(worst, point) > _VIOLATION:
        yield worst


def _rows(places: int, flows: Sequence[Inflow], point: Sequence[float]) -> Iterator[Row]:
    children = _children(flows)
    sure = sum(flow.sure for flow in flows)
    likely = sorted((option for option in children if point[option] > _SMALL), key=lambda option: -point[option])
    for units in _sets(likely):
        excess = sure + sum(children[option] for option in units) - places
        spared = {option: children[option] - excess for option in units if children[option] > excess}
        if excess > 0 and spared:
            row = {option: -min(number, places) for option, number in children.items() if option not in units}
            row |= {option: -number for option, number in spared.items()}
            yield Row(row | {flow.column: 1 for flow in flows}, places - sum(spared.values()))


def _sets(things: Sequence[_Thing]) -> Iterator[Sequence[_Thing]]:
    """Yield every set of a few things; of many only those that take the first ones."""
    for number in range(1, len(things) + 1):
        yield from combinations(things, number) if len(things) <= _FEW else (things[:number],)


def _excess(row: Row, point: Sequence[float]) -> float:
    return sum(c * point[column] for column, c in row.coefficients.items()) - row.upper
