"""The integer program in CP-SAT, for quantities so large that floating point would blur them.

Slower than HiGHS on the usual problems (docs/matching-engine.md), and exact up to 64 bits. The tests also use it
as a second opinion. With `highs.py` and `cover.py` the only file that imports a solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from ortools.sat.python import cp_model

from matching.engine.matrix import Proof
from matching.engine.problem import BadProblem
from matching.engine.program import Program
from matching.engine.row import Costs
from matching.engine.watch import Watch

_LARGEST_SUM = 2**61


class Exact:
    """The model, and a row more for each level decided."""

    merges = False

    def __init__(self, program: Program, watch: Watch, *, seed: int, workers: int) -> None:
        for level, costs in program.objectives.items():
            if sum(abs(cost) * program.upper[column] for column, cost in costs.items()) > _LARGEST_SUM:
                raise BadProblem(f"options: the quantities of level {level!r} are too large together")
        self._watch, self._seed, self._workers = watch, seed, workers
        self._model = cp_model.CpModel()
        bounds = zip(program.lower, program.upper, strict=True)
        self._columns = [self._model.new_int_var(low, high, "") for low, high in bounds]
        for row in program.rows:
            self._model.add(self._sum(row.coefficients) <= row.upper)

    def relax(self, costs: Costs, value: int) -> Proof | None:
        """CP-SAT has no relaxation to show."""
        return None

    def search(self, costs: Costs, start: Sequence[int], seconds: float) -> tuple[list[int], int | None]:
        """Return a solution at least as good as `start`, and the most that can be reached (None when unknown)."""
        if self._watch.over or seconds <= 0:
            return list(start), None
        self._model.clear_hints()
        for column, value in zip(self._columns, start, strict=True):
            self._model.add_hint(column, value)
        self._model.maximize(self._sum(costs))
        solver = self._solver(seconds)
        with _stopped_when_over(solver, self._watch):
            status = solver.solve(self._model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        solution = [solver.value(column) for column in self._columns] if found else list(start)
        best = max(solution, start, key=lambda columns: sum(cost * columns[c] for c, cost in costs.items()))
        return list(best), _bound(solver) if found else None

    def sketch(self, costs: Costs, start: Sequence[int], seconds: float) -> tuple[list[int], int | None]:
        """Search; CP-SAT knows no lesser way."""
        return self.search(costs, start, seconds)

    def keep(self, costs: Costs, value: int, proof: Proof | None) -> None:
        """From now on `costs` is worth at least `value`."""
        self._model.add(self._sum(costs) >= value)

    def _sum(self, costs: Costs) -> Any:
        return cp_model.LinearExpr.weighted_sum([self._columns[column] for column in costs], list(costs.values()))

    def _solver(self, seconds: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.random_seed = self._seed
        solver.parameters.num_workers = self._workers
        return solver


def _bound(solver: cp_model.CpSolver) -> int:
    # `best_objective_bound` is a float, and blurs what this solver is here for. The inner objective is minimised.
    return -int(solver.response_proto.inner_objective_lower_bound)


@contextmanager
def _stopped_when_over(solver: cp_model.CpSolver, watch: Watch) -> Iterator[None]:
    """Stop the solver soon after the watch says so; the solver itself can only be asked from another thread."""
    done = Event()

    def look() -> None:
        while not done.wait(0.1):
            if watch.over:
                solver.stop_search()

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
