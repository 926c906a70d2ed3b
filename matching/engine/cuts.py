"""Rows that every whole solution keeps and a relaxed one may break: what fits together into one home.

With two places, half a pair of siblings and one and a half single children fit by the sum of places alone.
For `few` single children out of `places` the row says: they, and the places that larger units leave too few of, are
at most `few`. (A unit of size w costs max(0, few - places + w) of them; that is superadditive in w, so the row holds
for several larger units too.) Together with "at most one that takes more than half" this is all there is to say about
homes of up to three places; larger homes keep a part of their slack, which is the solver's to close.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matching.engine.problem import Option
from matching.engine.row import Row

_VIOLATION = 1e-4

# Homes of up to so many places are described by the rows of this file.
_SMALL = 3


@dataclass(frozen=True)
class Room:
    """A home's places, the columns of its options with their uses, and which columns must be apart from which."""

    places: int
    uses: Mapping[int, int]
    foes: Mapping[int, frozenset[int]]

    @cached_property
    def singles(self) -> tuple[int, ...]:
        """The columns that take one place."""
        return tuple(column for column, uses in self.uses.items() if uses == 1)

    @cached_property
    def larger(self) -> tuple[tuple[int, int], ...]:
        """The columns that take more, with their uses."""
        return tuple((column, uses) for column, uses in self.uses.items() if uses > 1)

    @property
    def is_plain(self) -> bool:
        """Whether sums of places, and the rows of this file, say all about what fits together."""
        return not self.foes and (self.places <= _SMALL or not self.larger)


def rooms(options: Sequence[Option], places: Mapping[str, int], apart: Iterable[tuple[str, str]]) -> list[Room]:
    """Return the homes in which units of different sizes, or units that must be apart, could meet."""
    homes: dict[str, dict[str, int]] = defaultdict(dict)
    for column, option in enumerate(options):
        homes[option.home][option.unit] = column
    foes = _foes(apart)
    found = []
    for home, columns in homes.items():
        uses = {column: options[column].uses for column in columns.values()}
        met = {column: foes[unit] & columns.keys() for unit, column in columns.items() if unit in foes}
        enemies = {column: frozenset(columns[foe] for foe in units) for column, units in met.items() if units}
        room = Room(places[home], uses, enemies)
        if len(columns) > 1 and (room.larger or room.foes):
            found.append(room)
    return found


def _foes(apart: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    foes: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        foes[one].add(other)
        foes[other].add(one)
    return foes


def one_of_the_large(room: Room) -> Iterator[Row]:
    """Yield the row that at most one unit takes more than half of the home."""
    large = {column: 1 for column, uses in room.larger if 2 * uses > room.places}
    if len(large) > 1:
        yield Row(large, 1)


def broken(room: Room, point: Sequence[float]) -> Iterator[Row]:
    """Yield the rows that the relaxed solution `point` breaks."""
    if not any(point[column] > _VIOLATION for column, _ in room.larger):
        return
    singles = sorted((column for column in room.singles if point[column] > 0), key=lambda c: -point[c])
    for few in range(1, min(room.places, len(singles) + 1)):
        row = dict.fromkeys(singles[:few], 1)
        row |= {column: few - room.places + uses for column, uses in room.larger if few - room.places + uses > 0}
        if sum(value * point[column] for column, value in row.items()) > few + _VIOLATION:
            yield Row(row, few)
