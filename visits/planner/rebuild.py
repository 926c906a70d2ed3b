"""A plan improved by taking some visits out and putting them back where they cost least, over and over; no solver here.

For days with so many short visits that not all their tours can be listed. What is taken out lies together: stretches
of neighbouring tours, or what is made around one date. Worse plans are accepted now and then, ever more seldom
(simulated annealing), and the best one is kept. All tours met on the way are remembered: a choice among them finds
what this misses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from .board import Board, Order
from .greedy import Slot, first_plan
from .problem import NEVER, Problem
from .solution import Plan

if TYPE_CHECKING:
    from .levels import Limits

MOVE = 10**9
"""What a move weighs where a visit is put; whether a plan is better is decided level by level."""
NEIGHBOURS = 60
MOST_OUT = 14
LONGEST = 6
"""The most visits taken out at a time, and the most of them of one tour."""
WARM, COLD = 0.25, 0.0025
"""The temperature at first and at last, as a share of what a visit costs on average."""
AHEAD = 0.1
MOST_MET = 20_000
LOOK = 50
"""Rounds between two looks at the clock."""


class Rebuilder:
    """Improves plans of some visits, and remembers all tours met."""

    def __init__(self, problem: Problem, visits: Sequence[int], seed: int) -> None:
        self.board = Board(problem, visits, MOVE)
        self.dice = Random(seed)
        self.fixed = {k for k, visit in enumerate(self.board.visits) if problem.visits[visit].pinned is not None}
        self.left: set[int] = set()
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
        self.board.forget()

    @cached_property
    def _near(self) -> list[list[int]]:
        """For each visit the others, those that are driven to soonest first, whom the same people may visit."""
        places = np.array([entry.place for entry in self.board.entries], dtype=np.int64)
        both = self.board.legs[np.ix_(places, places)]
        both = np.minimum(both, both.T)
        makes = np.zeros((len(places), len(self.board.problem.visitors)), dtype=np.float32)
        for k, visit in enumerate(self.board.visits):
            makes[k, [who for who, _ in self.board.problem.open_slots[visit]]] = 1
        both = both + np.where(makes @ makes.T > 0, 0, NEVER)
        return [row[:NEIGHBOURS].tolist() for row in np.argsort(both, axis=1, kind="stable")]

    def _value(self) -> tuple[int, int]:
        """Visits left out, then moves and cost together: what is compared."""
        return len(self.left), self.board.cost

    def run(self, plan: Plan, rounds: int, limits: Limits) -> Plan:
        """Return the best plan of so many rounds from this one, or of fewer when the time is over."""
        if self.fixed.issuperset(range(len(self.board.visits))):
            return plan
        self._begin(plan)
        best, at_first = self._value(), max(1e-9, limits.seconds_left())
        average = max(1.0, self.board.cost % MOVE / max(1, len(self.board.visits) - len(self.left)))
        heat = average * WARM
        for number in range(rounds):
            if number and number % LOOK == 0:
                if limits.over():
                    break
                heat = average * WARM * (COLD / WARM) ** _gone(number / rounds, 1 - limits.seconds_left() / at_first)
            self._round(heat)
            if self._value() < best:
                best, plan = self._value(), self.board.plan()
        return plan

    def _begin(self, plan: Plan) -> None:
        self.board.place(plan)
        self.left = {k for k, cell in enumerate(self.board.where) if cell < 0}
        self.met.update(dict.fromkeys(self.board.tours.items()))

    def _round(self, heat: float) -> None:
        """Take out and put back; keep it when it is better, or by chance when it is not much worse."""
        board, before, left = self.board, self._value(), set(self.left)
        seen: dict[int, Order] = {}
        out = self._take_out(seen)
        if out is None:
            self._back(seen, left)
            return
        self._put_back([*out, *self.left], seen)
        after = self._value()
        worse = after[1] - before[1]
        if after[0] > before[0] or (after[0] == before[0] and worse > -heat * math.log(1 - self.dice.random())):
            self._back(seen, left)
            return
        for cell in seen:
            if cell in board.tours:
                self.met[cell, board.tours[cell]] = None
        if len(self.met) > MOST_MET:
            self.met = dict.fromkeys(list(self.met)[MOST_MET // 2 :])

    def _take_out(self, seen: dict[int, Order]) -> list[int] | None:
        """Take visits out and note the tours as they were; None when a pin came out with them."""
        board = self.board
        wanted = [k for k in self._chosen() if k not in self.fixed]
        for k in wanted:
            if board.where[k] >= 0:
                seen.setdefault(board.where[k], board.tours[board.where[k]])
        out = board.take_out(wanted)
        return None if self.fixed.intersection(out) else out

    def _chosen(self) -> list[int]:
        dice, board = self.dice, self.board
        first = dice.randrange(len(board.where))
        if self.left and dice.random() < 0.5:
            first = dice.choice(sorted(self.left))
        many = dice.randint(2, MOST_OUT)
        kind = dice.random()
        if kind < 0.15:
            return dice.sample(range(len(board.where)), min(many, len(board.where)))
        if kind < 0.4:
            return self._around(first, many)
        chosen: list[int] = []
        seen: set[int] = set()
        for k in self._near[first]:
            cell = board.where[k]
            if cell < 0 or cell in seen:
                continue
            seen.add(cell)
            chosen += self._stretch(k, board.tours[cell])
            if len(chosen) >= many:
                break
        return chosen

    def _around(self, first: int, many: int) -> list[int]:
        """Visits that are made about when the first one is."""
        board = self.board
        cell = board.where[first]
        day = int(board.day[cell]) if cell >= 0 else board.entries[first].target_day
        who = None if cell < 0 else board.slots[cell][0]
        others = [c for c in board.tours if who is None or board.slots[c][0] == who]
        others.sort(key=lambda c: (abs(int(board.day[c]) - day), c))
        chosen: list[int] = []
        for other in others:
            chosen += board.tours[other]
            if len(chosen) >= many:
                break
        return chosen

    def _stretch(self, visit: int, order: Order) -> list[int]:
        """Some stops in a row, this visit among them."""
        length = self.dice.randint(1, min(len(order), LONGEST))
        at = order.index(visit)
        begin = self.dice.randint(max(0, at - length + 1), min(at, len(order) - length))
        return list(order[begin : begin + length])

    def _put_back(self, visits: list[int], seen: dict[int, Order]) -> None:
        board = self.board
        self.left = set()
        for k in self._in_turn(visits):
            found = board.best_gap(k)
            if found is None:
                self.left.add(k)
                continue
            _, cell, gap = found
            seen.setdefault(cell, board.tours.get(cell, ()))
            board.insert(k, cell, gap)

    def _in_turn(self, visits: list[int]) -> list[int]:
        dice, board = self.dice, self.board
        kind = dice.random()
        keys = {k: dice.random() for k in visits}
        if kind < 0.3:
            keys = {k: -board.alone[k][0][0] if board.alone[k] else 0 for k in visits}
        elif kind < 0.5:
            keys = {k: len(board.alone[k]) for k in visits}
        elif kind < 0.6:
            keys = {k: -board.entries[k].minutes for k in visits}
        return sorted(visits, key=lambda k: (keys[k], k))

    def _back(self, seen: dict[int, Order], left: set[int]) -> None:
        """Drive all tours as they were."""
        for cell in seen:
            self.board.set_tour(cell, ())
        for cell, order in seen.items():
            self.board.set_tour(cell, order)
        self.left = left


def _gone(rounds: float, time: float) -> float:
    """Return how much of a run is over: by rounds, unless the clock is well ahead of them. (So a run that is not
    stopped by the clock does not depend on it.)"""
    return min(1.0, time if time > rounds + AHEAD else rounds)
