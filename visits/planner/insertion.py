"""One more visit in a plan that stands: where it would cost least, and whom it would move. No solver is needed.

Every tour keeps its visits on their day and in their order. The new visit is tried at each place in each tour, with
all others at their hour; only where that does not fit may as few as possible of them begin at another hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from .greedy import Draft, Slot, open_slots
from .problem import Pin, Problem
from .solution import Plan, Tour, schedule, travel_between


@dataclass(frozen=True)
class Offer:
    """One slot: who, which day, from when (minutes since midnight), what it costs, and the tour it makes.

    `extra_minutes`: of driving. `spacing_days`: from the visit's target. `moved`: the other visits that begin at
    another hour, with that hour.
    """

    visitor: int
    day: int
    start: int
    extra_minutes: int
    spacing_days: int
    moved: tuple[tuple[int, int], ...]
    tour: Tour

    def cost(self, problem: Problem) -> int:
        return self.extra_minutes + problem.spacing_weight * self.spacing_days


def best_offers(problem: Problem, plan: Plan, starts: Mapping[int, int], visit: int, number: int = 5) -> list[Offer]:
    """Return the best slots for `visit`, one for a visitor and day at most, the best first.

    `starts`: at which minute each planned visit begins now. The least cost (driving, and days from the target as the
    problem weighs them) comes first, then the fewest visits that begin at another hour, then the earlier day.
    """
    draft = Draft(problem, plan)
    slots = [slot for slot in open_slots(problem, visit) if draft.far_enough(visit, slot[1])]
    offers = [offer for slot in slots for offer in _best_of_day(problem, plan.get(slot, ()), starts, visit, slot)]
    return sorted(offers, key=lambda offer: (*_key(problem, offer), offer.day, offer.visitor))[:number]


def _key(problem: Problem, offer: Offer) -> tuple[int, int]:
    return offer.cost(problem), len(offer.moved)


def _best_of_day(
    problem: Problem, order: tuple[int, ...], starts: Mapping[int, int], visit: int, slot: Slot
) -> list[Offer]:
    """Return the best slot in one tour as a list of one, or an empty list."""
    offers = _offers(problem, order, starts, visit, slot)
    return sorted(offers, key=lambda offer: _key(problem, offer))[:1]


def _offers(
    problem: Problem, order: tuple[int, ...], starts: Mapping[int, int], visit: int, slot: Slot
) -> Iterator[Offer]:
    base = problem.visitors[slot[0]].base
    before = travel_between(problem, base, order) if order else 0
    for at in range(len(order) + 1):
        new = (*order[:at], visit, *order[at:])
        travel = travel_between(problem, base, new)
        if travel is None or before is None:
            continue
        tour = _with_fewest_moved(problem, order, new, starts, slot)
        if tour is not None:
            yield _offer(problem, tour, starts, visit, slot, travel - before)


def _with_fewest_moved(
    problem: Problem, order: tuple[int, ...], new: tuple[int, ...], starts: Mapping[int, int], slot: Slot
) -> Tour | None:
    """Return the tour in which as few as possible of `order` leave their hour, or None when none fits the day."""
    visitor = problem.visitors[slot[0]]
    free = [index for index in order if problem.visits[index].pinned is None]
    for number in range(len(free) + 1):
        for let_go in combinations(free, number):
            held = _holding(problem, set(order) - set(let_go), starts, slot)
            if tour := schedule(held, visitor.base, visitor.by_day[slot[1]], new):
                return tour
    return None


def _holding(problem: Problem, kept: Iterable[int], starts: Mapping[int, int], slot: Slot) -> Problem:
    """Return the problem with these visits pinned at their present hour."""
    visits = list(problem.visits)
    for index in kept:
        visits[index] = replace(visits[index], pinned=Pin(slot[0], slot[1], starts[index]))
    return replace(problem, visits=tuple(visits))


def _offer(
    problem: Problem, tour: Tour, starts: Mapping[int, int], visit: int, slot: Slot, extra_minutes: int
) -> Offer:
    began = {stop.visit: stop.start for stop in tour.stops}
    moved = tuple((index, start) for index, start in began.items() if index != visit and start != starts[index])
    return Offer(
        visitor=slot[0],
        day=slot[1],
        start=began[visit],
        extra_minutes=extra_minutes,
        spacing_days=abs(slot[1] - problem.visits[visit].target_day),
        moved=moved,
        tour=replace(tour, visitor=slot[0]),
    )
