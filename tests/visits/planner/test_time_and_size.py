"""A plan always comes back: when time is short, when somebody cancels, when there are too many tours to look at."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.bench.year import SIZES, Size, service, with_weekdays
from tests.visits.planner.test_against_second_solver import middle
from visits.planner import check, levels, space
from visits.planner.problem import Problem, parse
from visits.planner.solution import Result, as_json
from visits.planner.solve import solve

TEAM = next(size for size in SIZES if size.name == "team")


def checked(problem: Problem, **options: Any) -> Result:
    result = solve(problem, **options)
    assert list(check.check(problem, as_json(problem, result))) == []
    return result


@pytest.fixture(scope="module")
def team() -> Problem:
    return parse(service(TEAM, 3))


def test_a_plan_comes_back_when_time_is_short(team: Problem) -> None:
    result = checked(team, seconds=0.01, workers=2)
    assert result.planned > 0.9 * len(team.visits)


def test_a_team_is_planned_and_proved_the_same_way_each_time(team: Problem) -> None:
    first, second = (checked(team, seconds=300, workers=1) for _ in range(2))
    assert first.status == "optimal"
    assert (first.tours, first.bound) == (second.tours, second.bound)


def test_two_workers_prove_the_same_cost_as_one(team: Problem) -> None:
    one, two = checked(team, seconds=300, workers=1), checked(team, seconds=300, workers=2)
    assert (one.planned, one.cost, one.status) == (two.planned, two.cost, "optimal")


def test_progress_is_told_and_cancelling_keeps_the_best(team: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.planner.solve.SECONDS_BETWEEN_PROGRESS", 0.0)
    heard: list[Result] = []
    began = time.monotonic()
    result = checked(team, seconds=600, workers=1, progress=heard.append, cancelled=lambda: len(heard) >= 2)
    assert len(heard) >= 2
    assert result.cost <= heard[0].cost
    assert time.monotonic() - began < 300


def test_a_year_of_homes_that_name_weekdays_is_proved_too() -> None:
    named = parse(with_weekdays(service(Size("few", 1, 2, 4, 14), 3), 3))
    result = checked(named, seconds=300, workers=1)
    assert result.status == "optimal"
    assert result.planned == len(named.visits) - len(result.unplanned)
    assert {why["code"] for _visit, why in result.unplanned} <= {"no_suiting_day", "day_too_short", "too_near"}


@pytest.mark.parametrize("seed", range(4))
def test_with_too_many_tours_a_plan_is_found_and_no_wrong_bound_is_claimed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = parse(middle(seed))
    best = checked(problem, seconds=60)
    monkeypatch.setattr(space, "MOST_LABELS", 12)
    monkeypatch.setattr(levels, "ROUNDS", (10, 20, 40))
    result = checked(problem, seconds=60)
    assert (-result.planned, result.moved, result.cost) >= (-best.planned, best.moved, best.cost)
    assert result.planned_bound is not None
    assert result.planned_bound >= best.planned
    assert result.bound is None or result.bound <= best.cost or result.planned < best.planned


def test_with_too_many_columns_the_promising_tours_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = parse(service(Size("few", 1, 1, 2, 8, 0.0), 5))
    best = checked(problem, seconds=60)
    monkeypatch.setattr(space, "MOST_COLUMNS", 1)
    monkeypatch.setattr(space, "LEAST_COLUMNS", 800)
    monkeypatch.setattr(levels, "ROUNDS", (100, 200, 400))
    result = checked(problem, seconds=60)
    assert (best.status, result.planned) == ("optimal", best.planned)
    assert result.bound is not None
    assert 0 < result.bound <= best.cost, "a bound that needs no tours is claimed, and is one"
    assert best.cost <= result.cost < 1.3 * best.cost


def test_after_an_illness_only_what_must_move_moves() -> None:
    data = service(Size("few", 1, 2, 4, 20, 0.0), 2)
    before = as_json(parse(data), checked(parse(data), seconds=60))
    data["previous"] = [
        {"visit": stop["visit"], "visitor": tour["visitor"], "date": tour["date"], "start": stop["start"]}
        for tour in before["tours"]
        for stop in tour["stops"]
    ]
    ill = [("d0-c0", entry["date"]) for entry in before["tours"] if entry["visitor"] == "d0-c0"][:3]
    for visitor in data["visitors"]:
        visitor["days"] = [entry for entry in visitor["days"] if (visitor["id"], entry["date"]) not in ill]
    hit = sum((entry["visitor"], entry["date"]) in ill for entry in data["previous"])
    after = checked(parse(data), seconds=60)
    assert (after.status, after.planned, after.moved) == ("optimal", before["planned"], hit)
