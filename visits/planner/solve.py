"""Solve a year-plan problem: the pins, then each part by itself, then the whole put together and checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event

import numpy as np

from . import check, explain, pins
from .floor import least_cost
from .levels import Limits, PartPlan, PartSolver
from .problem import Problem
from .solution import Plan, Result, as_json, figures, tours_of
from .space import Part, parts_of

Progress = Callable[[Result], None]
SMALL = 60
LEAST_SHARE = 0.1
FIRST_SHARE = 0.85
"""Shares of the time left that a part may take at most and at least before the others had their turn."""
FOR_THE_REST = 0.03
"""Share of the time kept for putting the plan together and checking it."""
FIRST_SECONDS = 0.01
"""A first plan of all that can be planned is worth more than the time asked for: so much of the processor's time for
each visit. It needs 0.0005 to 0.0015, but a thread may also have to clear away what the whole process left behind."""
TIMES_TOGETHER = 2.5
POLL_SECONDS = 0.1
SECONDS_BETWEEN_PROGRESS = 1.0


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Return the best plan found within `seconds`, with what is proved about it.

    `progress` is called with the best result so far about once a second, and `cancelled` is polled; both only from
    the calling thread. Once `cancelled()` is true the best plan so far is returned. With one worker and no time-out
    the same seed gives the same plan. Raises `check.BrokenPlan` rather than return a wrong plan.
    """
    began = time.monotonic()
    kept = pins.kept_pins(problem)
    if kept is None:
        result = Result("infeasible", conflict=pins.conflict(problem), seed=seed)
    else:
        run = _Run(problem, kept, began + (1 - FOR_THE_REST) * seconds, seed)
        result = run.go(workers, progress or (lambda result: None), cancelled or (lambda: False))
    result = replace(result, seconds=round(time.monotonic() - began, 3))
    check.verify(problem, as_json(problem, result))
    return result


class _Run:
    """Plans the parts in threads (the solver works outside Python's lock) while the caller's thread watches."""

    def __init__(self, problem: Problem, kept: Plan, deadline: float, seed: int) -> None:
        self.problem, self.deadline, self.seed = problem, deadline, seed
        self.stop, self.news = Event(), Event()
        self.parts = parts_of(problem)
        first = self._first_limits(deadline)
        self.solvers = [PartSolver(problem, part, _pins_of(part, kept), first) for part in self.parts]
        self.best = [solver.best for solver in self.solvers]
        self.told = time.monotonic()
        self._together()
        # As long as it took now, it will take at the end, and the check as long again.
        self.deadline -= TIMES_TOGETHER * (time.monotonic() - self.told)

    def _first_limits(self, deadline: float) -> Limits:
        until = time.thread_time() + FIRST_SECONDS * len(self.problem.visits)
        limits = self._limits(deadline, lambda best: None)
        return replace(limits, seconds_left=lambda: max(limits.seconds_left(), until - time.thread_time()))

    def _limits(self, deadline: float, tell: Callable[[PartPlan], None]) -> Limits:
        return Limits(lambda: deadline - time.monotonic(), self.stop.is_set, tell, self.seed)

    def go(self, workers: int, progress: Progress, cancelled: Callable[[], bool]) -> Result:
        self.stop.set() if cancelled() else None
        with ThreadPoolExecutor(workers) as pool:
            self._round(pool, workers, progress, cancelled, FIRST_SHARE)
            # What is left of the time goes to the parts that are not proved yet.
            self._round(pool, workers, progress, cancelled, 1.0)
        return self._together()

    def _round(
        self, pool: ThreadPoolExecutor, workers: int, progress: Progress, cancelled: Callable[[], bool], most: float
    ) -> None:
        left = sorted((n for n, best in enumerate(self.best) if not best.proved()), key=self._turn)
        weights = [len(self.parts[number].visits) ** 1.5 for number in left]
        jobs: set[Future[None]] = set()
        for position, number in enumerate(left):
            share = workers * weights[position] / sum(weights[position:])
            jobs.add(pool.submit(self._advance, number, max(LEAST_SHARE, min(most, share))))
        while jobs:
            jobs = self._watch(jobs, progress, cancelled)

    def _turn(self, number: int) -> tuple[bool, int, int]:
        """Small parts are done at once; of the others the largest begin, so that none is left alone at the end."""
        size = len(self.parts[number].visits)
        return size > SMALL, -size, number

    def _watch(self, jobs: set[Future[None]], progress: Progress, cancelled: Callable[[], bool]) -> set[Future[None]]:
        """Wait a moment; return the jobs that are not done."""
        done, waiting = wait(jobs, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        for job in done:
            job.result()
        if cancelled():
            self.stop.set()
        if self.news.is_set() and time.monotonic() - self.told >= SECONDS_BETWEEN_PROGRESS:
            self.news.clear()
            progress(self._together())
            self.told = time.monotonic()
        return waiting

    def _advance(self, number: int, share: float) -> None:
        now = time.monotonic()
        deadline = now + share * (self.deadline - now)

        def tell(best: PartPlan) -> None:
            self.best[number] = best
            self.news.set()

        self.best[number] = self.solvers[number].advance(self._limits(deadline, tell))
        if self.best[number].proved():
            self.solvers[number].forget()

    def _together(self) -> Result:
        best = list(self.best)
        plan: Plan = {slot: order for answer in best for slot, order in answer.plan.items()}
        bounds = _bounds(self.problem, self.solvers, best)
        return Result(
            "feasible",
            **figures(self.problem, plan),
            planned_bound=bounds[0],
            moved_bound=bounds[1],
            bound=bounds[2],
            tours=tours_of(self.problem, plan),
            unplanned=explain.unplanned(self.problem, plan),
            seed=self.seed,
        ).settled()


def _pins_of(part: Part, kept: Plan) -> Plan:
    return {slot: order for slot, order in kept.items() if slot[0] in part.visitors}


def _bounds(problem: Problem, solvers: list[PartSolver], best: list[PartPlan]) -> tuple[int, int, int]:
    """Add up the parts' bounds. A level counts only when the levels before it are proved in every part: otherwise
    the same total could be shared out among the parts in another way. Then what needs no such proof is claimed."""
    unplanned = [max(a.bounds[0] or 0, s.left_anyway) for s, a in zip(solvers, best, strict=True)]
    moved_bound = cost_bound = None
    if unplanned == [answer.value.unplanned for answer in best]:
        moved_bound = _sum(answer.bounds[1] for answer in best)
        if [answer.bounds[1] for answer in best] == [answer.value.moved for answer in best]:
            cost_bound = _sum(answer.bounds[2] for answer in best)
    if moved_bound is None:
        moved_bound = sum(solver.moved_anyway for solver in solvers)
    if cost_bound is None:
        cost_bound = _floor(solvers, sum(answer.value.unplanned for answer in best))
    return len(problem.visits) - sum(unplanned), moved_bound, cost_bound


def _sum(bounds: Iterable[int | None]) -> int | None:
    total = 0
    for bound in bounds:
        if bound is None:
            return None
        total += bound
    return total


def _floor(solvers: list[PartSolver], unplanned: int) -> int:
    """Return what any plan that leaves out so many visits costs at least."""
    if not solvers:
        return 0
    shares = np.concatenate([solver.shares for solver in solvers], axis=1)
    return least_cost(shares, unplanned - sum(len(solver.without_day) for solver in solvers))
