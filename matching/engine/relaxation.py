"""The program without the demand that columns be whole: bounds, and whole solutions found by diving.

Kept warm: a change of objective, of bounds or a new row costs a few steps of the simplex method. Rows that whole
solutions keep and the relaxed one breaks are added as long as that pays.

A dive takes what the relaxation has nearly decided as decided, solves again, adds the rows broken now, and so on until
every unit has its home. With those rows it ends near the bound, in a small part of the time of a search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.cover import Cover
from matching.engine.cuts import broken
from matching.engine.highs import Bounds, add_rows, aim, is_optimal, run, solver_of
from matching.engine.knapsack import outside
from matching.engine.loads import loads, overfull
from matching.engine.matrix import Floats, Integers, Matrix, Proof, Rows, dense
from matching.engine.program import Program
from matching.engine.row import Costs, Row
from matching.engine.watch import Watch

# Rows are added until so many rounds, one after the other, brought less than this share of what is left to prove.
_STALL, _PAYS, _MOST_ROUNDS = 4, 0.01, 100

_CLOSE = 1e-6

# A column less than so much is decided alone, if at all.
_LIKELY = 0.5


@dataclass(frozen=True)
class Relaxed:
    """A solved relaxation: its point, its rows' multipliers, its value. Whole ones are worth multiples of `step`."""

    point: Floats
    multipliers: Floats
    value: float
    step: int

    def proves(self, worth: int) -> bool:
        """Whether no whole solution is better; the proof itself is made in whole numbers."""
        return math.floor((self.value + _CLOSE) / self.step) * self.step <= worth


class Relaxation:
    """The relaxation of a matrix, which learns of every row added."""

    def __init__(self, matrix: Matrix, program: Program, seed: int, watch: Watch) -> None:
        options, bounds = {"random_seed": seed, "presolve": "off"}, (matrix.lower, matrix.upper)
        self._solver = solver_of(matrix.rows, bounds, lambda: watch.over, options, whole=False)
        self._matrix, self._watch = matrix, watch
        self._rooms, self._loads = program.rooms, loads(program)
        self._large = [room for room in program.rooms if not room.is_plain]
        self._cover, self._step = Cover(), 1

    def solve(self, costs: Costs, worth: int) -> Relaxed | None:
        """Return the relaxation of `costs` with rows added until `worth` is proved or it stops paying.

        None when time ran out first.
        """
        self._aim(costs, (self._matrix.lower, self._matrix.upper))
        relaxed, stall = self._run(), 0
        for _ in range(_MOST_ROUNDS):
            if relaxed is None or relaxed.proves(worth):
                break
            rows = self._broken(relaxed.point, all_rooms=stall < _STALL)
            if not rows:
                break
            before = relaxed.value
            self.add(rows)
            relaxed = self._run()
            if relaxed:
                stall = stall + 1 if before - relaxed.value < _PAYS * (before - worth) else 0
        return relaxed

    def prove(self, costs: Costs, relaxed: Relaxed) -> Proof:
        """Return what the multipliers prove about `costs`, in whole numbers."""
        multipliers = np.zeros(len(self._matrix.rows.limits))
        # Rows may have been added since.
        multipliers[: len(relaxed.multipliers)] = relaxed.multipliers
        return self._matrix.prove(costs, multipliers)

    def dive(self, costs: Costs, relaxed: Relaxed, options: int, share: float, worth: int) -> Bounds:
        """Return bounds that fix most of the first `options` columns near the relaxed point.

        Of the columns that are not whole yet, this share is decided at a time. A dive that leads nowhere, or to
        nothing better than `worth`, leaves the later half of its decisions open.
        """
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        self._aim(costs, (low, high))
        now: Relaxed | None = relaxed
        decided = np.zeros(0, dtype=np.int64)
        while now is not None and not now.proves(worth):
            sure, likely = _to_fix(now.point[:options], low[:options] < high[:options], share)
            if not len(likely):
                low[:options] = high[:options] = np.rint(now.point[:options])
                return low, high
            decided = np.concatenate((decided, sure, likely))
            low[sure] = low[likely] = 1
            now = self._within((low, high), np.concatenate((sure, likely)))
            if now is None:
                decided = decided[: -len(likely)]
                low[likely], high[likely[0]] = 0, 0
                now = self._within((low, high), likely)
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        low[decided[: len(decided) // 2]] = 1
        return low, high

    def _within(self, bounds: Bounds, changed: Integers) -> Relaxed | None:
        """Return the relaxation with the bounds of some columns changed, after one round of rows."""
        low, high = (side[changed].astype(np.float64) for side in bounds)
        self._solver.changeColsBounds(len(changed), changed.astype(np.int32), low, high)
        relaxed = self._run()
        rows = self._broken(relaxed.point, all_rooms=True) if relaxed else []
        if rows:
            self.add(rows)
            relaxed = self._run()
        return relaxed

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, to the matrix too."""
        new = Rows(rows)
        self._matrix.rows.append(new)
        add_rows(self._solver, new)

    def use_up(self, indices: Integers) -> None:
        """From now on these rows are equations, in the matrix too."""
        rows = self._matrix.rows
        rows.tight[indices] = True
        limits = rows.limits[indices].astype(np.float64)
        self._solver.changeRowsBounds(len(indices), indices.astype(np.int32), limits, limits)

    def _aim(self, costs: Costs, bounds: Bounds) -> None:
        aim(self._solver, dense(costs, len(bounds[0])), bounds)
        self._step = math.gcd(*costs.values()) or 1
        # The clock of a relaxed model runs on from run to run.
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + self._watch.left)

    def _run(self) -> Relaxed | None:
        if self._watch.over:
            return None
        run(self._solver)
        if not is_optimal(self._solver):
            return None
        solution = self._solver.getSolution()
        value = self._solver.getInfo().objective_function_value
        return Relaxed(np.array(solution.col_value), np.array(solution.row_dual), value, self._step)

    def _broken(self, point: Floats, *, all_rooms: bool) -> list[Row]:
        """Return rows that the point breaks; the dearer kind only when there is none of the cheaper."""
        plain = point.tolist()
        rows = [row for room in self._rooms for row in broken(room, plain)]
        rows += [row for load in self._loads for row in overfull(load, plain)]
        if not rows and all_rooms:
            rows = [row for room in self._large for row in outside(room, plain, self._cover)]
        return rows


def _to_fix(point: Floats, free: NDArray[np.bool_], share: float) -> tuple[Integers, Integers]:
    """Return the free columns that are 1 in the point, and of those in between the largest."""
    sure = np.nonzero(free & (point > 1 - _CLOSE))[0]
    between = np.nonzero(free & (point > _CLOSE) & (point <= 1 - _CLOSE))[0]
    between = between[np.argsort(-point[between], kind="stable")]
    most = max(1, int(len(between) * share))
    likely = between[:most]
    return sure, likely[: max(1, int(np.sum(point[likely] > _LIKELY)))]
