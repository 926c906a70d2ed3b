"""The problem as CP-SAT sees it: one yes-or-no for each unit, home and set of weekends. Only this file has a solver.

A set of weekends, rather than each weekend by itself, keeps the relaxation tight: that a child who needs two gets
two, or none, is then no constraint at all.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

from ortools.sat.python import cp_model

from .problem import Choice, Problem
from .solution import Level

Cancelled = Callable[[], bool]


class Model:
    """Decides the levels one after the other; each is kept at its best while the next is decided."""

    def __init__(self, problem: Problem, *, seed: int, workers: int) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.taken = [(choice, self.model.new_bool_var("")) for choice in problem.choices]
        self.seed, self.workers = seed, workers
        self.best: tuple[Choice, ...] | None = None
        self._once_each()
        self._homes()
        self._weekends()
        self._pins()

    def _once_each(self) -> None:
        by_unit = defaultdict(list)
        for choice, taken in self.taken:
            by_unit[choice.option.unit].append(taken)
        for variables in by_unit.values():
            self.model.add_at_most_one(variables)

    def _homes(self) -> None:
        served = defaultdict(list)
        for choice, taken in self.taken:
            served[choice.option.home].append(self.problem.unit_of[choice.option.unit].size * taken)
        for home, terms in served.items():
            self.model.add(sum(terms) <= self.problem.home_of[home].places)

    def _weekends(self) -> None:
        """No more children than places on a weekend, and nobody there from whom a unit is kept apart."""
        used = defaultdict(list)
        there = defaultdict(lambda: defaultdict(list))  # type: ignore[var-annotated]
        for choice, taken in self.taken:
            for weekend in choice.weekends:
                key = choice.option.home, weekend
                used[key].append(self.problem.uses(choice, weekend) * taken)
                there[key][choice.option.unit].append(taken)
        for (home, weekend), terms in used.items():
            self.model.add(sum(terms) <= self.problem.home_of[home].weekends[weekend - 1])
        for units in there.values():
            for one, other in self.problem.apart:
                if one in units and other in units:
                    self.model.add_at_most_one([*units[one], *units[other]])

    def _pins(self) -> None:
        for unit, home in self.problem.pinned:
            wanted = [t for choice, t in self.taken if (choice.option.unit, choice.option.home) == (unit, home)]
            self.model.add(sum(wanted) == 1)

    def decide(self, level: str, deadline: float, cancelled: Cancelled) -> Level | None:
        """Return what is reached on a level; None when nothing was found, or nothing can be."""
        began = time.perf_counter()
        sign = -1 if level == "minutes" else 1
        goal = sum(sign * self.problem.worth(choice, level) * taken for choice, taken in self.taken)
        self.model.clear_objective()
        self.model.maximize(goal)
        self._hint()
        solver = self._solver(deadline)
        status = solver.solve(self.model, _Watch(cancelled))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.best = tuple(choice for choice, taken in self.taken if solver.boolean_value(taken))
        if self.best is None:
            return None
        value = sum(self.problem.worth(choice, level) for choice in self.best)
        # Kept at the best that is known, also where it is not proved.
        self.model.add(goal >= sign * value)
        proved = status == cp_model.OPTIMAL
        bound = value if proved else _bound(solver, status, sign)
        return Level(level, value, bound, proved, round(time.perf_counter() - began, 3))

    def feasible(self, deadline: float, cancelled: Cancelled) -> bool | None:
        """Return whether anything can stand; None when time ran out before that was known."""
        self.model.clear_objective()
        solver = self._solver(deadline)
        status = solver.solve(self.model, _Watch(cancelled))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.best = tuple(choice for choice, taken in self.taken if solver.boolean_value(taken))
            return True
        return False if status == cp_model.INFEASIBLE else None

    def _hint(self) -> None:
        self.model.clear_hints()
        chosen = set(self.best or ())
        if self.best is not None:
            for choice, taken in self.taken:
                self.model.add_hint(taken, choice in chosen)

    def _solver(self, deadline: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, deadline - time.perf_counter())
        solver.parameters.random_seed = self.seed
        solver.parameters.num_workers = self.workers
        return solver


def _bound(solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, sign: int) -> int | None:
    """Return the proved bound, or None where the solver had no time to prove any."""
    if status != cp_model.FEASIBLE:
        return None
    return sign * round(solver.best_objective_bound)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Ends the search at the next solution once somebody has asked to stop."""

    def __init__(self, cancelled: Cancelled) -> None:
        super().__init__()
        self.cancelled = cancelled

    def on_solution_callback(self) -> None:
        if self.cancelled():
            self.stop_search()
