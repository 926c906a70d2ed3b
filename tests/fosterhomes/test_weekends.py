"""Weekends, cycles and patterns, day by day: the arithmetic held to a plain count of weeks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from fosterhomes.weekends import WEEK, Booked, Cycle, Rhythm, coming, friday_of

FRIDAY = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("day", "friday"),
    [(date(2026, 3, 9), FRIDAY), (date(2026, 3, 12), FRIDAY), (FRIDAY, FRIDAY), (date(2026, 3, 15), FRIDAY),
     (date(2026, 3, 16), FRIDAY + WEEK)],
)  # fmt: skip
def test_a_weekend_is_named_by_its_friday_and_sunday_still_belongs_to_it(day: date, friday: date) -> None:
    assert friday_of(day) == friday


def test_two_rhythms_meet_exactly_when_some_weekend_of_a_year_belongs_to_both() -> None:
    year = coming(FRIDAY, 52)
    for weeks, others, shift in product((2, 3, 4), (1, 2, 3, 4), range(-5, 6)):
        one, other = Rhythm(weeks, FRIDAY), Rhythm(others, FRIDAY + shift * WEEK)
        assert one.meets(other) is any(one.holds(day) and other.holds(day) for day in year)


def test_the_weekends_of_a_cycle_come_in_turn_also_before_the_first() -> None:
    cycle = Rhythm(3, FRIDAY)
    assert [cycle.number_of(FRIDAY + n * WEEK) for n in range(-3, 5)] == [1, 2, 3, 1, 2, 3, 1, 2]
    assert all(cycle.weekend(2).holds(day) is (cycle.number_of(day) == 2) for day in coming(FRIDAY, 12))


def test_places_are_free_when_they_are_through_the_whole_period() -> None:
    soon, late = FRIDAY + timedelta(days=60), FRIDAY + timedelta(days=200)
    booked = (Booked(1, frozenset({1}), FRIDAY, soon), Booked(2, frozenset({1, 2}), soon, late))
    cycle = Cycle((1, 2), Rhythm(2, FRIDAY), booked)
    assert [cycle.free(number, FRIDAY) for number in cycle.numbers] == [0, 1]
    assert cycle.free(1, FRIDAY, beside=1) == 0
    assert cycle.free(1, FRIDAY, soon, beside=1) == 1
    assert cycle.free(1, late) == 1
    assert (cycle.full_until(1, FRIDAY), Cycle((0, 1)).full_until(1, FRIDAY)) == (late, None)
