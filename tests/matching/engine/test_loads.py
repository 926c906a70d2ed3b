"""What siblings bring to a supervisor's places: rows that the relaxation breaks and no whole solution does."""

from __future__ import annotations

import random
from itertools import product

from matching.engine.loads import Inflow, Load, loads, overfull
from matching.engine.problem import parse
from matching.engine.program import build
from matching.engine.row import Row
from tests.matching.engine.problems import child, option, problem_of, reach


def worth(row: Row, point: list[float]) -> float:
    return sum(c * point[column] for column, c in row.coefficients.items())


def test_half_a_pair_of_siblings_cannot_fill_a_whole_place() -> None:
    load = Load(1, [Inflow(2, 0, {0: 2})])
    assert list(overfull(load, [0.5, 0.0, 1.0])) == [Row({2: 1, 0: -1}, 0)]


def test_half_a_pair_cannot_fill_what_a_single_child_leaves() -> None:
    load = Load(2, [Inflow(2, 0, {0: 2}), Inflow(3, 0, {1: 1})])
    assert list(overfull(load, [0.5, 1.0, 1.0, 1.0])) == [Row({2: 1, 3: 1, 0: -1}, 1)]


def test_a_whole_point_breaks_nothing() -> None:
    assert list(overfull(Load(1, [Inflow(1, 0, {0: 2})]), [1.0, 1.0])) == []


def test_no_row_loses_a_whole_solution() -> None:
    chance = random.Random(5)
    found = 0
    for _ in range(400):
        load, units = _any_load(chance)
        count = len(load.inflows)
        point = [chance.choice((0, 0.3, 0.5, 0.7, 1.0)) for _ in range(units)]
        point += [chance.choice((0.5, 1.0, 2.0)) for _ in range(count)]
        for row in overfull(load, point):
            found += 1
            assert worth(row, point) > row.upper
            for there in product((0, 1), repeat=units):
                limits = [flow.sure + sum(n * there[u] for u, n in flow.children.items()) for flow in load.inflows]
                for flows in product(*(range(limit + 1) for limit in limits)):
                    assert sum(flows) > load.places or worth(row, [*there, *flows]) <= row.upper
    assert found > 50


def _any_load(chance: random.Random) -> tuple[Load, int]:
    units, count = chance.randint(1, 3), chance.randint(1, 2)
    flows = [
        Inflow(
            units + i,
            chance.choice((0, 0, 1)),
            {u: chance.randint(1, 3) for u in range(units) if chance.random() < 0.7},
        )
        for i in range(count)
    ]
    return Load(chance.randint(1, 4), flows), units


def test_only_supervisors_whom_siblings_reach_have_such_rows() -> None:
    problem = problem_of(
        children=[child("c1", "u1"), child("c2", "u1"), child("c3", "u2")],
        homes=[{"id": "h1", "places": 2}, {"id": "h2", "places": 1}],
        options=[option("u1", "h1", uses=2), option("u2", "h2")],
        supervisors=[{"id": "s1", "places": 1}, {"id": "s2", "places": 1}],
        reach=[reach("h1", "s1"), reach("h2", "s1"), reach("h2", "s2")],
    )
    program = build(parse(problem))
    assert [(load.places, len(load.inflows)) for load in loads(program)] == [(1, 2)]
