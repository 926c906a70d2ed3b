"""The rounds in machine code: held against the board, and against the plan that they leave behind."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from fosterhomes.project.build import planner
from tests.bench.hard_years import SHAPES, Shape, hard_year
from tests.visits.planner.test_against_second_solver import middle
from tests.visits.planner.test_board import ENDLESS
from visits.planner import check, driving, explain, machine, rounds
from visits.planner.arrays import BEST_COST, BEST_LEFT, COST, LEFT, LEFT_OUT, USED, State, facts_of, state_of
from visits.planner.board import Board
from visits.planner.greedy import first_plan
from visits.planner.pins import kept_pins
from visits.planner.problem import Problem, parse
from visits.planner.rebuild import MOVE, Rebuilder
from visits.planner.solution import Plan, Result, as_json, figures, tours_of

HOT = 50.0


def with_apart(shape: Shape, seed: int) -> Problem:
    data = hard_year(shape, seed)
    names = [visit["id"] for visit in data["visits"]]
    data["apart"] = [{"visits": Random(seed).sample(names, 4), "days": 20} for _ in range(10)]
    return parse(data)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_one_more_visit_goes_where_the_board_would_put_it(shape: Shape) -> None:
    problem = with_apart(shape, 5)
    board = Board(problem, range(len(problem.visits)), MOVE)
    first_plan(board, {})
    for cell in Random(5).sample(sorted(board.tours), 8):
        board.set_tour(cell, ())
    facts, state = facts_of(board), state_of(board, 1)
    rounds.begin(facts, state)
    for k in [k for k, cell in enumerate(board.where) if cell < 0]:
        cost, cell, _ = driving.best_gap(facts, state, k, 0.0)
        found = board.best_gap(k)
        assert (found and found[0]) == (None if cell == driving.NOWHERE else cost)


def pinned(problem: Problem) -> Plan:
    kept = kept_pins(problem)
    assert kept is not None
    return kept


def tours_in(state: State) -> dict[int, list[int]]:
    lengths = state.cells["length"]
    return {cell: state.tours[cell, : lengths[cell]].tolist() for cell in lengths.nonzero()[0].tolist()}


@pytest.mark.parametrize("seed", range(12))
def test_after_many_rounds_what_is_noted_is_what_the_tours_say(seed: int) -> None:
    """Pins, hours by weekday, visits kept apart, closed and one-way roads; nearly every worse plan is accepted."""
    problem = parse(middle(seed))
    board = Board(problem, range(len(problem.visits)), MOVE)
    first_plan(board, pinned(problem))
    facts, state = facts_of(board), state_of(board, seed)
    rounds.begin(facts, state)
    assert state.numbers[COST] == board.cost
    rounds.rebuild(facts, state, 500, HOT)
    tours = tours_in(state)
    assert sorted(state.used[: state.numbers[USED]].tolist()) == sorted(tours)
    where = {k: cell for cell, order in tours.items() for k in order}
    assert state.visits["where"].tolist() == [where.get(k, LEFT_OUT) for k in range(len(board.visits))]
    assert set(problem.pins) <= set(where)
    board.place({board.slots[cell]: tuple(order) for cell, order in tours.items()})
    assert (len(board.visits) - len(where), board.cost) == (state.numbers[LEFT], state.numbers[COST])


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_of_many_rounds_keeps_every_rule(seed: int) -> None:
    problem = parse(middle(seed))
    plan = Rebuilder(problem, range(len(problem.visits)), seed).run(pinned(problem), 500, ENDLESS)
    values = figures(problem, plan)
    result = Result(
        "feasible",
        **values,
        bound=0,
        planned_bound=len(problem.visits),
        moved_bound=0,
        tours=tours_of(problem, plan),
        unplanned=explain.unplanned(problem, plan),
    )
    assert list(check.check(problem, as_json(problem, result))) == []


def test_the_best_plan_is_never_worse_than_the_last() -> None:
    problem = parse(hard_year(SHAPES[0], 3))
    board = Board(problem, range(len(problem.visits)), MOVE)
    first_plan(board, {})
    facts, state = facts_of(board), state_of(board, 3)
    rounds.begin(facts, state)
    for _ in range(50):
        rounds.rebuild(facts, state, 20, HOT)
        numbers = state.numbers
        assert (numbers[BEST_LEFT], numbers[BEST_COST]) <= (numbers[LEFT], numbers[COST])


def test_what_is_translated_at_set_up_is_what_every_problem_uses() -> None:
    planner.main()
    ready = list(rounds.rebuild.signatures)  # type: ignore[attr-defined]
    for seed in range(4):
        problem = parse(middle(seed))
        Rebuilder(problem, range(len(problem.visits)), seed).run({}, 5, ENDLESS)
    problem = with_apart(SHAPES[5], 1)
    Rebuilder(problem, range(len(problem.visits)), 1).run({}, 5, ENDLESS)
    assert list(rounds.rebuild.signatures) == ready  # type: ignore[attr-defined]
    assert len(ready) == 1


def test_a_translation_older_than_one_of_its_sources_is_made_anew(tmp_path: Path) -> None:
    source, old, new = (tmp_path / name for name in ("driving.py", "old.nbi", "new.nbi"))
    for moment, file in enumerate((old, source, new)):
        file.touch()
        os.utime(file, (moment, moment))
    machine.forget_outdated(tmp_path, [source])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["driving.py", "new.nbi"]
