"""Small numbers in what is published: none can be read, and none can be reckoned from the totals."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from visits.statements.suppression import Follows, Sum, hidden_cells, most, reckoned

LEAST = 5


def table(rows: list[list[int]]) -> tuple[dict[tuple[int, int], int], list[Sum]]:
    """Return the cells of a table with its totals of rows and columns (index -1), and their sums."""
    high, wide = range(len(rows)), range(len(rows[0]))
    values = {(r, c): rows[r][c] for r in high for c in wide}
    values |= {(r, -1): sum(rows[r]) for r in high} | {(-1, c): sum(row[c] for row in rows) for c in wide}
    values[-1, -1] = sum(map(sum, rows))
    sums = [Sum((r, -1), tuple((r, c) for c in wide)) for r in (*high, -1)]
    return values, sums + [Sum((-1, c), tuple((r, c) for r in high)) for c in (*wide, -1)]


def test_nobody_is_told_and_a_large_number_too() -> None:
    values, sums = table([[0, 12, 30], [8, 0, 9]])
    assert hidden_cells(values, sums, LEAST) == set()


def test_a_small_number_takes_another_with_it_so_that_the_total_does_not_tell_it() -> None:
    values = {"total": 40, "a": 30, "b": 8, "c": 2}
    assert hidden_cells(values, [Sum("total", ("a", "b", "c"))], LEAST) == {"b", "c"}


def test_two_small_numbers_whose_sum_is_small_take_a_third() -> None:
    values = {"total": 33, "a": 30, "b": 1, "c": 2}
    assert hidden_cells(values, [Sum("total", ("a", "b", "c"))], LEAST) == {"a", "b", "c"}


def test_where_there_is_but_one_part_the_total_goes_with_it() -> None:
    assert hidden_cells({"total": 3, "a": 3}, [Sum("total", ("a",))], LEAST) == {"total", "a"}
    assert hidden_cells({"total": 3, "a": 3, "b": 0}, [Sum("total", ("a", "b"))], LEAST) >= {"total", "a"}


def test_visits_go_where_their_children_go_and_money_stays() -> None:
    values = {"children": 2, "visits": 8, "of them": 6, "kroner": 3}
    found = hidden_cells(
        values, [], LEAST, [Follows("visits", "children"), Follows("of them", "children")], told=["kroner"]
    )
    assert found == {"children", "visits", "of them"}


def test_what_no_single_sum_tells_may_follow_from_several() -> None:
    """a+b, b+c and a+c are told: together they tell each, though no sum has but one hidden part."""
    sums = [Sum("ab", ("a", "b")), Sum("bc", ("b", "c")), Sum("ac", ("a", "c"))]
    assert reckoned(sums, {"a", "b", "c"}) == {"a", "b", "c"}
    values = {"a": 3, "b": 4, "c": 4, "ab": 7, "bc": 8, "ac": 7}
    assert not reckoned(sums, hidden_cells(values, sums, LEAST))


def test_sums_that_cross_do_not_tell_that_a_number_is_small() -> None:
    """Both columns sum to 6 and the first row to 11: then the second row has at most one person in each."""
    values, sums = table([[5, 6, 19], [1, 0, 18]])
    hidden = hidden_cells(values, sums, LEAST)
    assert most(values, sums, {(0, 0), (0, 1), (1, 0), (1, 1)})[1, 0] == 1
    assert most(values, sums, set(hidden)).get((1, 0), LEAST) >= LEAST
    assert not reckoned(sums, hidden)


tables = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 14), min_size=wide, max_size=wide), min_size=2, max_size=4)
)


@settings(max_examples=60)
@given(tables)
def test_no_hidden_cell_can_be_reckoned_from_what_is_told(rows: list[list[int]]) -> None:
    """The same asked in another way: a hidden cell is known when it is a combination of the equations (their rank)."""
    values, sums = table(rows)
    hidden = sorted(hidden_cells(values, sums, LEAST))
    assert {key for key, value in values.items() if 0 < value < LEAST} <= set(hidden)
    if hidden:
        system = np.array([[_sign(one, key) for key in hidden] for one in sums])
        rank = np.linalg.matrix_rank(system)
        for index in range(len(hidden)):
            unit = np.eye(len(hidden))[index]
            assert np.linalg.matrix_rank(np.vstack([system, unit])) > rank, (hidden[index], rows)
    for one in sums:
        parts = [values[part] for part in one.parts if part in hidden]
        assert one.total in hidden or not 0 < sum(parts) < LEAST
    bounds = most(values, sums, set(hidden))
    assert all(bounds.get(key, LEAST) >= LEAST for key in hidden if 0 < values[key] < LEAST)


def _sign(one: Sum, key: object) -> int:
    return -1 if key == one.total else int(key in one.parts)
