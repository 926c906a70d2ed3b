"""The engine against every possible choice, on small problems with everything mixed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, event, given, settings

from matching.engine.check import faults, verify
from matching.engine.problem import Problem, parse
from matching.engine.solution import Choice
from matching.engine.solving import solve
from tests.matching.engine.brute_force import best_values
from tests.matching.engine.problems import small_problems


@given(small_problems())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_level_is_the_best_there_is(data: dict[str, Any]) -> None:
    problem = parse(data)
    result = solve(problem, workers=1)
    assert verify(problem, result) == []
    best = best_values(problem)
    event(result.status)
    if best is None:
        assert result.status == "infeasible"
        assert_minimal_conflict(problem, [(pin.unit, pin.home) for pin in result.conflict])
    else:
        assert result.status == "optimal"
        assert {level.name: level.value for level in result.levels} == best


def assert_minimal_conflict(problem: Problem, pins: list[tuple[str, str]]) -> None:
    assert pins
    assert placement_faults(problem, pins)
    for fewer in combinations(pins, len(pins) - 1):
        assert not placement_faults(problem, list(fewer))


def placement_faults(problem: Problem, pins: list[tuple[str, str]]) -> list[str]:
    wrong = faults(problem, Choice(dict(pins), {}))
    return [fault for fault in wrong if not fault.endswith("is not kept")]


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_the_file_changes_nothing(data: dict[str, Any]) -> None:
    turned = {key: value[::-1] if isinstance(value, list) and key != "levels" else value for key, value in data.items()}
    one, other = (solve(parse(content), workers=1).as_json() for content in (data, turned))
    for result in (one, other):
        result["seconds"] = 0
        for level in result["levels"]:
            level["seconds"] = 0
    assert one == other
