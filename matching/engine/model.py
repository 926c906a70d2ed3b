"""The integer program in HiGHS: a relaxation kept warm from level to level, and a search for whole solutions.

With `exact.py` the only file that imports a solver.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from matching.engine.cuts import broken
from matching.engine.matrix import Integers, Matrix, Proof, Rows, dense
from matching.engine.neighbours import Neighbours, held
from matching.engine.program import Program
from matching.engine.row import Costs, Row
from matching.engine.watch import Watch

Answer = tuple[list[int], int | None]
Bounds = tuple[Integers, Integers]

_COMMON = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}

# The relaxation is as a rule nearly whole, and a few rounds of cuts close it. Presolve and the sub-problem
# heuristics cost more than all the rest then (docs/matching-engine.md), so they come second, for what is hard.
_LIGHT = {
    "presolve": "off",
    "mip_max_nodes": 50,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
}
_FULL = {
    "presolve": "choose",
    "mip_max_nodes": 2**31 - 1,
    "mip_heuristic_run_feasibility_jump": True,
    "mip_heuristic_run_rens": True,
    "mip_heuristic_run_rins": True,
}

_PART = _LIGHT | {"presolve": "choose", "mip_max_nodes": 100}

# The share of the time left that goes into solving parts anew before the whole is searched to the end.
_PARTS = 0.6

# Rounds of rows added to a relaxation; the last ones seldom change anything.
_ROUNDS = 12


class SolverFailed(RuntimeError):
    """HiGHS refused the model: a defect of the engine."""


class Highs:
    """Two models of the same rows: one relaxed, one whole."""

    merges = True

    def __init__(self, program: Program, watch: Watch, *, seed: int) -> None:
        self._matrix, self._watch, self._rooms = Matrix(program), watch, program.rooms
        self._options, self._seed = program.options, seed
        self._relaxed = _solver(self._matrix, seed, watch, {"presolve": "off"}, whole=False)
        self._whole = _solver(self._matrix, seed, watch, {}, whole=True)

    def relax(self, costs: Costs) -> Proof | None:
        """Return what the relaxation proves about `costs`; None when time ran out first."""
        if not self._relax(costs):
            return None
        return self._matrix.prove(costs, np.abs(self._relaxed.getSolution().row_dual))

    def _relax(self, costs: Costs) -> bool:
        """Solve the relaxation, and add rows that its solution breaks until there are none or it stops paying."""
        self._aim(self._relaxed, costs, self._watch.left)
        for attempt in range(_ROUNDS):
            if self._watch.over:
                return False
            _run(self._relaxed)
            if self._relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            point = self._relaxed.getSolution().col_value
            rows = [row for room in self._rooms for row in broken(room, point)]
            if not rows or attempt + 1 == _ROUNDS:
                break
            self._add(rows)
        return True

    def search(self, costs: Costs, start: Sequence[int], seconds: float) -> Answer:
        """Return a solution at least as good as `start`, and the most that can be reached (None when unknown)."""
        until = self._watch.elapsed + seconds
        self._relax(costs)
        solution, bound = self._search(costs, start, until - self._watch.elapsed, _LIGHT)
        if bound != worth(costs, solution):
            solution = self._improve(costs, solution, (until - self._watch.elapsed) * _PARTS)
        if bound != worth(costs, solution):
            solution, last = self._search(costs, solution, until - self._watch.elapsed, _FULL)
            bound = min((known for known in (bound, last) if known is not None), default=None)
        return solution, bound

    def _improve(self, costs: Costs, solution: list[int], seconds: float) -> list[int]:
        """Solve parts of the problem anew while the rest stays as in the solution."""
        until = self._watch.elapsed + seconds
        parts = Neighbours(self._options, self._seed)
        for columns in parts.rounds():
            bounds = held(columns, solution, self._matrix.lower, self._matrix.upper)
            solution, _ = self._search(costs, solution, until - self._watch.elapsed, _PART, bounds)
            parts.learn(solved=self._whole.getModelStatus() == highspy.HighsModelStatus.kOptimal)
            if self._watch.elapsed >= until:
                break
        return solution

    def _search(
        self, costs: Costs, start: Sequence[int], seconds: float, manner: dict[str, Any], bounds: Bounds | None = None
    ) -> Answer:
        """Search in one manner, within `bounds` of the columns when given: the bound returned holds within them."""
        if seconds <= 0 or self._watch.over:
            return list(start), None
        for name, value in manner.items():
            self._whole.setOptionValue(name, value)
        self._aim(self._whole, costs, seconds, bounds)
        given = highspy.HighsSolution()
        given.col_value = [float(value) for value in start]
        self._whole.setSolution(given)
        _run(self._whole)
        found = [round(value) for value in self._whole.getSolution().col_value]
        # Tolerances may let a solution through that is not one in whole numbers; the start is one.
        if not found or not self._matrix.allows(found) or worth(costs, found) < worth(costs, start):
            found = list(start)
        bound = self._whole.getInfo().mip_dual_bound
        return found, max(math.floor(bound + 1e-6), worth(costs, found)) if math.isfinite(bound) else None

    def _aim(self, solver: Any, costs: Costs, seconds: float, bounds: Bounds | None = None) -> None:
        count = len(self._matrix.upper)
        columns = np.arange(count, dtype=np.int32)
        solver.changeColsCost(count, columns, dense(costs, count).astype(np.float64))
        lower, upper = bounds or (self._matrix.lower, self._matrix.upper)
        solver.changeColsBounds(count, columns, lower.astype(np.float64), upper.astype(np.float64))
        # The clock of a relaxed model runs on from run to run, that of a whole one begins anew.
        spent = solver.getRunTime() if solver is self._relaxed else 0.0
        solver.setOptionValue("time_limit", spent + max(seconds, 0.0))

    def keep(self, costs: Costs, value: int, proof: Proof | None) -> None:
        """From now on `costs` is worth at least `value`; `proof` tells which columns cannot move any more."""
        if proof:
            proof.tighten(value, self._matrix.lower, self._matrix.upper)
        self._add([Row({column: -cost for column, cost in costs.items()}, -value)])

    def _add(self, rows: Sequence[Row]) -> None:
        new = Rows(rows)
        self._matrix.rows.append(new)
        lower, upper = np.full(len(rows), -highspy.kHighsInf), new.limits.astype(np.float64)
        arrays = new.starts[:-1], new.columns, new.values.astype(np.float64)
        for solver in (self._relaxed, self._whole):
            solver.addRows(len(rows), lower, upper, len(new.columns), *arrays)


def worth(costs: Costs, solution: Sequence[int]) -> int:
    """Return what a solution is worth, exactly."""
    return sum(cost * solution[column] for column, cost in costs.items())


def _solver(matrix: Matrix, seed: int, watch: Watch, options: dict[str, Any], *, whole: bool) -> Any:
    solver = highspy.Highs()
    for name, value in (_COMMON | {"random_seed": seed} | options).items():
        solver.setOptionValue(name, value)
    solver.passModel(_linear_program(matrix, whole))
    for interrupt in (solver.cbSimplexInterrupt, solver.cbMipInterrupt):
        interrupt.subscribe(lambda event: event.interrupt(watch.over))
    return solver


def _run(solver: Any) -> None:
    """Run; HiGHS refuses when somebody else in this process began with another number of threads: begin anew then."""
    if solver.run() == highspy.HighsStatus.kError:
        highspy.Highs.resetGlobalScheduler(True)
        if solver.run() == highspy.HighsStatus.kError:
            raise SolverFailed(f"HiGHS could not run: {solver.getModelStatus()}")


def _linear_program(matrix: Matrix, whole: bool) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.upper), len(matrix.rows.limits)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_, lp.col_upper_ = matrix.lower.astype(np.float64), matrix.upper.astype(np.float64)
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = matrix.rows.limits.astype(np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_ if whole else []
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.rows.starts
    lp.a_matrix_.index_ = matrix.rows.columns
    lp.a_matrix_.value_ = matrix.rows.values.astype(np.float64)
    return lp
