"""The integer program in HiGHS: a relaxation kept warm from level to level, and a search for whole solutions.

With `exact.py` the only file that imports a solver.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import highspy
import numpy as np

from matching.engine.cuts import broken
from matching.engine.matrix import Integers, Matrix, Proof, Rows, dense
from matching.engine.neighbours import Neighbours
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

_PART = _LIGHT | {"presolve": "choose", "mip_max_nodes": 20}

# With one worker: so many parts are solved anew before the whole is searched to the end, in this share of the time.
_ROUNDS_ALONE = 40
_PARTS = 0.4

# With two: this share of the time goes into the homes that the relaxation finds good for each unit, then the parts.
_CORE = 0.7

# Rounds of rows added to a relaxation; the last ones seldom change anything.
_ROUNDS = 12


class SolverFailed(RuntimeError):
    """HiGHS refused the model: a defect of the engine."""


class Highs:
    """Two models of the same rows: one relaxed, one whole."""

    merges = True

    def __init__(self, program: Program, watch: Watch, *, seed: int, workers: int) -> None:
        self._matrix, self._watch, self._rooms = Matrix(program), watch, program.rooms
        self._options, self._seed, self._workers = program.options, seed, workers
        self._enough: Future[Answer] | None = None
        self._relaxed = _solver(self._matrix, seed, lambda: watch.over, {"presolve": "off"}, whole=False)
        self._whole = _solver(self._matrix, seed, self._over, {}, whole=True)

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
        solution, bound = self.sketch(costs, start, seconds)
        if bound == worth(costs, solution):
            return solution, bound
        proof = self.relax(costs)
        prices = proof.prices if proof else np.zeros(len(solution), dtype=np.int64)
        solution, last = self._search_hard(costs, solution, until, prices)
        return solution, min((known for known in (bound, last) if known is not None), default=None)

    def sketch(self, costs: Costs, start: Sequence[int], seconds: float) -> Answer:
        """Search as `search` does, but give up early: most problems are not hard."""
        until = self._watch.elapsed + seconds
        self._relax(costs)
        return self._search(self._whole, costs, start, until, _LIGHT)

    def _search_hard(self, costs: Costs, start: list[int], until: float, prices: Integers) -> Answer:
        """Search to the end, and solve parts anew: beside it with a second worker, before it with one."""
        if self._workers == 1:
            before = self._watch.elapsed + _PARTS * (until - self._watch.elapsed)
            start = self._improve(costs, start, before, Neighbours(self._options, prices, self._seed, _ROUNDS_ALONE))
            return self._search(self._whole, costs, start, until, _FULL)
        # A model of its own: nothing is shared with the thread but the matrix, which stays as it is meanwhile.
        other = _solver(self._matrix, self._seed, lambda: self._watch.over, {}, whole=True)
        with ThreadPoolExecutor(1) as pool:
            self._enough = pool.submit(self._search, other, costs, start, until, _FULL)
            parts = Neighbours(self._options, prices, self._seed, None)
            core = parts.bounds([], start, self._matrix.lower, self._matrix.upper)
            soon = self._watch.elapsed + _CORE * (until - self._watch.elapsed)
            improved, _ = self._search(self._whole, costs, start, soon, _FULL, core)
            improved = self._improve(costs, improved, until, parts)
            found, bound = self._enough.result()
        self._enough = None
        return max(found, improved, key=lambda solution: worth(costs, solution)), bound

    def _improve(self, costs: Costs, solution: list[int], until: float, parts: Neighbours) -> list[int]:
        """Solve parts of the problem anew while the rest stays as in the solution."""
        for fixed in parts.rounds():
            if self._watch.elapsed >= until or self._over():
                break
            bounds = parts.bounds(fixed, solution, self._matrix.lower, self._matrix.upper)
            solution, _ = self._search(self._whole, costs, solution, until, _PART, bounds)
            parts.learn(easy=self._whole.getInfo().mip_node_count <= 1)
        return solution

    def _over(self) -> bool:
        """Whether this thread should stop: time is up, or the search beside it has come to its end."""
        return self._watch.over or (self._enough is not None and self._enough.done())

    def _search(
        self,
        solver: Any,
        costs: Costs,
        start: Sequence[int],
        until: float,
        manner: dict[str, Any],
        bounds: Bounds | None = None,
    ) -> Answer:
        """Search in one manner, within `bounds` of the columns when given: the bound returned holds within them."""
        seconds = until - self._watch.elapsed
        if seconds <= 0 or self._watch.over:
            return list(start), None
        for name, value in manner.items():
            solver.setOptionValue(name, value)
        self._aim(solver, costs, seconds, bounds)
        given = highspy.HighsSolution()
        given.col_value = [float(value) for value in start]
        solver.setSolution(given)
        _run(solver)
        found = [round(value) for value in solver.getSolution().col_value]
        # Tolerances may let a solution through that is not one in whole numbers; the start is one.
        if not found or not self._matrix.allows(found) or worth(costs, found) < worth(costs, start):
            found = list(start)
        bound = solver.getInfo().mip_dual_bound
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
            self._use_up(proof.tight_rows(value))
        self._add([Row({column: -cost for column, cost in costs.items()}, -value)])

    def _use_up(self, indices: Integers) -> None:
        rows = self._matrix.rows
        rows.tight[indices] = True
        limits = rows.limits[indices].astype(np.float64)
        for solver in (self._relaxed, self._whole):
            solver.changeRowsBounds(len(indices), indices.astype(np.int32), limits, limits)

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


def _solver(matrix: Matrix, seed: int, over: Callable[[], bool], options: dict[str, Any], *, whole: bool) -> Any:
    solver = highspy.Highs()
    for name, value in (_COMMON | {"random_seed": seed} | options).items():
        solver.setOptionValue(name, value)
    solver.passModel(_linear_program(matrix, whole))
    for interrupt in (solver.cbSimplexInterrupt, solver.cbMipInterrupt):
        interrupt.subscribe(lambda event: event.interrupt(over()))
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
    lp.row_lower_ = np.where(matrix.rows.tight, matrix.rows.limits, -highspy.kHighsInf)
    lp.row_upper_ = matrix.rows.limits.astype(np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_ if whole else []
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.rows.starts
    lp.a_matrix_.index_ = matrix.rows.columns
    lp.a_matrix_.value_ = matrix.rows.values.astype(np.float64)
    return lp
