"""The integer program in HiGHS: what its relaxation proves and finds, and a search where that is not enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from matching.engine.highs import Bounds, aim, is_infeasible, run, solution_from, solver_of
from matching.engine.matrix import Floats, Matrix, Part, Proof, dense
from matching.engine.neighbours import Neighbours
from matching.engine.program import Program
from matching.engine.relaxation import Relaxation, Relaxed
from matching.engine.row import Costs, Row
from matching.engine.watch import Watch

Answer = tuple[list[int], int | None]
"""A solution, and the most that any can be worth (None when unknown)."""

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

# The best solution is looked for near the bound: at first in this part of what lies between it and the one in hand,
# then in so many times as much, until it is there or all was looked through.
_NARROW, _WIDER = 64, 4

# Shares of the undecided columns that the dives decide at a time: a quick one, and a careful one if need be.
_DIVES = (0.2, 0.05)


class Highs:
    """The relaxation, kept from level to level, and a model of whole numbers for each search."""

    merges = True

    def __init__(self, program: Program, watch: Watch, *, seed: int, workers: int) -> None:
        self._matrix, self._watch = Matrix(program), watch
        self._options, self._seed, self._workers = program.options, seed, workers
        self._seeded = {"random_seed": seed}
        self._units = len({option.unit for option in program.options})
        self._enough: Future[Answer] | None = None
        self._relaxation = Relaxation(self._matrix, program, seed, watch)

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
        solution = self._between(costs, solution, relaxed.point, until)
        if proof.bound <= worth(costs, solution) or not nearly_whole:
            return solution, proof.bound
        return self._near_the_bound(costs, solution, until, proof)

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
            solution, _ = self._search(costs, solution, until, _PART, bounds)
            relaxed = self._relaxation.solve(costs, worth(costs, solution)) or relaxed
        return solution, relaxed

    def _between(self, costs: Costs, solution: list[int], point: Floats, until: float) -> list[int]:
        """Search where the solution and the relaxed point differ."""
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        count = len(self._options)
        same = np.nonzero(np.abs(point[:count] - solution[:count]) < _SAME)[0]
        low[same] = high[same] = np.array(solution)[same]
        return self._search(costs, solution, until, _PART, (low, high))[0]

    def _near_the_bound(self, costs: Costs, solution: list[int], until: float, proof: Proof) -> Answer:
        """Search among the columns that the best solution takes if it is worth nearly what is proved, then wider."""
        bound = proof.bound
        width = max(1, (bound - worth(costs, solution)) // _NARROW)
        while bound > worth(costs, solution):
            hoped = max(worth(costs, solution), proof.bound - width)
            whole = hoped == worth(costs, solution)
            solution, inside = self._search(costs, solution, until, _LIGHT, self._worthy(hoped, proof))
            # Whatever lies outside is worth less than what was hoped for.
            bound = bound if inside is None else min(bound, max(inside, hoped - 1))
            if whole or inside is None:
                break
            width *= _WIDER
        return solution, bound

    def _worthy(self, value: int, proof: Proof) -> Bounds:
        """Return bounds of the columns that lose only solutions worth less than this."""
        low, high = self._matrix.lower.copy(), self._matrix.upper.copy()
        proof.tighten(value, low, high)
        return low, high

    def _search_hard(self, costs: Costs, start: list[int], until: float, proof: Proof) -> Answer:
        """Search to the end, and solve parts anew: beside it with a second worker, before it with one."""
        now = self._watch.elapsed
        if self._workers == 1:
            parts = Neighbours(self._options, proof.prices, self._seed, _ROUNDS_ALONE)
            start = self._improve(costs, start, now + _PARTS * (until - now), parts)
            return self._search(costs, start, until, _FULL, self._worthy(worth(costs, start), proof))
        # Nothing is shared with the thread but the matrix, which stays as it is meanwhile.
        with ThreadPoolExecutor(1) as pool:
            within = self._worthy(worth(costs, start), proof)
            self._enough = pool.submit(self._search, costs, start, until, _FULL, within)
            parts = Neighbours(self._options, proof.prices, self._seed, None)
            core = parts.bounds([], start, self._matrix.lower, self._matrix.upper)
            improved, _ = self._search(costs, start, now + _CORE * (until - now), _FULL, core)
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
            (solution, _), nodes = self._search_counting(costs, solution, until, _PART, bounds)
            parts.learn(easy=nodes <= 1)
        return solution

    def _over(self) -> bool:
        """Whether this thread should stop: time is up, or the search beside it has come to its end."""
        return self._watch.over or (self._enough is not None and self._enough.done())

    def _search(
        self, costs: Costs, start: list[int], until: float, manner: dict[str, Any], bounds: Bounds | None = None
    ) -> Answer:
        """Search in one manner, within `bounds` of the columns when given: the bound returned holds within them."""
        return self._search_counting(costs, start, until, manner, bounds)[0]

    def _search_counting(
        self, costs: Costs, start: list[int], until: float, manner: dict[str, Any], bounds: Bounds | None
    ) -> tuple[Answer, int]:
        """Return the answer, and the number of nodes that it took."""
        seconds = until - self._watch.elapsed
        if seconds <= 0 or self._over():
            return (start, None), 0
        part = self._matrix.part(*(bounds or (self._matrix.lower, self._matrix.upper)))
        prices = dense(costs, len(part.fixed))
        solver = solver_of(part.rows, (part.lower, part.upper), self._over, self._seeded | manner, whole=True)
        solver.setOptionValue("time_limit", seconds)
        aim(solver, prices[part.columns], (part.lower, part.upper))
        solver.setSolution(solution_from([start[column] for column in part.columns]))
        run(solver)
        found = self._better(costs, part, solver.getSolution().col_value, start)
        info = solver.getInfo()
        if is_infeasible(solver):
            return (found, worth(costs, found)), info.mip_node_count
        if not math.isfinite(info.mip_dual_bound):
            return (found, None), info.mip_node_count
        bound = math.floor(info.mip_dual_bound + 1e-6) + int(prices @ part.fixed)
        return (found, max(bound, worth(costs, found))), info.mip_node_count

    def _better(self, costs: Costs, part: Part, values: Sequence[float], start: list[int]) -> list[int]:
        """Return what was found if it is allowed and no worse than the start.

        Tolerances may let a solution through that is not one in whole numbers; the start is one.
        """
        if len(values) != len(part.columns):
            return start
        found = part.whole(values)
        return found if self._matrix.allows(found) and worth(costs, found) >= worth(costs, start) else start

    def keep(self, costs: Costs, value: int, proof: Proof | None) -> None:
        """From now on `costs` is worth at least `value`; `proof` tells which columns cannot move any more."""
        if proof:
            proof.tighten(value, self._matrix.lower, self._matrix.upper)
            self._relaxation.use_up(proof.tight_rows(value))
        self._relaxation.add([Row({column: -cost for column, cost in costs.items()}, -value)])


def worth(costs: Costs, solution: Sequence[int]) -> int:
    """Return what a solution is worth, exactly."""
    return sum(cost * solution[column] for column, cost in costs.items())
