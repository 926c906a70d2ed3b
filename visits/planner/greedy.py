"""Plans made quickly and plainly, without a solver: a first plan to improve, and the baselines of the benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .problem import Problem
from .solution import Plan, schedule, travel_between

Slot = tuple[int, int]


class Draft:
    """A plan in the making: every tour in it fits its day, and nothing in it is too near in time."""

    def __init__(self, problem: Problem, plan: Plan | None = None) -> None:
        self.problem = problem
        self.tours: dict[Slot, tuple[int, ...]] = dict(plan or {})
        self.day_of = {visit: day for (_, day), order in self.tours.items() for visit in order}
        self.groups: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for group in problem.apart:
            for visit in group.visits:
                self.groups.setdefault(visit, []).append((group.visits, group.days))

    def far_enough(self, visit: int, day: int) -> bool:
        return not any(
            other != visit and other in self.day_of and abs(self.day_of[other] - day) < days
            for visits, days in self.groups.get(visit, ())
            for other in visits
        )

    def set_tour(self, slot: Slot, order: tuple[int, ...]) -> None:
        for visit in self.tours.get(slot, ()):
            self.day_of.pop(visit, None)
        self.tours.pop(slot, None)
        if order:
            self.tours[slot] = order
            self.day_of.update(dict.fromkeys(order, slot[1]))

    def insertions(self, visit: int, slots: Iterable[Slot]) -> Iterator[tuple[int, Slot, tuple[int, ...]]]:
        """Yield (cost, slot, order) of putting `visit` into the tours of `slots`; not yet tried against the clock."""
        for slot in slots:
            if not self.far_enough(visit, slot[1]):
                continue
            order, base = self.tours.get(slot, ()), self.problem.visitors[slot[0]].base
            before = (travel_between(self.problem, base, order) or 0) if order else 0
            spacing = self.problem.spacing_cost(visit, slot[1])
            for at in range(len(order) + 1):
                new = (*order[:at], visit, *order[at:])
                travel = travel_between(self.problem, base, new)
                if travel is not None:
                    yield travel - before + spacing, slot, new

    def insert(self, visit: int, slots: Iterable[Slot]) -> bool:
        """Put `visit` where it costs least among `slots`; return whether any of them could take it."""
        for _, slot, order in sorted(self.insertions(visit, slots)):
            visitor = self.problem.visitors[slot[0]]
            if schedule(self.problem, visitor.base, visitor.by_day[slot[1]], order) is not None:
                self.set_tour(slot, order)
                return True
        return False


def open_slots(problem: Problem, visit: int) -> list[Slot]:
    """Return the (visitor, day) pairs that visitors, window, pin and working days leave for a visit."""
    entry = problem.visits[visit]
    who = entry.visitors if entry.pinned is None else (entry.pinned.visitor,)
    return [(v, d.day) for v in who for d in problem.visitors[v].days if entry.may_be_made_by(v, d.day)]


def first_plan(problem: Problem, visits: Iterable[int], start: Plan) -> Plan:
    """Return `start` with as many of `visits` put in as plain insertion can: kept slots first, then by need."""
    draft = Draft(problem, start)
    slots = {visit: open_slots(problem, visit) for visit in visits if visit not in draft.day_of}
    left = []
    for visit in sorted(slots, key=lambda v: (problem.visits[v].target_day, v)):
        before = problem.previous_of.get(visit)
        kept = before is not None and (before.visitor, before.day) in slots[visit]
        if before is None or not kept or not draft.insert(visit, [(before.visitor, before.day)]):
            left.append(visit)
    for visit in sorted(left, key=lambda v: (len(slots[v]), problem.visits[v].target_day, v)):
        draft.insert(visit, slots[visit])
    return draft.tours
