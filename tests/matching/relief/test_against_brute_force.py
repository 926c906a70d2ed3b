"""The core against every possible choice, on small problems with everything mixed."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings

from matching.relief.check import broken, worth
from matching.relief.greedy import greedy
from matching.relief.problem import Choice, Problem, parse
from matching.relief.solving import solve
from tests.matching.relief.problems import small_problems


def every_solution(problem: Problem) -> list[list[Choice]]:
    """Return all that may stand, by trying everything."""
    of_each = [[None, *(one for one in problem.choices if one.option.unit == unit.id)] for unit in problem.units]
    tried = ([choice for choice in picked if choice] for picked in product(*of_each))
    return [chosen for chosen in tried if not broken(problem, chosen)]


def best_values(problem: Problem) -> list[int] | None:
    left = every_solution(problem)
    if not left:
        return None
    values = []
    for level in problem.levels:
        best = min if level == "minutes" else max
        values.append(best(worth(problem, chosen, level) for chosen in left))
        left = [chosen for chosen in left if worth(problem, chosen, level) == values[-1]]
    return values


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_every_level_is_the_best_there_is(data: dict[str, Any]) -> None:
    problem = parse(data)
    result = solve(problem)
    best = best_values(problem)
    if best is None:
        assert (result.status, result.conflict, result.chosen) == ("infeasible", problem.pinned, ())
        return
    assert result.status == "optimal"
    assert broken(problem, result.chosen) == []
    assert [level.value for level in result.levels] == best == [level.bound for level in result.levels]
    assert [worth(problem, result.chosen, level) for level in problem.levels] == best
    housed = {choice.option.unit for choice in result.chosen}
    assert housed | {unit for unit, _why in result.unplaced} == {unit.id for unit in problem.units}
    assert all(why["code"] != "time" for _unit, why in result.unplaced)


@given(small_problems())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_the_order_of_the_file_changes_nothing_and_greedy_breaks_nothing(data: dict[str, Any]) -> None:
    turned = {key: value[::-1] if isinstance(value, list) and key != "levels" else value for key, value in data.items()}
    one, other = (solve(parse(content)) for content in (data, turned))
    assert {choice.option.home for choice in one.chosen} == {choice.option.home for choice in other.chosen}
    assert [level.value for level in one.levels] == [level.value for level in other.levels]
    unpinned = parse(data | {"pinned": []})
    assert broken(unpinned, greedy(unpinned)) == []
