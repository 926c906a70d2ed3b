"""One more visit: the offers are held against trying every hour on tiny days, and checked as whole plans."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random
from typing import Any

import pytest

from visits.planner.check import verify
from visits.planner.insertion import Offer, best_offers
from visits.planner.problem import Problem, parse
from visits.planner.solution import Plan, Result, as_json, figures, tours_of

STEP = 30
DAY = ("08:00", "12:00")


def clock(step: int) -> str:
    return f"{8 + step // 2:02}:{30 * (step % 2):02}"


def tiny(seed: int) -> Problem:
    """Two visitors, two days of four hours, three visits that are planned and one more; all times are half hours."""
    dice = Random(seed)
    places = ["office", "p1", "p2", "p3"]
    travel = [[0 if a == b else STEP * dice.randint(0, 2) for b in places] for a in places]
    visits = [_visit(dice, f"x{number}", places) for number in range(3)]
    visits.append(_visit(dice, "new", places) | {"visitors": ["v0", "v1"], "hours": [list(DAY)], "minutes": STEP})
    return parse({
        "version": 1, "start": "2026-03-02", "days": 2, "places": places, "travel_minutes": travel,
        "visitors": [
            {"id": f"v{n}", "base": "office",
             "days": [{"date": f"2026-03-0{2 + day}", "from": DAY[0], "until": DAY[1]} for day in range(2)]}
            for n in range(2)
        ],
        "visits": visits, "apart": [{"visits": ["x0", "new"], "days": 1}], "previous": [], "spacing_weight": 10,
    })  # fmt: skip


def _visit(dice: Random, name: str, places: list[str]) -> dict[str, Any]:
    first = dice.randint(0, 3)
    return {
        "id": name, "place": dice.choice(places[1:]), "visitors": [dice.choice(["v0", "v1"])], "from": "2026-03-02",
        "until": "2026-03-04", "target": dice.choice(["2026-03-02", "2026-03-03"]), "minutes": STEP,
        "hours": [[clock(first), clock(first + dice.randint(2, 5))]], "pinned": None,
    }  # fmt: skip


def some_plan(problem: Problem, dice: Random) -> tuple[Plan, dict[int, int]]:
    """Return a plan of the first three visits in a chance order, as far as it fits, and when each begins."""
    plan: dict[tuple[int, int], tuple[int, ...]] = {}
    for index in range(3):
        slot = (problem.visits[index].visitors[0], dice.randrange(2))
        tried = {**plan, slot: (*plan.get(slot, ()), index)}
        try:
            tours_of(problem, tried)
        except ValueError:
            continue
        plan = tried
    return plan, {stop.visit: stop.start for tour in tours_of(problem, plan) for stop in tour.stops}


def by_trying(problem: Problem, plan: Plan, starts: dict[int, int], new: int) -> list[tuple[int, int, int, int]]:
    """Return (cost, moved, day, visitor) of the best of each visitor and day, by trying every half hour."""
    best = []
    for visitor, day in product(range(2), range(2)):
        apart = any(0 in order and slot[1] == day for slot, order in plan.items())
        found = [] if apart else list(_tries(problem, plan.get((visitor, day), ()), starts, new, visitor, day))
        if found:
            best.append((*min(found), day, visitor))
    return sorted(best)


def _tries(problem: Problem, order: tuple[int, ...], starts: dict[int, int], new: int, visitor: int, day: int) -> Any:
    base = problem.visitors[visitor].base
    for at in range(len(order) + 1):
        whole = (*order[:at], new, *order[at:])
        for times in product(range(8 * 60, 12 * 60, STEP), repeat=len(whole)):
            if _fits(problem, base, whole, times):
                moved = sum(time != starts[index] for index, time in zip(whole, times, strict=True) if index != new)
                extra = _driving(problem, base, whole) - _driving(problem, base, order)
                yield extra + 10 * abs(day - problem.visits[new].target_day), moved


def _fits(problem: Problem, base: int, order: tuple[int, ...], times: tuple[int, ...]) -> bool:
    place, free = base, 8 * 60
    for index, time in zip(order, times, strict=True):
        visit = problem.visits[index]
        if time < free + (problem.travel[place][visit.place] or 0):
            return False
        if not any(a <= time and time + visit.minutes <= b for a, b in visit.hours):
            return False
        place, free = visit.place, time + visit.minutes
    return free + (problem.travel[place][base] or 0) <= 12 * 60


def _driving(problem: Problem, base: int, order: tuple[int, ...]) -> int:
    stops = [base, *(problem.visits[index].place for index in order), base]
    return sum(problem.travel[a][b] or 0 for a, b in pairwise(stops))


@pytest.mark.parametrize("seed", range(80))
def test_the_offers_are_the_best_there_are(seed: int) -> None:
    problem = tiny(seed)
    plan, starts = some_plan(problem, Random(seed))
    offers = best_offers(problem, plan, starts, 3)
    told = [(offer.cost(problem), len(offer.moved), offer.day, offer.visitor) for offer in offers]
    assert told == by_trying(problem, plan, starts, 3)
    for offer in offers:
        check_as_plan(problem, plan, offer)


def check_as_plan(problem: Problem, plan: Plan, offer: Offer) -> None:
    """Check the plan with the offer in it, with the clock times that the offer names."""
    order = tuple(stop.visit for stop in offer.tour.stops)
    whole = {**plan, (offer.visitor, offer.day): order}
    others = [tour for tour in tours_of(problem, whole) if (tour.visitor, tour.day) != (offer.visitor, offer.day)]
    planned = {index for one in whole.values() for index in one}
    left = tuple((index, {"code": "days_full"}) for index in range(4) if index not in planned)
    tours = tuple(sorted([*others, offer.tour], key=lambda tour: (tour.visitor, tour.day)))
    verify(problem, as_json(problem, Result("feasible", **figures(problem, whole), tours=tours, unplanned=left)))


def test_nobody_who_has_an_agreed_hour_is_moved() -> None:
    problem = tiny(1)
    pinned = [{"id": "x0", "pinned": {"visitor": "v0", "date": "2026-03-02", "start": "09:00"}}]
    content = as_problem(problem, pinned)
    starts = {0: 9 * 60}
    for offer in best_offers(content, {(0, 0): (0,)}, starts, 3):
        assert not offer.moved


def as_problem(problem: Problem, changed: list[dict[str, Any]]) -> Problem:
    from visits.planner.written import as_json as problem_json

    content = problem_json(problem)
    for change in changed:
        next(visit for visit in content["visits"] if visit["id"] == change["id"]).update(change)
    return parse(content | {"apart": []})


def test_one_more_visit_keeps_to_its_weekday() -> None:
    content = as_problem(tiny(2), [{"id": "new", "weekday_hours": {"tuesday": [["08:00", "12:00"]]}}])
    offers = best_offers(content, {}, {}, 3)
    assert {offer.day for offer in offers} == {1}, "the 2nd of March is a Monday"
    assert not best_offers(as_problem(tiny(2), [{"id": "new", "weekday_hours": {}}]), {}, {}, 3)


def test_only_as_many_are_offered_as_were_asked_for() -> None:
    problem = tiny(2)
    assert len(best_offers(problem, {}, {}, 3, number=2)) == 2
    for seed in range(40):
        problem = tiny(seed)
        plan, starts = some_plan(problem, Random(seed))
        whole = best_offers(problem, plan, starts, 3)
        assert all(best_offers(problem, plan, starts, 3, number=n) == whole[:n] for n in (1, 2, 3))
