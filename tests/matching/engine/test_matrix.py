"""What is left to decide when columns are held: neither a solution more nor one less."""

from __future__ import annotations

import random
from itertools import product

import numpy as np

from matching.engine.matrix import Matrix
from matching.engine.problem import parse
from matching.engine.program import Program
from matching.engine.row import Row
from tests.matching.engine.problems import problem_of

EMPTY = parse(problem_of())


def any_matrix(chance: random.Random) -> Matrix:
    count = chance.randint(1, 5)
    rows = [
        Row({c: chance.randint(-2, 3) for c in range(count) if chance.random() < 0.6}, chance.randint(-1, 4))
        for _ in range(chance.randint(1, 4))
    ]
    upper = [chance.randint(1, 2) for _ in range(count)]
    matrix = Matrix(Program(EMPTY, [], lower=[0] * count, upper=upper, rows=rows))
    matrix.rows.tight[:] = [chance.random() < 0.2 for _ in rows]
    return matrix


def whole_points(lower: list[int], upper: list[int]) -> list[tuple[int, ...]]:
    return list(product(*(range(low, high + 1) for low, high in zip(lower, upper, strict=True))))


def test_a_part_has_the_solutions_of_the_whole() -> None:
    chance = random.Random(3)
    solutions = 0
    for _ in range(300):
        matrix = any_matrix(chance)
        tight = matrix.rows.tight
        part = matrix.part(matrix.lower, matrix.upper)
        kept = set()
        for point in whole_points(part.lower.tolist(), part.upper.tolist()):
            sums = part.rows.sums(part.rows.values * np.array(point, dtype=np.int64)[part.rows.columns])
            if np.all(sums <= part.rows.limits) and np.all((sums == part.rows.limits) | ~part.rows.tight):
                kept.add(tuple(part.whole(point)))
        allowed = set()
        for point in whole_points(matrix.lower.tolist(), matrix.upper.tolist()):
            sums = matrix.rows.sums(matrix.rows.values * np.array(point)[matrix.rows.columns])
            if matrix.allows(point) and np.all((sums == matrix.rows.limits) | ~tight):
                allowed.add(point)
        assert kept == allowed
        solutions += len(allowed)
    assert solutions > 300
