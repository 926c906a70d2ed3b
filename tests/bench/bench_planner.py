"""How well and how fast the year is planned, beside two plans made by hand: `python -m tests.bench.bench_planner`.

Prints sizes, times, visits planned, travel, spacing, cost, proved bound and gap, and asserts none of them; every plan,
also the baselines', is checked by `visits.planner.check` first.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator

from tests.bench.year import SIZES, Size, service, with_weekdays
from visits.planner import check, explain
from visits.planner.greedy import Draft, Slot, open_slots
from visits.planner.problem import Problem, parse
from visits.planner.solution import Plan, Result, as_json, figures, schedule, tours_of
from visits.planner.solve import solve

SECONDS = {"team": 10.0, "department": 30.0, "region": 120.0, "country": 1500.0}
SERVICES = 61
"""Services of the size of a department in the country: 9,150 children, about 72,000 visits."""
WORTH_A_DETOUR = 0.5
"""Grouped by hand: somebody is taken along when the detour is at most half of a trip of its own."""


def alone(problem: Problem) -> Plan:
    """Each visit alone, on the free day nearest its target; only where no day is free, along with another."""
    draft = Draft(problem)
    for visit in _by_due_date(problem):
        slots = _nearest_first(problem, visit)
        free = (slot for slot in slots if slot not in draft.tours)
        if not any(draft.insert(visit, [slot]) for slot in free):
            any(draft.insert(visit, [slot]) for slot in slots)
    return draft.tours


def grouped(problem: Problem) -> Plan:
    """By due date, each on the free day nearest its target; whoever is open then and lies near comes along."""
    draft = Draft(problem)
    open_on = {visit: set(open_slots(problem, visit)) for visit in range(len(problem.visits))}
    waiting = _by_due_date(problem)
    for visit in waiting:
        if visit in draft.day_of:
            continue
        slots = _nearest_first(problem, visit)
        free = (slot for slot in slots if slot not in draft.tours)
        slot = next((slot for slot in free if draft.insert(visit, [slot])), None)
        if slot is None:
            any(draft.insert(visit, [slot]) for slot in slots)
        else:
            _take_along(draft, slot, [v for v in waiting if v not in draft.day_of and slot in open_on[v]])
    return draft.tours


def _take_along(draft: Draft, slot: Slot, others: list[int]) -> None:
    """Add who costs little on the way, the cheapest first, until nobody else does."""
    while others:
        detours = [(_detour(draft, slot, visit), visit) for visit in others]
        least, visit = min(detours)
        if least > WORTH_A_DETOUR:
            return
        others.remove(visit)
        draft.insert(visit, [slot])


def _detour(draft: Draft, slot: Slot, visit: int) -> float:
    problem, base = draft.problem, draft.problem.visitors[slot[0]].base
    own = schedule(problem, base, problem.visitors[slot[0]].by_day[slot[1]], (visit,))
    spacing = problem.spacing_cost(visit, slot[1])
    added = min((cost - spacing for cost, *_ in draft.insertions(visit, [slot])), default=None)
    if own is None or added is None:
        return float("inf")
    return added / max(1, own.back - own.leave - problem.visits[visit].minutes)


def _by_due_date(problem: Problem) -> list[int]:
    return sorted(range(len(problem.visits)), key=lambda v: (problem.visits[v].until_day, v))


def _nearest_first(problem: Problem, visit: int) -> list[Slot]:
    return sorted(open_slots(problem, visit), key=lambda slot: (problem.spacing_cost(visit, slot[1]), slot))


def by_hand(problem: Problem, plan: Plan, seconds: float) -> Result:
    """Return a plan as a checked result without bounds."""
    result = Result(
        "feasible",
        **figures(problem, plan),
        tours=tours_of(problem, plan),
        unplanned=explain.unplanned(problem, plan),
        seconds=seconds,
    )
    check.verify(problem, as_json(problem, result))
    return result


def results(problem: Problem, seconds: float, seed: int, workers: int) -> Iterator[tuple[str, Result]]:
    for name, make in (("each alone", alone), ("grouped by hand", grouped)):
        began = time.monotonic()
        plan = make(problem)
        yield name, by_hand(problem, plan, time.monotonic() - began)
    yield "planner", solve(problem, seconds=seconds, seed=seed, workers=workers)


def line(name: str, result: Result) -> str:
    bound, proved = "-", "-"
    if result.bound is not None:
        bound, proved = str(result.bound), f"{gap(result):.2f} %"
    numbers = (result.planned, result.travel_minutes, result.spacing_days, result.cost)
    cells = "".join(f"{number:>10,}" for number in numbers)
    return f"  {name:<22}{result.seconds:>8.1f}{cells}{bound:>10}{proved:>9}  {result.status}"


def run(size: Size, seed: int, workers: int, seconds: float, *, weekdays: bool) -> None:
    content = service(size, seed)
    problem = parse(with_weekdays(content, seed) if weekdays else content)
    print(
        f"{size.name}: {len(problem.visits):,} visits, {len(problem.visitors)} visitors, {len(problem.places)} places"
    )
    print(f"  {'':<22}{'seconds':>8}{'planned':>10}{'travel':>10}{'spacing':>10}{'cost':>10}{'bound':>10}{'gap':>9}")
    for name, result in results(problem, seconds, seed, workers):
        print(line(name, result), flush=True)


def country(size: Size, seed: int, workers: int, seconds: float) -> None:
    """Plan every service of the country, one after the other; each has its share of the time that is left."""
    deadline = time.monotonic() + seconds
    print(f"country: {SERVICES} services one after the other, {seconds:.0f} seconds for all of them")
    whole: dict[str, list[Result]] = defaultdict(list)
    for number in range(SERVICES):
        problem = parse(service(size, seed + number))
        share = max(1.0, (deadline - time.monotonic()) / (SERVICES - number))
        for name, result in results(problem, share, seed, workers):
            whole[name].append(result)
        print(line(f"service {number + 1}", whole["planner"][-1]), flush=True)
    for name, those in whole.items():
        print(line(f"all: {name}", summed(those)))
    gaps = [gap(result) for result in whole["planner"]]
    print(f"  largest gap {max(gaps):.2f} %, {sum(one == 0 for one in gaps)} services proved")


def summed(those: list[Result]) -> Result:
    """Return the figures of several results together; their bound where each of them has one."""
    names = ("planned", "travel_minutes", "spacing_days", "cost", "seconds")
    sums = {name: sum(getattr(result, name) for result in those) for name in names}
    bounds = [result.bound for result in those]
    bound = None if None in bounds else sum(one or 0 for one in bounds)
    statuses = {result.status for result in those}
    return Result("optimal" if statuses == {"optimal"} else "feasible", **sums, bound=bound)


def gap(result: Result) -> float:
    """Return by how many per cent at most a cheaper plan could be cheaper."""
    return 100.0 if result.bound is None else 100 * (result.cost - result.bound) / max(1, result.cost)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", choices=list(SECONDS), default=[size.name for size in SIZES])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, help="instead of the size's own time")
    parser.add_argument("--weekdays", action="store_true", help="every third home names hours by weekday")
    options = parser.parse_args()
    for size in SIZES:
        if size.name in options.sizes:
            seconds = options.seconds or SECONDS[size.name]
            run(size, options.seed, options.workers, seconds, weekdays=options.weekdays)
    if "country" in options.sizes:
        department = next(size for size in SIZES if size.name == "department")
        country(department, options.seed, options.workers, options.seconds or SECONDS["country"])


if __name__ == "__main__":
    main()
