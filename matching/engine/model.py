"""The integer program in HiGHS: what its relaxation proves and finds, and a search where that is not enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from matching.engine.highs import Bounds, add_rows, aim, run, set_options, solution_from, solver_of
from matching.engine.matrix import Floats, Integers, Matrix, Proof, Rows
from matching.engine.neighbours import Neighbours
from matching.engine.program import Program
from matching.engine.relaxation import Relaxation, Relaxed
from matching.engine.row import Costs, Row
from matching.engine.watch import Watch

Answer = tuple[list[int], int | None]

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

# Closer than this, a relaxed value is as good as whole.
_SAME = 1e-6

# A relaxed point with so few columns in between, for each unit, is nearly whole: a light search closes the rest.
_FEW = 0.25

# Shares of the undecided columns that the dives decide at a time: a quick one, and a careful one if need be.
_DIVES = (0.2, 0.05)


class Highs:
    """Two models of the same rows: one relaxed, one whole."""

    merges = True

    def __init__(self, program: Program, watch: Watch, *, seed: int, workers: int) -> None:
        self._matrix, self._watch = Matrix(program), watch
        self._options, self._seed, self._workers = program.options, seed, workers
        self._units = len({option.unit for option in program.options})
        self._enough: Future[Answer] | None = None
        self._whole = solver_of(self._matrix, seed, self._over, {}, whole=True)
        self._relaxation = Relaxation(self._matrix, program.rooms, seed, watch, self._add)

    def relax(self, costs: Costs, value: int) -> Proof | None:
        """Return what the relaxation proves about `costs`; None when time ran out first.

        It is made no better than it takes to prove that nothing exceeds `value`.
        """
        relaxed = self._relaxation.solve(costs, value)
        return self._relaxation.prove(costs, relaxed) if relaxed else None

    def search(self, costs: Costs, start: Sequence[int], seconds: float) -> Answer:
        """Return a solution at least as good as `start`, and the most that can be reached (None when unknown)."""
        until = self._watch.elapsed + seconds
        solution, bound = self.sketch(costs, start, seconds)
        if bound == worth(costs, solution):
            return solution, bound
        proof = self.relax(costs, worth(costs, solution))
        if proof is None:
            return solution, bound
        solution, last = self._search_hard(costs, solution, until, proof)
        return solution, min((known for known in (bound, proof.bound, last) if known is not None), default=None)

    def sketch(self, costs: Costs, start: Sequence[int], seconds: float) -> Answer:
        """Search as `search` does, but give up early: most problems are not hard."""
        until = self._watch.elapsed + seconds
        solution = list(start)
        relaxed = self._relaxation.solve(costs, worth(costs, solution))
        if relaxed is None:
            return solution, None
        nearly_whole = self._is_nearly_whole(relaxed)
        solution, relaxed = self._dive(costs, solution, relaxed, until, _DIVES[: 1 if nearly_whole else None])
        proof = self._relaxation.prove(costs, relaxed)
        if proof.bound <= worth(costs, solution):
            return solution, proof.bound
        if not nearly_whole:
            return self._between(costs, solution, relaxed.point, until), proof.bound
        within = self._worthy(costs, solution, proof)
        solution, bound = self._search(self._whole, costs, solution, until, _LIGHT, within)
        return solution, proof.bound if bound is None else min(bound, proof.bound)

    def _is_nearly_whole(self, relaxed: Relaxed) -> bool:
        point = relaxed.point[: len(self._options)]
        return bool(np.sum(np.abs(point - np.rint(point)) > _SAME) <= _FEW * self._units)

    def _dive(
        self, costs: Costs, solution: list[int], relaxed: Relaxed, until: float, shares: Sequence[float]
    ) -> tuple[list[int], Relaxed]:
        """Return the best of the solution and of what dives find, and the relaxation."""
        for share in shares:
            if relaxed.proves(worth(costs, solution)) or self._watch.elapsed > until:
                break
            bounds = self._relaxation.dive(costs, relaxed, len(self._options), share, worth(costs, solution))
            solution, _ = self._search(self._whole, costs, solution, until, _PART, bounds)
            relaxed = self._relaxation.solve(costs, worth(costs, solution)) or relaxed
        return solution, relaxed

    def _between(self, costs: Costs, solution: list[int], point: Floats, until: float) -> list[int]:
        """Search where the solution and the relaxed point differ."""
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        count = len(self._options)
        same = np.nonzero(np.abs(point[:count] - solution[:count]) < _SAME)[0]
        low[same] = high[same] = np.array(solution)[same]
        return self._search(self._whole, costs, solution, until, _PART, (low, high))[0]

    def _worthy(self, costs: Costs, solution: list[int], proof: Proof) -> Bounds:
        """Return bounds of the columns that lose only solutions worse than this one."""
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        proof.tighten(worth(costs, solution), low, high)
        return low, high

    def _search_hard(self, costs: Costs, start: list[int], until: float, proof: Proof) -> Answer:
        """Search to the end, and solve parts anew: beside it with a second worker, before it with one."""
        now = self._watch.elapsed
        if self._workers == 1:
            parts = Neighbours(self._options, proof.prices, self._seed, _ROUNDS_ALONE)
            start = self._improve(costs, start, now + _PARTS * (until - now), parts)
            return self._search(self._whole, costs, start, until, _FULL, self._worthy(costs, start, proof))
        # A model of its own: nothing is shared with the thread but the matrix, which stays as it is meanwhile.
        other = solver_of(self._matrix, self._seed, lambda: self._watch.over, {}, whole=True)
        with ThreadPoolExecutor(1) as pool:
            within = self._worthy(costs, start, proof)
            self._enough = pool.submit(self._search, other, costs, start, until, _FULL, within)
            parts = Neighbours(self._options, proof.prices, self._seed, None)
            core = parts.bounds([], start, self._matrix.lower, self._matrix.upper)
            improved, _ = self._search(self._whole, costs, start, now + _CORE * (until - now), _FULL, core)
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
        set_options(solver, manner | {"time_limit": seconds})
        aim(solver, costs, bounds or (self._matrix.lower, self._matrix.upper))
        solver.setSolution(solution_from(start))
        run(solver)
        found = [round(value) for value in solver.getSolution().col_value]
        # Tolerances may let a solution through that is not one in whole numbers; the start is one.
        if not found or not self._matrix.allows(found) or worth(costs, found) < worth(costs, start):
            found = list(start)
        bound = solver.getInfo().mip_dual_bound
        return found, max(math.floor(bound + 1e-6), worth(costs, found)) if math.isfinite(bound) else None

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
        for solver in (self._relaxation.solver, self._whole):
            solver.changeRowsBounds(len(indices), indices.astype(np.int32), limits, limits)

    def _add(self, rows: Sequence[Row]) -> None:
        new = Rows(rows)
        self._matrix.rows.append(new)
        for solver in (self._relaxation.solver, self._whole):
            add_rows(solver, new)


def worth(costs: Costs, solution: Sequence[int]) -> int:
    """Return what a solution is worth, exactly."""
    return sum(cost * solution[column] for column, cost in costs.items())
