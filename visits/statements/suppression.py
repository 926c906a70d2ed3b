"""Which cells of a published table are hidden, so that no small number can be read or reckoned. No Django, no clock.

A number of people from 1 and up to the least that is told is hidden: it can point somebody out. Nobody (0) is told. As
totals are told too, more must be hidden (secondary suppression): as many as it takes that

- no hidden cell follows from the sums (Gaussian elimination over all of them, not sum by sum),
- what is hidden in a sum is not itself a small number: 7 of 8 told would tell of the one who is left, and
- nobody can say of a small number that it is small: people are never fewer than none, so sums that cross can leave a
  hidden cell no room above 1 (`most`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Key = Hashable


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


@dataclass(frozen=True, slots=True)
class Follows:
    """A number about the same people as another (their visits): hidden where that one is."""

    cell: Key
    of: Key


def hidden_cells(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    least: int,
    follows: Iterable[Follows] = (),
    told: Iterable[Key] = (),
) -> frozenset[Key]:
    """Return the cells to hide. `told`: numbers that are about no people, and are never small.

    Every cell of a sum has a value. Ends always: each round hides at least one cell more.
    """
    follows, free = tuple(follows), frozenset(told)
    small = [key for key, value in values.items() if 0 < value < least and key not in free]
    hidden = set(small)
    while more := _more(values, sums, least, follows, hidden) or _room(values, sums, least, small, hidden):
        hidden |= more
    return frozenset(hidden)


def _more(
    values: Mapping[Key, int], sums: Sequence[Sum], least: int, follows: tuple[Follows, ...], hidden: set[Key]
) -> set[Key]:
    """Return what must be hidden beside what is; an empty set when nothing is left to reckon."""
    if after := {one.cell for one in follows if one.of in hidden and one.cell not in hidden and values[one.cell]}:
        return after
    for one in sums:
        if _tells(values, one, least, hidden) and (next_key := _next(values, one, hidden)) is not None:
            return {next_key}
    known = reckoned(sums, hidden)
    for one in sums:
        if known & set(one.cells) and (next_key := _next(values, one, hidden)) is not None:
            return {next_key}
    return set()


def _tells(values: Mapping[Key, int], one: Sum, least: int, hidden: set[Key]) -> bool:
    """Return whether the sum alone tells a hidden cell, or of a small number of people in several."""
    parts = [part for part in one.parts if part in hidden]
    if one.total in hidden:
        return not parts
    return bool(parts) and (len(parts) == 1 or 0 < sum(values[part] for part in parts) < least)


def _next(values: Mapping[Key, int], one: Sum, hidden: set[Key]) -> Key | None:
    """Return the cell of the sum whose loss costs least: the smallest part with people in it, then an empty one."""
    parts = [part for part in one.parts if part not in hidden]
    if parts:
        return min(parts, key=lambda part: (values[part] == 0, values[part], one.parts.index(part)))
    return None if one.total in hidden else one.total


def _room(
    values: Mapping[Key, int], sums: Sequence[Sum], least: int, small: Sequence[Key], hidden: set[Key]
) -> set[Key]:
    """Return a cell to hide so that a small number could be a larger one too; an empty set where each could.

    Of the cells that would do, and that no sum would tell again, the smallest; where none would do alone, the smallest
    of the sums that the number stands in.
    """
    bounds = most(values, sums, hidden)
    tight = next((key for key in small if key in bounds and bounds[key] < least), None)
    if tight is None:
        return set()
    there = sorted({cell for one in sums for cell in one.cells} - hidden, key=lambda cell: (values[cell], str(cell)))
    for cell in there:
        wider = hidden | {cell}
        if values[cell] and most(values, sums, wider).get(tight, least) >= least and not reckoned(sums, wider):
            return {cell}
    beside = (_next(values, one, hidden) for one in sums if tight in one.cells)
    return {cell for cell in beside if cell is not None}


def most(values: Mapping[Key, int], sums: Sequence[Sum], hidden: set[Key]) -> dict[Key, int]:
    """Return how much each hidden cell can be at most, where the told ones limit it: no cell is less than nothing.

    Sum by sum, until nothing gets narrower; what several sums tell only together may be narrower still.
    """
    low = {key: 0 if key in hidden else value for key, value in values.items()}
    high = {key: value for key, value in values.items() if key not in hidden}
    while sum(_narrow(one, low, high) for one in sums):
        pass
    return {key: high[key] for key in hidden if key in high}


def _narrow(one: Sum, low: dict[Key, int], high: dict[Key, int]) -> bool:
    """Narrow what the cells of a sum can be; return whether something got narrower."""
    least = sum(low[part] for part in one.parts)
    known = [part for part in one.parts if part in high]
    found = [(low, one.total, least)]
    if len(known) == len(one.parts):
        found.append((high, one.total, sum(high[part] for part in known)))
    if one.total in high:
        found += [(high, part, high[one.total] - least + low[part]) for part in one.parts]
    unknown = [part for part in one.parts if part not in high]
    for part in unknown if len(unknown) == 1 else known if not unknown else ():
        found.append((low, part, low[one.total] - sum(high[other] for other in known if other != part)))
    return sum(_tightened(bounds, key, to, up=bounds is low) for bounds, key, to in found) > 0


def _tightened(bounds: dict[Key, int], key: Key, to: int, *, up: bool) -> bool:
    if key in bounds and (bounds[key] >= to if up else bounds[key] <= to):
        return False
    bounds[key] = to
    return True


def reckoned(sums: Iterable[Sum], hidden: set[Key] | frozenset[Key]) -> set[Key]:
    """Return the hidden cells that follow from what is told: each sum is an equation in the hidden cells.

    After elimination a cell is known when one of the equations holds it alone.
    """
    rows = [_equation(one, hidden) for one in sums]
    solved: list[dict[Key, Fraction]] = []
    for row in rows:
        left = _reduced(row, solved)
        if left:
            pivot = next(iter(left))
            left = {key: value / left[pivot] for key, value in left.items()}
            solved = [_minus(other, left, other.get(pivot, Fraction(0))) for other in solved]
            solved.append(left)
    return {next(iter(row)) for row in solved if len(row) == 1}


def _equation(one: Sum, hidden: set[Key] | frozenset[Key]) -> dict[Key, Fraction]:
    row = {part: Fraction(1) for part in one.parts if part in hidden}
    return row | ({one.total: Fraction(-1)} if one.total in hidden else {})


def _reduced(row: dict[Key, Fraction], solved: Iterable[dict[Key, Fraction]]) -> dict[Key, Fraction]:
    for other in solved:
        pivot = next(iter(other))
        row = _minus(row, other, row.get(pivot, Fraction(0)))
    return row


def _minus(row: dict[Key, Fraction], other: dict[Key, Fraction], times: Fraction) -> dict[Key, Fraction]:
    if not times:
        return row
    keys = dict.fromkeys([*row, *other])
    found = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in found.items() if value}
