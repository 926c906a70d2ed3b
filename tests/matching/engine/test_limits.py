"""Time, being called off, progress, and a second solver of another kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matching.engine.check import faults, verify
from matching.engine.exact import Exact
from matching.engine.greedy import greedy, only_pins, with_everyone, with_supervisors
from matching.engine.levels import Levels
from matching.engine.problem import URGENCIES, Problem, parse
from matching.engine.program import build
from matching.engine.solution import Choice, Level, Result
from matching.engine.solving import solve
from matching.engine.watch import Watch
from tests.bench.matching_problems import SIZES, Size, generate
from tests.matching.engine.problems import child, option, problem_of

TOWN = Size(children=24, homes=60, supervisors=18, options=9, reach=4, placed=6, side_minutes=90)


def town(seed: int, *, scarce: bool, levels: list[str] | None = None) -> Problem:
    data = generate(TOWN, seed=seed, scarce=scarce)
    return parse(data | ({"levels": levels} if levels else {}))


def values_of(levels: tuple[Level, ...] | list[Level]) -> list[tuple[str, int]]:
    return [(level.name, level.value) for level in levels]


@pytest.mark.parametrize("scarce", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_solver_of_another_kind_agrees_on_every_level(seed: int, scarce: bool) -> None:
    problem = town(seed, scarce=scarce)
    result = solve(problem, seed=1)
    program, watch = build(problem), Watch(300)
    second = Levels(program, Exact(program, watch, seed=1, workers=1), watch, program.solution(greedy(problem)))
    second.decide(lambda level: None)
    assert result.status == "optimal"
    assert all(level.optimal for level in second.decided)
    assert values_of(result.levels) == values_of(second.decided)


@pytest.mark.parametrize(
    "levels",
    [
        ["minutes", "fit", "supervised", "ordinary", "soon", "acute", "kin"],
        ["supervised", "minutes"],
        ["fit", "minutes", "kin", "acute"],
        ["soon", "minutes", "supervised", "fit"],
    ],
)
def test_it_agrees_in_other_orders_too(levels: list[str]) -> None:
    problem = town(4, scarce=True, levels=levels)
    program, watch = build(problem), Watch(300)
    second = Levels(program, Exact(program, watch, seed=1, workers=1), watch, [*program.lower])
    second.decide(lambda level: None)
    assert values_of(solve(problem).levels) == values_of(second.decided)


def hard(units_number: int = 150, homes_number: int = 15) -> Problem:
    """Return a hard problem, at 150 units beyond any solver: many units of uneven size into few tight homes."""
    units, homes = range(units_number), range(homes_number)
    uses = {(u, h): 100 - (u * 37 + h * 61 + u * h * 13) % 90 for u in units for h in homes}
    places = sum(uses[u, u % homes_number] for u in units) // (homes_number + 2)
    return parse(
        problem_of(
            children=[child(f"c{u}", f"u{u}", needs=False) for u in units],
            homes=[{"id": f"h{h}", "places": places} for h in homes],
            options=[option(f"u{u}", f"h{h}", uses=n, minutes=111 - n + (u * h) % 10) for (u, h), n in uses.items()],
        )
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_what_needs_a_long_search_is_still_decided_exactly(workers: int) -> None:
    problem = hard(24, 4)
    result = solve(problem, workers=workers)
    program, watch = build(problem), Watch(300)
    second = Levels(program, Exact(program, watch, seed=1, workers=2), watch, [*program.lower])
    second.decide(lambda level: None)
    assert result.status == "optimal"
    assert values_of(result.levels) == values_of(second.decided)


@pytest.mark.parametrize("workers", [1, 2])
def test_when_time_runs_out_the_best_so_far_comes_back_and_nothing_is_pretended(workers: int) -> None:
    problem, began = hard(), time.perf_counter()
    result = solve(problem, seconds=1, workers=workers)
    assert time.perf_counter() - began < 4
    assert result.status == "feasible"
    assert verify(problem, result) == []
    assert result.choice.homes


@pytest.mark.parametrize("seconds", [0.01, 0.3, 0.8])
def test_bounds_of_a_large_problem_out_of_time_hold_for_what_more_time_finds(seconds: float) -> None:
    problem = parse(generate(SIZES["region"], seed=3, scarce=True))
    began = time.perf_counter()
    hasty = solve(problem, seconds=seconds)
    assert time.perf_counter() - began < seconds + 4
    assert verify(problem, hasty) == []
    patient = solve(problem)
    assert patient.status == "optimal"
    for level, best in zip(hasty.levels, patient.levels, strict=True):
        sign = -1 if level.name == "minutes" else 1  # of minutes fewer are better
        assert level.bound is not None
        assert sign * best.value <= sign * level.bound
        if level.value != best.value:
            assert not level.optimal
            assert sign * level.value < sign * best.value
            break


def test_out_of_time_nobody_is_left_without_a_supervisor_who_has_room() -> None:
    problem = town(1, scarce=False)
    placed = Choice(greedy(problem).homes, {})
    finished = with_supervisors(problem, placed)
    assert faults(problem, finished) == []
    assert finished.homes == placed.homes
    assert finished.supervisors == greedy(problem).supervisors
    assert with_everyone(problem, only_pins(problem)) == greedy(problem)
    assert with_everyone(problem, finished) == finished


def test_being_called_off_ends_the_search() -> None:
    problem, began = hard(), time.perf_counter()
    result = solve(problem, seconds=60, cancelled=lambda: time.perf_counter() - began > 0.5)
    assert time.perf_counter() - began < 10
    assert result.status == "feasible"
    assert verify(problem, result) == []


def test_called_off_before_the_start_there_is_still_an_allowed_proposal() -> None:
    problem = town(1, scarce=False)
    result = solve(problem, cancelled=lambda: True)
    assert (result.status, verify(problem, result)) == ("feasible", [])
    assert result.choice.homes


def test_each_level_is_told_as_soon_as_it_is_finished() -> None:
    told: list[Level] = []
    result = solve(town(1, scarce=False), progress=told.append)
    assert [(level.name, level.value, level.bound) for level in told] == [
        (level.name, level.value, level.bound) for level in result.levels
    ]


def test_many_units_that_fit_a_few_large_homes_exactly_are_decided_exactly() -> None:
    units, homes = range(30), range(5)
    problem = parse(
        problem_of(
            children=[child(f"c{u:02}", f"u{u:02}", urgency=URGENCIES[u % 3], needs=False) for u in units],
            homes=[{"id": f"h{h}", "places": 10 + h} for h in homes],
            options=[
                option(f"u{u:02}", f"h{h}", uses=1 + (u * 7 + h * h * u) % 4, fit=(u * h) % 7, kin=(u + h) % 4 == 0)
                for u in units
                for h in homes
            ],
            apart=[[f"u{u:02}", f"u{u + 1:02}"] for u in range(0, 29, 2)],
        )
    )
    result = solve(problem)
    program, watch = build(problem), Watch(300)
    second = Levels(program, Exact(program, watch, seed=1, workers=2), watch, [*program.lower])
    second.decide(lambda level: None)
    assert result.status == "optimal"
    assert values_of(result.levels) == values_of(second.decided)


GAP = Path(__file__).parents[4] / "shared" / "data" / "gap"


def gap_problem(path: Path) -> dict[str, Any]:
    """Read a generalised assignment problem: items are units, agents homes, resources uses, costs minutes."""
    numbers: Iterator[int] = iter(map(int, path.read_text().split()))
    agents, items = next(numbers), next(numbers)
    cost = [[next(numbers) for _ in range(items)] for _ in range(agents)]
    uses = [[next(numbers) for _ in range(items)] for _ in range(agents)]
    return problem_of(
        children=[child(f"c{i:03}", f"u{i:03}", needs=False) for i in range(items)],
        homes=[{"id": f"h{a:02}", "places": next(numbers)} for a in range(agents)],
        options=[
            option(f"u{i:03}", f"h{a:02}", uses=uses[a][i], minutes=cost[a][i])
            for i in range(items)
            for a in range(agents)
        ],
        levels=["ordinary", "minutes"],
    )


@pytest.mark.skipif(not GAP.is_dir(), reason="the classic assignment problems are not beside this checkout")
@pytest.mark.parametrize(("name", "best"), [("a05100", 1698), ("b05100", 1843), ("c05100", 1931)])
def test_classic_assignment_problems_reach_their_known_best(name: str, best: int) -> None:
    result: Result = solve(parse(gap_problem(GAP / "chu1997" / name)), seconds=60)
    assert [(level.name, level.value, level.optimal) for level in result.levels] == [
        ("ordinary", 100, True),
        ("minutes", best, True),
    ]
