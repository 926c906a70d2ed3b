"""The best order of a few visits on one day, looked for stop by stop."""

from __future__ import annotations

from .problem import Problem
from .tours import DayKind


def least_order(problem: Problem, kind: DayKind, members: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order of `members` that fits this kind of day with the least travel. Raises ValueError if none."""
    return _Order(problem, kind).least(members)


class _Order:
    """Looks for the best order of a few visits stop by stop, the shortest first."""

    def __init__(self, problem: Problem, kind: DayKind) -> None:
        self.problem, self.kind = problem, kind
        self.base = problem.visitors[kind.visitor].base
        self.best: tuple[int, tuple[int, ...]] | None = None

    def least(self, members: tuple[int, ...]) -> tuple[int, ...]:
        self._extend((), members, self.base, self.kind.earliest, 0)
        if self.best is None:
            raise ValueError(f"visits {members} fit no day from {self.kind.earliest} to {self.kind.latest}")
        return self.best[1]

    def _extend(self, order: tuple[int, ...], left: tuple[int, ...], place: int, clock: int, travel: int) -> None:
        if self.best is not None and travel > self.best[0]:
            return
        if not left:
            self._close(order, place, clock, travel)
        for index in left:
            visit = self.problem.visits[index]
            leg = self.problem.travel[place][visit.place]
            start = None if leg is None else visit.earliest_start(clock + leg)
            if leg is not None and start is not None and start + visit.minutes <= self.kind.latest:
                rest = tuple(other for other in left if other != index)
                self._extend((*order, index), rest, visit.place, start + visit.minutes, travel + leg)

    def _close(self, order: tuple[int, ...], place: int, clock: int, travel: int) -> None:
        home = self.problem.travel[place][self.base]
        if home is None or clock + home > self.kind.latest:
            return
        if self.best is None or (travel + home, order) < self.best:
            self.best = (travel + home, order)
