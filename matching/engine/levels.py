"""Decide the levels one after the other. Knows no solver: one is handed in.

Most levels need no search of their own. The relaxation bounds a level from above; a solution in hand that reaches
the bound proves it. So one search looks for a solution that is good at several levels at once, with weights that
need not be exact, and then each level is proved on its own, in its order, with the levels before it kept; only a
level whose proof fails is searched alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from matching.engine.matrix import Proof
from matching.engine.problem import SMALLER_IS_BETTER
from matching.engine.program import Program
from matching.engine.row import Costs
from matching.engine.solution import Level
from matching.engine.watch import Watch

Progress = Callable[[Level], None]

# Levels that add up quantities rather than count children: their relaxation is seldom whole, so one of them
# ends each search for several levels at once.
_QUANTITIES = frozenset({"fit", "minutes"})

# How much more a child counts than all that a column can give at the levels after. Large weights would be slow
# and blur the solver's arithmetic; too small ones cost no more than a search of the level alone.
_STEP = 3

# Beyond this the weighted sum could blur the last unit of the level that is searched.
_LARGEST_PULL = 3 * 10**8


class Solver(Protocol):
    """What the levels need of a solver; see `model.Highs`."""

    merges: bool
    """Whether several levels may be searched at once, with weights."""

    def relax(self, costs: Costs, value: int) -> Proof | None: ...

    def search(self, costs: Costs, start: Sequence[int], seconds: float) -> tuple[list[int], int | None]: ...

    def sketch(self, costs: Costs, start: Sequence[int], seconds: float) -> tuple[list[int], int | None]: ...

    def keep(self, costs: Costs, value: int, proof: Proof | None) -> None: ...


@dataclass(frozen=True)
class _Together:
    """A search of the levels up to `last` at once: weights of those before it, and the bound of the weighted sum."""

    last: int
    weights: dict[str, int]
    bound: int | None


class Levels:
    """The levels decided so far, and the best solution, which keeps them all."""

    def __init__(self, program: Program, solver: Solver, watch: Watch, solution: list[int]) -> None:
        self._program, self._solver, self._watch = program, solver, watch
        self._names = program.problem.levels
        self._together: _Together | None = None
        self._loose: list[str] = []
        self._kept: dict[str, int] = {}
        self.solution = solution
        self.decided: list[Level] = []

    def decide(self, progress: Progress) -> None:
        """Decide every level; what time leaves unproved is kept at its best value."""
        for index in range(len(self._names)):
            began = time.perf_counter()
            bound = self._decide(index)
            self.decided.append(self._level(self._names[index], bound, time.perf_counter() - began))
            progress(self.decided[-1])

    def _decide(self, index: int) -> int:
        """Bring the solution to its best at a level, keep it there, and return the level's bound."""
        costs = self._program.objectives[self._names[index]]
        if not costs:
            return 0
        self._search_together(index)
        proof = self._solver.relax(costs, self._worth(index))
        bounds = self._known_bounds(index, proof)
        if self._worth(index) not in bounds:
            bounds += self._search_alone(index)
        self._solver.keep(costs, self._worth(index), proof)
        self._kept[self._names[index]] = self._worth(index)
        if proof is None or proof.is_loose(self._worth(index)):
            self._loose.append(self._names[index])
        return min(bounds)

    def _search_together(self, index: int) -> None:
        """Look for a solution good at this level and those after, unless the last such search still holds."""
        if (self._together and index <= self._together.last) or not self._solver.merges:
            return
        rest = range(index, len(self._names))
        last = next((i for i in rest if self._names[i] in _QUANTITIES), rest[-1])
        weights = self._weights(index, last)
        bound = None
        if weights:
            costs = self._weighted({**weights, self._names[last]: 1})
            self.solution, bound = self._solver.sketch(costs, self.solution, self._share(last))
        self._together = _Together(last, weights, bound)

    def _weights(self, first: int, last: int) -> dict[str, int]:
        weight = max((abs(cost) for cost in self._program.objectives[self._names[last]].values()), default=1)
        weights = {}
        for index in range(last - 1, first - 1, -1):
            weight *= _STEP
            weights[self._names[index]] = weight
        return weights

    def _weighted(self, weights: dict[str, int]) -> Costs:
        costs: Counter[int] = Counter()
        for name, weight in weights.items():
            for column, cost in self._program.objectives[name].items():
                costs[column] += weight * cost
        return costs

    def _known_bounds(self, index: int, proof: Proof | None) -> list[int]:
        """Return the plainest bound, that of the relaxation and, at its last level, of the search together."""
        bounds = [self._program.ceiling(self._names[index])] + ([proof.bound] if proof else [])
        together = self._together
        if together and together.bound is not None and together.last == index:
            bounds.append(together.bound - self._kept_worth(together.weights))
        return bounds

    def _kept_worth(self, weights: dict[str, int]) -> int:
        """Return what levels already kept add to a weighted sum, at least."""
        return sum(weight * self._kept.get(name, 0) for name, weight in weights.items())

    def _search_alone(self, index: int) -> list[int]:
        """Search one level; a better solution ends what was searched together. Return its bound, if it has one."""
        before = self._worth(index)
        weights = self._pull(index)
        costs = self._weighted({**weights, self._names[index]: 1})
        found, bound = self._solver.search(costs, self.solution, self._share(index))
        if self._program.worth(self._names[index], found) > before:
            self.solution, self._together = found, None
        return [] if bound is None else [bound - self._kept_worth(weights)]

    def _pull(self, index: int) -> dict[str, int]:
        """Return weights of levels that are kept, but not tightly, in the relaxation.

        Without them the relaxation would trade the room there for this level, far from any whole solution. They
        change no answer: what is kept cannot be bettered, so it is the same amount for every solution.
        """
        weights: dict[str, int] = {}
        weight = max(abs(cost) for cost in self._program.objectives[self._names[index]].values())
        for name in reversed(self._loose if self._solver.merges else []):
            weight *= _STEP
            if weight * abs(self._kept[name]) > _LARGEST_PULL:
                break
            weights[name] = weight
            weight *= max(abs(cost) for cost in self._program.objectives[name].values())
        return weights

    def _share(self, last: int) -> float:
        """Return the seconds that a search up to level `last` may take: what comes after needs some too."""
        left = self._watch.left
        return left * 0.6 if last + 1 < len(self._names) else left * 0.98

    def _worth(self, index: int) -> int:
        return self._program.worth(self._names[index], self.solution)

    def _level(self, name: str, bound: int, seconds: float) -> Level:
        sign = -1 if name in SMALLER_IS_BETTER else 1
        value = sign * self._program.worth(name, self.solution)
        return Level(name, value, sign * bound, value == sign * bound, round(seconds, 3))
