"""A visit tried in all gaps at once: held against driving every tour with it, and rebuilt plans against the check."""

from __future__ import annotations

from random import Random

import pytest

from tests.bench.hard_years import SHAPES, Shape, hard_year
from tests.visits.planner import small
from tests.visits.planner.test_against_second_solver import middle
from visits.planner import check
from visits.planner.board import Board
from visits.planner.levels import Limits
from visits.planner.problem import Problem, parse
from visits.planner.rebuild import Rebuilder
from visits.planner.solution import Plan, as_json, figures, schedule
from visits.planner.solve import solve

ENDLESS = Limits(lambda: 1e9, lambda: False, lambda best: None, 1)


def by_driving(board: Board, visit: int) -> int | None:
    """Return the least extra cost of one more visit by driving every tour with it in every place."""
    problem, costs = board.problem, []
    for cell, (who, day) in enumerate(board.slots):
        if (who, day) not in problem.open_slots[board.visits[visit]] or not board.far(visit, cell):
            continue
        order = board.tours.get(cell, ())
        before = figures(problem, {(who, day): tuple(board.visits[k] for k in order)} if order else {})
        for gap in range(len(order) + 1):
            new = tuple(board.visits[k] for k in (*order[:gap], visit, *order[gap:]))
            if schedule(problem, board.problem.visitors[who].base, problem.visitors[who].by_day[day], new):
                moved = problem.moved(board.visits[visit], who, day) * board.move
                costs.append(figures(problem, {(who, day): new})["cost"] - before["cost"] + moved)
    return min(costs, default=None)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_gap_is_the_one_that_driving_every_tour_finds(seed: int) -> None:
    problem = parse(middle(seed))
    board = Board(problem, range(len(problem.visits)), 10_000)
    for visit in Random(seed).sample(range(len(board.visits)), len(board.visits)):
        found = board.best_gap(visit)
        assert (found and found[0]) == by_driving(board, visit)
        if found:
            before = board.cost
            assert board.insert(visit, *found[1:])
            assert board.cost == before + found[0]


def test_what_fits_on_one_weekday_says_nothing_of_another() -> None:
    """Half an hour's drive away, for an hour: on Monday there is no time for both, on Wednesday the whole day."""
    week = {"monday": [["08:00", "09:00"]], "wednesday": [["08:00", "16:00"]]}
    problem = small.problem(visits=[small.visit("x1", "a", weekday_hours=week)])
    board = Board(problem, [0], 10_000)
    monday, wednesday = (board.cell_of[0, day] for day in (4, 6))
    assert board.set_tour(wednesday, (0,))
    assert not board.set_tour(monday, (0,))
    assert [cell for _cost, cell in board.alone[0]] == [wednesday]


@pytest.mark.parametrize("seed", range(4))
def test_a_rebuilt_plan_is_no_worse_and_the_same_each_time(seed: int) -> None:
    problem = parse(middle(seed))
    plans = []
    for _ in range(2):
        rebuilder = Rebuilder(problem, range(len(problem.visits)), seed)
        first = rebuilder.first_plan({}, lambda: False)
        plans.append(rebuilder.run(first, 300, ENDLESS))
    assert plans[0] == plans[1]
    assert worth(problem, plans[0]) <= worth(problem, first)


def worth(problem: Problem, plan: Plan) -> tuple[int, int, int]:
    values = figures(problem, plan)
    return -values["planned"], values["moved"], values["cost"]


def test_ten_short_visits_a_day_are_all_planned_well_and_with_a_bound() -> None:
    shape = next(shape for shape in SHAPES if shape.name == "ten a day in one town")
    problem = parse(hard_year(shape, 1))
    rebuilder = Rebuilder(problem, range(len(problem.visits)), 1)
    plain = figures(problem, rebuilder.first_plan({}, lambda: False))
    result = solve(problem, seconds=3, workers=2)
    assert list(check.check(problem, as_json(problem, result))) == []
    assert (result.planned, result.planned_bound) == (200, 200)
    assert result.cost < 0.95 * plain["cost"]
    assert 0 < (result.bound or 0) <= result.cost


def test_visits_that_stand_in_each_others_way_lower_the_bound_though_not_all_tours_are_listed() -> None:
    data = hard_year(next(shape for shape in SHAPES if shape.name == "ten a day in one town"), 1)
    first, second, third, fourth = data["visits"][:4]
    first["from"], first["until"] = "2020-01-01", "2020-02-01"
    for visit in (second, third):
        visit["from"], visit["until"] = "2026-01-05", "2026-01-07"
    fourth["weekday_hours"] = {"sunday": [["09:00", "15:00"]]}
    data["apart"] = [{"visits": [first["id"], second["id"], third["id"]], "days": 2}]
    result = solve(parse(data), seconds=0.5, workers=1)
    assert (result.planned, result.planned_bound) == (197, 197)


def test_a_bound_is_given_though_not_all_can_be_planned() -> None:
    problem = parse(hard_year(Shape("too much", 1, 90, 60, 10, days=20), 1))
    result = solve(problem, seconds=0.1, workers=1)
    assert result.planned < 90
    assert 0 < (result.bound or 0) <= result.cost
