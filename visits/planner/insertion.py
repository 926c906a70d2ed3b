"""One more visit in a plan that stands: where it would cost least, and whom it would move. No solver is needed.

Every tour keeps its visits on their day and in their order. The new visit is tried at each place in each tour, with
all others at their hour; only where that does not fit may as few as possible of them begin at another hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from .greedy import Draft, Slot, open_slots
from .problem import NEVER, Pin, Problem
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
    gaps = sorted(gap for slot in slots for gap in _gaps(problem, plan.get(slot, ()), visit, slot))
    best, most = dict[Slot, Offer](), NEVER
    for gap in gaps:
        # The cheapest come first: what costs more than the last that is shown need not be tried against the clock.
        if gap.cost > most:
            break
        offer = _offer_at(problem, plan.get(gap.slot, ()), starts, visit, gap)
        if offer and (gap.slot not in best or _key(problem, offer) < _key(problem, best[gap.slot])):
            best[gap.slot] = offer
            most = gap.cost if len(best) >= number else NEVER
    return sorted(best.values(), key=lambda offer: (*_key(problem, offer), offer.day, offer.visitor))[:number]


def _key(problem: Problem, offer: Offer) -> tuple[int, int]:
    return offer.cost(problem), len(offer.moved)


class _Gap(NamedTuple):
    """A place in a tour, in the order in which places are tried. `extra`: minutes of driving."""

    cost: int
    slot: Slot
    at: int
    extra: int


def _gaps(problem: Problem, order: tuple[int, ...], visit: int, slot: Slot) -> Iterator[_Gap]:
    """Yield each place in a tour that can be driven to and from; the clock is not looked at."""
    base = problem.visitors[slot[0]].base
    before = travel_between(problem, base, order) if order else 0
    for at in range(len(order) + 1):
        travel = travel_between(problem, base, (*order[:at], visit, *order[at:]))
        if travel is not None and before is not None:
            yield _Gap(travel - before + problem.spacing_cost(visit, slot[1]), slot, at, travel - before)


def _offer_at(
    problem: Problem, order: tuple[int, ...], starts: Mapping[int, int], visit: int, gap: _Gap
) -> Offer | None:
    new = (*order[: gap.at], visit, *order[gap.at :])
    tour = _with_fewest_moved(problem, order, new, starts, gap.slot)
    return _offer(problem, tour, starts, visit, gap.slot, gap.extra) if tour else None


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
