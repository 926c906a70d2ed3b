"""Rows that every whole solution keeps and a relaxed one may break: what fits together into one home.

With two places, half a pair of siblings and one and a half single children fit by the sum of places alone.
For `few` single children out of `places` the row says: they, and the places that larger units leave too few of, are
at most `few`. (A unit of size w costs max(0, few - places + w) of them; that is superadditive in w, so the row holds
for several larger units too.) Together with "at most one that takes more than half" this is all there is to say about
homes of up to three places; larger homes keep a part of their slack, which is the solver's to close.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.engine.problem import Option
from matching.engine.row import Row

_VIOLATION = 1e-4


@dataclass(frozen=True)
class Room:
    """A home's places and the columns of its options: `singles` take one place, `larger` (with uses) more."""

    places: int
    singles: tuple[int, ...]
    larger: tuple[tuple[int, int], ...]


def rooms(options: Sequence[Option], places: dict[str, int]) -> list[Room]:
    """Return the homes in which units of different sizes could meet."""
    homes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, option in enumerate(options):
        homes[option.home].append((column, option.uses))
    found = []
    for home, columns in homes.items():
        larger = tuple((column, uses) for column, uses in columns if uses > 1)
        singles = tuple(column for column, uses in columns if uses == 1)
        if larger and len(columns) > 1:
            found.append(Room(places[home], singles, larger))
    return found


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
