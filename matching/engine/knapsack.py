"""Rows for homes of more than three places: what every set of units that fits together keeps.

The sets of units that fit into one home (by places, and by `apart`) span a polytope. When the relaxed point of a home
lies outside it, a small linear program over such sets, made as they are needed, finds the row that the point breaks
most. The row is then rounded to whole numbers, its limit computed anew as the most that any set reaches, and units that
the point leaves at nought are given the largest coefficient that keeps it true. So the row holds exactly,
whatever the arithmetic was that led to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.cover import Cover
from matching.engine.cuts import Room
from matching.engine.matrix import Integers
from matching.engine.row import Row

_SMALL, _VIOLATION = 1e-6, 1e-3

# Whole numbers that stand for the coefficients: the least of these scales that fits, or else the last.
_SCALES = (*range(1, 25), 60, 120)

# A table of this many places is made to find coefficients for units outside the point; larger homes go without.
_LARGEST_TABLE = 4000

# Sets looked through for the best one, and sets made for one row, before a home is left as it is.
_NODES, _SETS = 2000, 40


class TooHard(Exception):
    """The best set of a home was not found within so many nodes."""


@dataclass(frozen=True)
class Item:
    """A unit that may be in the home: its column, its uses, and the columns it must be apart from."""

    column: int
    uses: int
    foes: frozenset[int]


def outside(room: Room, point: Sequence[float], cover: Cover) -> Iterator[Row]:
    """Yield the row that the point breaks most, if it lies outside what fits together."""
    items = [Item(c, uses, room.foes.get(c, frozenset())) for c, uses in room.uses.items() if point[c] > _SMALL]
    if len(items) < 2 or all(point[item.column] > 1 - _SMALL for item in items):
        return
    try:
        row = _row(room, items, point, cover)
    except TooHard:
        return
    if row and sum(c * point[column] for column, c in row.coefficients.items()) > row.upper * (1 + _VIOLATION):
        yield row


def _row(room: Room, items: list[Item], point: Sequence[float], cover: Cover) -> Row | None:
    """Return the row, found among the units that are not wholly there in the places that the others leave."""
    sure = [item for item in items if point[item.column] > 1 - _SMALL]
    torn = [item for item in items if item not in sure]
    places = room.places - sum(item.uses for item in sure)
    weights = _weights(torn, places, point, cover) if places >= 0 else None
    if weights is None:
        return None
    row = {item.column: c for item, c in zip(torn, _whole(weights), strict=True) if c}
    _count_the_sure(sure, torn, row, places)
    items = [item for item in items if item.column in row]
    limit = round(best_set(items, row, room.places)[0])
    return Row(row | _lifted(room, items, row, limit), limit)


def _count_the_sure(sure: list[Item], torn: list[Item], row: dict[int, int], places: int) -> None:
    """Give each unit that is wholly there, in place, what the others could gain if it were not."""
    known = [item for item in torn if item.column in row]
    limit = round(best_set(known, row, places)[0])
    for item in sure:
        places += item.uses
        gain = round(best_set(known, row, places)[0]) - limit
        if gain > 0:
            row[item.column] = gain
            known.append(item)
            limit += gain


def _weights(items: list[Item], places: int, point: Sequence[float], cover: Cover) -> list[float] | None:
    """Return weights of the items such that no set weighs more than 1 and the point does; None when there are none."""
    cover.begin([point[item.column] for item in items])
    for made in range(1, _SETS + 1):
        weights = cover.weights()
        total = sum(w * point[item.column] for item, w in zip(items, weights, strict=True))
        if total <= 1 + _VIOLATION:
            return None
        values = {item.column: w for item, w in zip(items, weights, strict=True) if w > _SMALL}
        worth, chosen = best_set([item for item in items if item.column in values], values, places)
        if worth <= 1 + _SMALL or (made == _SETS and total > worth * (1 + _VIOLATION)):
            return weights
        cover.add([i for i, item in enumerate(items) if item.column in chosen])
    return None


def best_set(items: list[Item], values: Mapping[int, float], places: int) -> tuple[float, frozenset[int]]:
    """Return the worth and the columns of the most valuable set that fits. Raises `TooHard`."""
    places = min(places, sum(item.uses for item in items))
    if places > _LARGEST_TABLE or any(item.foes for item in items):
        return _best_by_search(items, values, places)
    return _best_by_table(items, values, places)


def _best_by_table(items: list[Item], values: Mapping[int, float], places: int) -> tuple[float, frozenset[int]]:
    best, taken = np.zeros(places + 1), np.zeros((len(items), places + 1), dtype=np.bool_)
    for index, item in enumerate(items):
        if item.uses <= places:
            with_it = best[: places + 1 - item.uses] + values[item.column]
            taken[index, item.uses :] = with_it > best[item.uses :]
            best[item.uses :] = np.maximum(with_it, best[item.uses :])
    left, chosen = places, set()
    for index in range(len(items) - 1, -1, -1):
        if taken[index, left]:
            chosen.add(items[index].column)
            left -= items[index].uses
    return float(best[places]), frozenset(chosen)


def _best_by_search(items: list[Item], values: Mapping[int, float], places: int) -> tuple[float, frozenset[int]]:
    search = _Search(sorted(items, key=lambda item: -values[item.column] / max(item.uses, 1e-9)), values)
    search.look(0, places, 0.0, frozenset())
    return search.best, search.chosen


class _Search:
    """Goes through the sets, the most valuable units for their places first, and leaves out what cannot be best."""

    def __init__(self, items: list[Item], values: Mapping[int, float]) -> None:
        self._items, self._values = items, values
        self._nodes = 0
        self.best, self.chosen = 0.0, frozenset[int]()

    def look(self, index: int, left: int, worth: float, taken: frozenset[int]) -> None:
        """Try everything that adds items from `index` on to those taken."""
        self._nodes += 1
        if self._nodes > _NODES:
            raise TooHard
        if worth > self.best:
            self.best, self.chosen = worth, taken
        if worth + self._most(index, left) <= self.best + _SMALL / 10:
            return
        for next_index in range(index, len(self._items)):
            item = self._items[next_index]
            if item.uses <= left and not item.foes & taken:
                worth_with = worth + self._values[item.column]
                self.look(next_index + 1, left - item.uses, worth_with, taken | {item.column})
                self.look(next_index + 1, left, worth, taken)
                return

    def _most(self, index: int, left: int) -> float:
        """Return what the items from `index` on could add if they could be cut to fit."""
        most = 0.0
        for item in self._items[index:]:
            if item.uses > left:
                return most + self._values[item.column] * left / item.uses
            left -= item.uses
            most += self._values[item.column]
        return most


def _whole(weights: Sequence[float]) -> list[int]:
    top = min(w for w in weights if w > _SMALL)
    for scale in _SCALES:
        scaled = [w / top * scale for w in weights]
        if all(abs(w - round(w)) < 1e-5 for w in scaled):
            return [round(w) for w in scaled]
    largest = max(weights)
    return [round(w / largest * _SCALES[-1]) for w in weights]


def _lifted(room: Room, items: list[Item], row: Mapping[int, int], limit: int) -> dict[int, int]:
    """Return coefficients of the columns not in the row, size after size, the largest first.

    `most[p]` is what columns with a coefficient can reach in p places, however many there are of a size lifted:
    a unit may count for what is sure to be left of the limit when it, or several of its size, are there.
    """
    if room.places > _LARGEST_TABLE:
        return {}
    most = np.zeros(room.places + 1, dtype=np.int64)
    for item in items:
        _take(most, item.uses, row.get(item.column, 0))
    lifted: dict[int, int] = {}
    for uses, columns in _by_size(room, row):
        number = min(len(columns), room.places // uses)
        spare = (limit - int(most[room.places - several * uses]) for several in range(1, number + 1))
        coefficient = min((left // several for several, left in enumerate(spare, 1)), default=0)
        if coefficient > 0:
            lifted |= dict.fromkeys(columns, coefficient)
            for _ in range(number):
                _take(most, uses, coefficient)
    return lifted


def _by_size(room: Room, row: Mapping[int, int]) -> list[tuple[int, list[int]]]:
    """Return the columns outside the row by the places they take, the largest first; those that take none are left."""
    sizes: dict[int, list[int]] = {}
    for column, uses in room.uses.items():
        if column not in row and uses:
            sizes.setdefault(uses, []).append(column)
    return sorted(sizes.items(), reverse=True)


def _take(most: Integers, uses: int, worth: int) -> None:
    """Let one more item be taken, in place."""
    if uses == 0:
        most += worth
    elif uses < len(most):
        np.maximum(most[uses:], most[:-uses].copy() + worth, out=most[uses:])
