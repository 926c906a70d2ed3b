"""The rows for large homes keep every set of units that fits, and cut the relaxed point off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from random import Random

import pytest

from matching.engine.cover import Cover
from matching.engine.cuts import Room
from matching.engine.knapsack import Item, best_set, outside
from matching.engine.row import Row


def sets_that_fit(room: Room) -> Iterator[tuple[int, ...]]:
    columns = list(room.uses)
    for chosen in chain.from_iterable(combinations(columns, count) for count in range(len(columns) + 1)):
        fits = sum(room.uses[column] for column in chosen) <= room.places
        if fits and not any(room.foes.get(column, frozenset()) & set(chosen) for column in chosen):
            yield chosen


def rows_of(room: Room, point: list[float]) -> list[Row]:
    return list(outside(room, point, Cover()))


def room_of(places: int, *uses: int, foes: tuple[tuple[int, int], ...] = ()) -> Room:
    enemies = {column: frozenset(sum(pair) - column for pair in foes if column in pair) for column in range(len(uses))}
    return Room(places, dict(enumerate(uses)), {column: them for column, them in enemies.items() if them})


def test_three_that_fit_only_two_at_a_time_are_two_at_most() -> None:
    assert rows_of(room_of(4, 2, 2, 2), [0.75, 0.75, 0.75]) == [Row({0: 1, 1: 1, 2: 1}, 2)]


def test_a_point_that_is_a_mixture_of_sets_that_fit_is_left_alone() -> None:
    assert rows_of(room_of(4, 2, 2, 2), [1.0, 0.5, 0.5]) == []


def test_a_larger_unit_outside_the_point_counts_for_what_it_is_sure_to_drive_out() -> None:
    assert rows_of(room_of(5, 2, 2, 2, 4), [0.8, 0.8, 0.8, 0.0]) == [Row({0: 1, 1: 1, 2: 1, 3: 2}, 2)]


def test_three_units_that_must_be_apart_from_each_other_are_one_at_most() -> None:
    room = room_of(9, 1, 1, 1, foes=((0, 1), (1, 2), (0, 2)))
    assert rows_of(room, [0.5, 0.5, 0.5]) == [Row({0: 1, 1: 1, 2: 1}, 1)]


@pytest.mark.parametrize("seed", range(60))
def test_every_set_that_fits_keeps_the_row_and_the_point_breaks_it(seed: int) -> None:
    random = Random(seed)
    count = random.randint(2, 8)
    pairs = [pair for pair in combinations(range(count), 2) if random.random() < 0.2 * (seed % 2)]
    room = room_of(random.randint(3, 14), *random.choices(range(6), k=count), foes=tuple(pairs))
    point = [random.choice((0.0, 0.3, 0.5, 0.7, 1.0)) for _ in range(count)]
    for row in rows_of(room, point):
        assert sum(c * point[column] for column, c in row.coefficients.items()) > row.upper
        for chosen in sets_that_fit(room):
            assert sum(row.coefficients.get(column, 0) for column in chosen) <= row.upper


@pytest.mark.parametrize("seed", range(40))
def test_the_best_set_is_the_best_of_all_that_fit(seed: int) -> None:
    random = Random(seed)
    pairs = ((0, 1), (2, 3)) if seed % 2 else ()
    room = room_of(random.randint(1, 12), *random.choices(range(6), k=7), foes=pairs)
    values = {column: random.randint(1, 9) for column in room.uses}
    items = [Item(column, uses, room.foes.get(column, frozenset())) for column, uses in room.uses.items()]
    worth, chosen = best_set(items, values, room.places)
    assert worth == sum(values[column] for column in chosen)
    assert worth == max(sum(values[column] for column in chosen) for chosen in sets_that_fit(room))
    assert tuple(sorted(chosen)) in set(sets_that_fit(room))
