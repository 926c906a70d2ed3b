"""Rows of the form *at most one of these columns*: what `apart` means, and what three visits imply; no solver here.

Near: of the visits of a group, at most one on any `days` days in a row. That is exactly the contract's distance.
Triple: of the tours that hold two or three of three given visits, at most one can be driven, as any two of them
share a visit. It follows from the rest for whole plans, and lifts the bound of the relaxation by 1-2 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from .problem import Apart, Ints
from .space import Floats, Space

Marks = npt.NDArray[np.bool_]
LEAST_VIOLATION = 0.02


@dataclass(frozen=True)
class Near:
    """At most one of `visits` on days `first <= day < until`."""

    visits: tuple[int, ...]
    first: int
    until: int

    def serves(self, space: Space) -> Marks:
        """Mark the services that count."""
        return (space.day >= self.first) & (space.day < self.until) & _among(space, self.visits)[space.visit]

    def columns(self, space: Space) -> Ints:
        # No column comes twice: a tour never holds two visits of a group, they would be 0 days apart.
        made = np.concatenate([space.columns_with(visit) for visit in self.visits])
        day = space.column_day[made]
        return np.sort(made[(day >= self.first) & (day < self.until)])


@dataclass(frozen=True)
class Triple:
    """At most one tour with two or more of three visits."""

    visits: tuple[int, int, int]

    def columns(self, space: Space) -> Ints:
        made = np.sort(np.concatenate([space.columns_with(visit) for visit in self.visits]))
        return np.unique(made[1:][made[1:] == made[:-1]])


Cut = Near | Triple


def holding(cut: Cut, space: Space, columns: Ints) -> Ints:
    """Return the places in `columns` (any order) of those that count in `cut`."""
    if cut not in space.cut_columns:
        space.cut_columns[cut] = cut.columns(space)
    marks = np.zeros(len(space), dtype=bool)
    marks[space.cut_columns[cut]] = True
    return np.flatnonzero(marks[columns])


def _among(space: Space, visits: tuple[int, ...]) -> Marks:
    """Return a mark for each visit, and a false one at the end for index -1."""
    marks = np.zeros(len(space.problem.visits) + 1, dtype=bool)
    marks[list(visits)] = True
    return marks


def _groups(space: Space) -> Iterator[Apart]:
    inside = set(space.plannable)
    for group in space.problem.apart:
        visits = tuple(visit for visit in group.visits if visit in inside)
        if group.days > 0 and len(visits) > 1:
            yield Apart(visits, group.days)


def broken_groups(space: Space, columns: Iterable[int]) -> set[int]:
    """Return which groups (their place in `apart`) a choice of columns breaks."""
    days = {visit: space.cells[space.cell[column]].day for column in columns for visit in space.members(column)}
    broken = set()
    for number, group in enumerate(space.problem.apart):
        inside = sorted(days[visit] for visit in group.visits if visit in days)
        if any(b - a < group.days for a, b in pairwise(inside)):
            broken.add(number)
    return broken


def near_cuts(space: Space, columns: Ints, groups: Iterable[int]) -> Iterator[Near]:
    """Yield the cuts that keep every two visits of these groups their distance apart, over these columns."""
    services = np.unique(space.services[columns])
    by_visit: dict[int, list[int]] = defaultdict(list)
    for visit, day in zip(space.visit[services].tolist(), space.day[services].tolist(), strict=True):
        by_visit[visit].append(day)
    for number in sorted(groups):
        yield from _near_of(space.problem.apart[number], by_visit)


def _near_of(group: Apart, by_visit: dict[int, list[int]]) -> Iterator[Near]:
    entries = sorted((day, visit) for visit in group.visits for day in set(by_visit[visit]))
    last = None
    for first in sorted({day for day, _ in entries}):
        inside = [(day, visit) for day, visit in entries if first <= day < first + group.days]
        if inside[-1][0] != last and len({visit for _, visit in inside}) > 1:
            yield Near(group.visits, first, first + group.days)
        last = inside[-1][0]


def broken_nears(space: Space, columns: Ints, values: Floats) -> list[Near]:
    """Return the cuts of `apart` that a fractional plan breaks, the worst of each group."""
    weight: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for column, value in zip(columns.tolist(), values.tolist(), strict=True):
        for service in space.services[column].tolist():
            weight[int(space.visit[service])].append((int(space.day[service]), value))
    found = []
    for group in _groups(space):
        entries = sorted(entry for visit in group.visits for entry in weight[visit])
        sums = [(sum(v for d, v in entries if first <= d < first + group.days), first) for first, _ in entries]
        worst = max(sums, default=(0.0, 0))
        if worst[0] > 1 + LEAST_VIOLATION:
            found.append(Near(group.visits, worst[1], worst[1] + group.days))
    return found


def broken_triples(space: Space, columns: Ints, values: Floats, most: int) -> list[Triple]:
    """Return up to `most` triples that a fractional plan breaks, the worst first."""
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    triples: dict[tuple[int, int, int], float] = defaultdict(float)
    for column, value in zip(columns.tolist(), values.tolist(), strict=True):
        members = sorted(space.members(column))
        for a, b in combinations(members, 2):
            pairs[a, b] += value
        for a, b, c in combinations(members, 3):
            triples[a, b, c] += value
    sums = ((_sum(pairs, triples, triple), triple) for triple in _triangles(pairs))
    broken = sorted((-total, triple) for total, triple in sums if total > 1 + LEAST_VIOLATION)
    return [Triple(triple) for _, triple in broken[:most]]


def _triangles(pairs: dict[tuple[int, int], float]) -> set[tuple[int, int, int]]:
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    found = set()
    for visit, others in near.items():
        for a, b in combinations(sorted(others), 2):
            x, y, z = sorted((visit, a, b))
            found.add((x, y, z))
    return found


def _sum(
    pairs: dict[tuple[int, int], float], triples: dict[tuple[int, int, int], float], triple: tuple[int, int, int]
) -> float:
    a, b, c = triple
    total = pairs.get((a, b), 0.0) + pairs.get((a, c), 0.0) + pairs.get((b, c), 0.0)
    return total - 2 * triples.get(triple, 0.0)
