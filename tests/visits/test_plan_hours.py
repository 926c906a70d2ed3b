"""Hours of a day that can stay, stay: to the planner another hour is no move, to a family it is one."""

from __future__ import annotations

from typing import Any

import pytest

from visits.planner.problem import parse
from visits.plans.hours import kept_hours
from visits.plans.slots import Slot

DAY = "2026-03-11"
PROBLEM: dict[str, Any] = {
    "version": 1, "start": DAY, "days": 1, "places": ["office", "near", "far"],
    "travel_minutes": [[0, 20, 60], [20, 0, 45], [60, 45, 0]],
    "visitors": [{"id": "w1", "base": "office", "days": [{"date": DAY, "from": "08:00", "until": "16:00"}]}],
    "visits": [
        {"id": one, "place": place, "visitors": ["w1"], "from": DAY, "until": "2026-03-12", "target": DAY,
         "minutes": 90, "hours": [["08:00", "15:00"]], "pinned": None}
        for one, place in (("a", "near"), ("b", "far"))
    ],
    "apart": [], "previous": [], "spacing_weight": 1,
}  # fmt: skip


def planned(one: str, start: str, day: str = DAY, visitor: str = "w1") -> Slot:
    return Slot(visitor, day, start, 90, (1,), {"a": 1, "b": 2}[one], "follow_up")


def tour(*stops: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"visitor": "w1", "date": DAY, "stops": [{"visit": one, "start": start} for one, start in stops]}]


ANEW = tour(("b", "09:00"), ("a", "11:15"))
"""The day the other way round, with as much driving."""


def test_a_day_that_is_only_turned_round_keeps_its_hours() -> None:
    before = {"a": planned("a", "08:30"), "b": planned("b", "11:00")}
    assert kept_hours(parse(PROBLEM), ANEW, before) == {"a": "08:30", "b": "11:00"}


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("08:30", "10:30", "no time for the way between them"),
        ("08:10", "11:00", "the way from the office takes 20 minutes"),
        ("08:30", "14:00", "the second would end after the hours of the home"),
        ("", "09:30", "the first has no hour yet, and the one it gets leaves no way"),
    ],
)
def test_hours_that_cannot_be_driven_are_laid_anew(a: str, b: str, why: str) -> None:
    before = {"a": planned("a", a), "b": planned("b", b)}
    assert kept_hours(parse(PROBLEM), ANEW, before) == {}, why


def test_an_order_that_saves_driving_is_taken() -> None:
    slower = PROBLEM | {"travel_minutes": [[0, 20, 60], [20, 0, 90], [60, 45, 0]]}
    before = {"a": planned("a", "08:30"), "b": planned("b", "11:40")}
    assert kept_hours(parse(slower), ANEW, before) == {}
    same_way = tour(("a", "08:20"), ("b", "11:20"))
    assert kept_hours(parse(slower), same_way, before) == {"a": "08:30", "b": "11:40"}


def test_who_comes_from_another_day_takes_the_hour_of_the_new_plan() -> None:
    before = {"a": planned("a", "11:00"), "b": planned("b", "10:00", day="2026-03-20")}
    assert kept_hours(parse(PROBLEM), ANEW, before) == {}, "11:00 is too soon after the new one"
    later = before | {"a": planned("a", "11:30")}
    assert kept_hours(parse(PROBLEM), ANEW, later) == {"a": "11:30", "b": "09:00"}
