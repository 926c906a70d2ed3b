"""A plan improved by taking some visits out and putting them back where they cost least, over and over; no solver here.

For days with so many short visits that not all their tours can be listed. What is taken out lies together: stretches
of neighbouring tours, or what is made around one date. Worse plans are accepted now and then, ever more seldom
(simulated annealing), and the best one is kept. Tours met on the way are remembered: a choice among them finds
what this misses. The rounds themselves are in `rounds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .arrays import BEST_COST, BEST_LEFT, COST, LEFT, Facts, State, facts_of, state_of
from .board import Board, Order
from .greedy import Slot, first_plan
from .problem import Problem
from .rounds import begin, rebuild
from .solution import Plan

if TYPE_CHECKING:
    from .levels import Limits

MOVE = 10**9
"""What a move weighs where a visit is put; whether a plan is better is decided level by level."""
WARM, COLD = 0.25, 0.0025
"""The temperature at first and at last, as a share of what a visit costs on average."""
AHEAD = 0.1
LOOK = 200
"""Rounds between two looks at the clock: about two milliseconds."""
BEST = ("best_cell", "best_at")


class Rebuilder:
    """Improves plans of some visits, and remembers tours met."""

    def __init__(self, problem: Problem, visits: Sequence[int], seed: int) -> None:
        self.board = Board(problem, visits, MOVE)
        self.seed = seed
        self.runs = 0
        self.met: dict[tuple[int, Order], None] = {}

    def first_plan(self, start: Plan, over: Callable[[], bool]) -> Plan:
        """Return a plan made quickly, see `greedy.first_plan`."""
        return first_plan(self.board, start, over)

    def tried(self) -> list[tuple[Slot, Order]]:
        """Return the tours met, in driving order, and where."""
        board = self.board
        return [(board.slots[cell], tuple(board.visits[k] for k in order)) for cell, order in self.met]

    def forget(self) -> None:
        self.met.clear()
        self.__dict__.pop("_facts", None)
        self.board.forget()

    @cached_property
    def _facts(self) -> Facts:
        return facts_of(self.board)

    def run(self, plan: Plan, rounds: int, limits: Limits) -> Plan:
        """Return the best plan of so many rounds from this one, or of fewer when the time is over."""
        if all(entry.pinned is not None for entry in self.board.entries):
            return plan
        self.board.place(plan)
        self.runs += 1
        state = state_of(self.board, self.seed + 1000 * self.runs)
        begin(self._facts, state)
        before = state.numbers[LEFT], state.numbers[COST]
        self._rounds(state, rounds, limits)
        self._note_met(state)
        better = (state.numbers[BEST_LEFT], state.numbers[BEST_COST]) < before
        return self._best(state) if better else plan

    def _rounds(self, state: State, rounds: int, limits: Limits) -> None:
        planned = len(self.board.visits) - state.numbers[LEFT]
        warm = WARM * max(1.0, state.numbers[COST] % MOVE / max(1, planned))
        at_first = max(1e-9, limits.seconds_left())
        for number in range(0, rounds, LOOK):
            if limits.over():
                break
            gone = _gone(number / rounds, 1 - limits.seconds_left() / at_first)
            rebuild(self._facts, state, min(LOOK, rounds - number), warm * (COLD / WARM) ** gone)

    def _note_met(self, state: State) -> None:
        for cell, *order in state.met[state.met[:, 0] >= 0].tolist():
            self.met[cell, tuple(k for k in order if k >= 0)] = None

    def _best(self, state: State) -> Plan:
        stops: dict[Slot, list[tuple[int, int]]] = {}
        for visit, cell, at in zip(self.board.visits, *(state.visits[name].tolist() for name in BEST), strict=True):
            if cell >= 0:
                stops.setdefault(self.board.slots[cell], []).append((at, visit))
        return {slot: tuple(visit for _, visit in sorted(order)) for slot, order in stops.items()}


def _gone(rounds: float, time: float) -> float:
    """Return how much of a run is over: by rounds, unless the clock is well ahead of them. (So a run that is not
    stopped by the clock does not depend on it.)"""
    return min(1.0, time if time > rounds + AHEAD else rounds)
