"""Each rule of the contract on a problem of one, two or three visits whose answer can be worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.visits.planner import small
from visits.planner import check
from visits.planner.problem import parse
from visits.planner.solution import Result, as_json
from visits.planner.solve import solve


def solved(**changes: Any) -> tuple[Result, dict[str, Any]]:
    problem = small.problem(**changes)
    result = solve(problem, seconds=20, workers=1)
    written = as_json(problem, result)
    assert list(check.check(problem, written)) == []
    return result, written


def test_two_visits_on_one_way_make_one_tour() -> None:
    result, written = solved()
    assert (result.status, result.planned, result.travel_minutes, result.spacing_days) == ("optimal", 2, 120, 2)
    assert [stop["visit"] for stop in written["tours"][0]["stops"]] == ["x1", "x2"]


def test_clock_times_follow_leaving_and_travel() -> None:
    _, written = solved(visits=[small.visit("x1", "b", hours=[["11:00", "12:30"]], target="2026-01-05")])
    assert written["tours"] == [
        {
            "visitor": "v1",
            "date": "2026-01-05",
            "leave": "10:00",
            "back": "13:00",
            "stops": [{"visit": "x1", "arrive": "11:00", "start": "11:00", "end": "12:00"}],
        }
    ]


def test_waiting_between_two_visits_is_allowed_and_kept_short() -> None:
    visits = [
        small.visit("x1", "a", hours=[["08:00", "10:00"]]),
        small.visit("x2", "b", hours=[["13:00", "15:00"]]),
    ]
    _, written = solved(visits=visits)
    (tour,) = written["tours"]
    assert (tour["leave"], tour["back"]) == ("08:30", "15:00")
    assert [stop["start"] for stop in tour["stops"]] == ["09:00", "13:00"]


def test_the_shorter_direction_of_an_asymmetric_table_is_driven() -> None:
    table = [[0, 10, 90, 1], [90, 0, 10, 1], [10, 90, 0, 1], [1, 1, 1, 0]]
    visits = [small.visit("x1", "a"), small.visit("x2", "b")]
    _, written = solved(travel_minutes=table, visits=visits)
    assert written["travel_minutes"] == 30
    assert [stop["visit"] for stop in written["tours"][0]["stops"]] == ["x1", "x2"]


def test_a_hole_in_the_table_is_not_a_zero() -> None:
    table = [[0, 30, None, 90], [30, 0, 30, 60], [None, 30, 0, 30], [90, 60, 30, 0]]
    _, written = solved(travel_minutes=table, visits=[small.visit("x1", "b")])
    assert written["planned"] == 0
    assert written["unplanned"] == [{"visit": "x1", "why": {"code": "cannot_be_driven", "visitor": "v1"}}]


def test_a_place_without_a_direct_way_is_reached_over_another_visit() -> None:
    table = [[0, 30, None, 90], [30, 0, 30, 60], [None, 30, 0, 30], [90, 60, 30, 0]]
    visits = [small.visit("x1", "a"), small.visit("x2", "b"), small.visit("x3", "c")]
    result, _ = solved(travel_minutes=table, visits=visits)
    assert (result.status, result.planned) == ("optimal", 3)


def test_the_window_ends_before_its_last_date() -> None:
    visits = [small.visit("x1", "a", until="2026-01-07", target="2026-01-20")]
    _, written = solved(visits=visits)
    assert written["tours"][0]["date"] == "2026-01-05"


def test_working_days_outside_the_period_are_not_used() -> None:
    visitors = [{"id": "v1", "base": "office", "days": [small.day("2025-12-31"), small.day("2026-01-04")]}]
    visits = [small.visit("x1", "a", **{"from": "2025-12-01"})]
    _, written = solved(visitors=visitors, visits=visits, days=3)
    assert written["unplanned"] == [{"visit": "x1", "why": {"code": "no_working_day", "visitor": "v1"}}]


def test_a_tour_must_be_back_in_time() -> None:
    visitors = [{"id": "v1", "base": "office", "days": [small.day("2026-01-05", "08:00", "09:59")]}]
    _, written = solved(visitors=visitors, visits=[small.visit("x1", "a")])
    assert written["unplanned"] == [{"visit": "x1", "why": {"code": "day_too_short", "visitor": "v1", "minutes": 1}}]


def test_visits_that_are_too_near_lie_apart() -> None:
    result, written = solved(apart=[{"visits": ["x1", "x2"], "days": 2}])
    assert (result.planned, len(written["tours"])) == (2, 2)
    result, written = solved(apart=[{"visits": ["x1", "x2"], "days": 3}])
    assert result.planned == 1
    assert written["unplanned"][0]["why"] == {"code": "too_near", "visits": [written["tours"][0]["stops"][0]["visit"]]}


def test_planning_more_comes_before_any_cost() -> None:
    visits = [small.visit("x1", "a", target="2020-01-01"), small.visit("x2", "b", target="2020-01-01")]
    assert solved(visits=visits, spacing_weight=1000)[0].planned == 2


def test_fewest_moves_come_before_cost_and_another_start_is_no_move() -> None:
    previous = [{"visit": "x1", "visitor": "v1", "date": "2026-01-05", "start": "15:00"}]
    visits = [small.visit("x1", "a", target="2026-01-07")]
    result, written = solved(visits=visits, previous=previous)
    assert (result.moved, result.moved_bound, written["tours"][0]["date"]) == (0, 0, "2026-01-05")


def test_a_visit_of_the_previous_plan_that_cannot_be_planned_is_moved() -> None:
    previous = [{"visit": "x1", "visitor": "v1", "date": "2026-01-05", "start": "15:00"}]
    result, _ = solved(visits=[small.visit("x1", "a", hours=[["06:00", "06:30"]])], previous=previous)
    assert (result.planned, result.moved, result.moved_bound, result.status) == (0, 1, 1, "optimal")


def test_a_pin_overrides_visitors_window_and_hours() -> None:
    visits = [
        small.visit("x1", "a", visitors=[], until="2026-01-02", hours=[["07:00", "07:30"]], pinned=small.pin()),
    ]
    _, written = solved(visits=visits)
    assert written["tours"][0]["stops"][0]["start"] == "10:00"


def test_hours_by_weekday_narrow_the_hours_of_a_visit() -> None:
    """The visitor works on Monday the 5th and Wednesday the 7th, the target is the day between."""
    week = {"monday": [["06:00", "09:00"], ["12:00", "13:30"]], "wednesday": [["08:00", "09:00"]], "friday": []}
    result, written = solved(visits=[small.visit("x1", "b", weekday_hours=week)])
    (tour,) = written["tours"]
    assert (tour["date"], tour["stops"][0]["start"]) == ("2026-01-05", "12:00")
    assert result.status == "optimal"


def test_a_visit_without_hours_by_weekday_stands_beside_one_with_them() -> None:
    week = {"wednesday": [["08:00", "16:00"]]}
    visits = [small.visit("x1", "a", weekday_hours=week), small.visit("x2", "b", target="2026-01-05")]
    _, written = solved(visits=visits, spacing_weight=100)
    assert [(tour["date"], tour["stops"][0]["visit"]) for tour in written["tours"]] == [
        ("2026-01-05", "x2"),
        ("2026-01-07", "x1"),
    ]


def test_a_visit_that_suits_on_no_day_of_work_says_so_and_lowers_the_bound() -> None:
    visits = [small.visit("x1", "a", weekday_hours={"tuesday": [["08:00", "16:00"]]}), small.visit("x2", "b")]
    result, written = solved(visits=visits)
    assert written["unplanned"] == [{"visit": "x1", "why": {"code": "no_suiting_day", "visitor": "v1"}}]
    assert (result.planned, result.planned_bound, result.status) == (1, 1, "optimal")


def test_a_weekday_whose_hours_do_not_meet_those_of_work_does_not_suit_either() -> None:
    """On Wednesday the visitor would be at b at 09:00 at the earliest; on any weekday there is time until 16:00."""
    week = {"wednesday": [["08:00", "09:30"]], "saturday": [["08:00", "16:00"]]}
    _, written = solved(visits=[small.visit("x1", "b", weekday_hours=week)])
    assert written["unplanned"] == [{"visit": "x1", "why": {"code": "no_suiting_day", "visitor": "v1"}}]


def test_hours_of_no_weekday_are_no_hours() -> None:
    for week in ({}, {"monday": [["08:00", "08:59"]]}, {"monday": [["16:00", "18:00"]]}):
        _, written = solved(visits=[small.visit("x1", "a", weekday_hours=week)])
        assert written["unplanned"][0]["why"] == {"code": "no_hours"}


def test_who_was_planned_on_a_weekday_that_suits_no_more_must_move() -> None:
    previous = [{"visit": "x1", "visitor": "v1", "date": "2026-01-05", "start": "10:00"}]
    visits = [small.visit("x1", "a", weekday_hours={"wednesday": [["08:00", "16:00"]]})]
    result, written = solved(visits=visits, previous=previous)
    assert (result.moved, result.moved_bound, written["tours"][0]["date"]) == (1, 1, "2026-01-07")


def test_the_check_knows_the_weekday_by_itself() -> None:
    plain = small.data(visits=[small.visit("x1", "a")])
    written = as_json(parse(plain), solve(parse(plain), seconds=20, workers=1))
    (tour,) = written["tours"]
    week = {"monday": [["08:00", "16:00"]], "wednesday": [["08:00", "16:00"]]}
    del week["monday" if tour["date"] == "2026-01-05" else "wednesday"]
    named = small.data(visits=[small.visit("x1", "a", weekday_hours=week)])
    assert "tour of v1" in next(fault for fault in check.check(parse(named), written) if "weekday" in fault)


def test_a_pin_overrides_the_hours_of_the_weekday() -> None:
    visits = [small.visit("x1", "a", weekday_hours={"sunday": [["08:00", "16:00"]]}, pinned=small.pin())]
    assert solved(visits=visits)[0].planned == 1


@pytest.mark.parametrize(
    ("pins", "conflict"),
    [
        ([small.pin(date="2026-01-06"), None], ["x1"]),
        ([small.pin(start="08:10"), None], ["x1"]),
        ([small.pin(start="10:00"), small.pin(start="11:10")], ["x1", "x2"]),
        ([small.pin(date="2026-03-30"), None], ["x1"]),
    ],
    ids=["no working day", "before it can be reached", "too little time between", "outside the period"],
)
def test_pins_that_break_the_day_are_a_conflict(pins: list[Any], conflict: list[str]) -> None:
    visits = [small.visit(f"x{i + 1}", "ab"[i], pinned=pin) for i, pin in enumerate(pins)]
    result, written = solved(visits=visits)
    assert (result.status, written["conflict"], written["tours"], written["unplanned"]) == (
        "infeasible",
        conflict,
        [],
        [],
    )


def test_pins_too_near_each_other_are_a_conflict_and_others_are_not_named() -> None:
    visits = [
        small.visit("x1", "a", pinned=small.pin()),
        small.visit("x2", "b", pinned=small.pin(date="2026-01-07")),
        small.visit("x3", "b", pinned=small.pin(date="2026-01-07", start="13:00")),
    ]
    _, written = solved(visits=visits, apart=[{"visits": ["x1", "x3"], "days": 5}])
    assert written["conflict"] == ["x1", "x3"]


def test_pins_that_only_fit_with_a_visit_between_them_are_no_conflict() -> None:
    table = [[0, 30, 60, 90], [30, 0, 30, None], [60, 30, 0, 30], [90, 60, 30, 0]]
    visits = [
        small.visit("x1", "a", pinned=small.pin(start="09:00")),
        small.visit("x2", "b"),
        small.visit("x3", "c", pinned=small.pin(start="12:30")),
    ]
    result, _ = solved(travel_minutes=table, visits=visits)
    assert (result.status, result.planned) == ("optimal", 3)


def test_reasons_name_what_is_missing() -> None:
    visits = [
        small.visit("x1", "a", visitors=[]),
        small.visit("x2", "a", hours=[["09:00", "09:30"]]),
        small.visit("x3", "a", **{"from": "2027-01-01"}, until="2027-02-01"),
        small.visit("x4", "a", **{"from": "2026-01-06"}, until="2026-01-07"),
        small.visit("x5", "b", minutes=400),
        small.visit("x6", "b", minutes=300, until="2026-01-06"),
        small.visit("x7", "b", minutes=300, until="2026-01-06"),
    ]
    _, written = solved(visits=visits)
    codes = {entry["visit"]: entry["why"]["code"] for entry in written["unplanned"]}
    assert [codes.pop(name) for name in ("x6", "x7") if name in codes] == ["days_full"]
    assert codes == {
        "x1": "no_visitor",
        "x2": "no_hours",
        "x3": "outside_period",
        "x4": "no_working_day",
        "x5": "day_too_short",
    }


def test_a_problem_without_visits_is_optimal() -> None:
    result, _ = solved(visits=[], visitors=[])
    assert (result.status, result.planned, result.bound) == ("optimal", 0, 0)


def test_the_same_seed_gives_the_same_result() -> None:
    data = small.data(previous=[{"visit": "x2", "visitor": "v1", "date": "2026-01-07", "start": "12:00"}])
    first, second = (as_json(parse(data), solve(parse(data), seconds=20, workers=1)) for _ in range(2))
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_cancelling_at_once_still_gives_a_plan() -> None:
    problem = small.problem()
    result = solve(problem, seconds=20, cancelled=lambda: True)
    assert result.planned == 2
    assert list(check.check(problem, as_json(problem, result))) == []
