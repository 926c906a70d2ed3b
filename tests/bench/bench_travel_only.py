"""Whole departments beside PyVRP and VROOM: `python -m tests.bench.bench_travel_only`.

A department has too many visits and days for a table of costs for each day (`bench_against_others`), so here only the
travel counts, nothing is kept apart, and a visit suits the home at any hour of its visitor's day. Days stand one
after the other on one long clock, with a vehicle for each visitor and day; a table for each visitor is closed at what
others make. That is the very same problem for all three; their plans are priced and checked like our own.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.bench.bench_against_others import CLOSED, LEFT_OUT, Routes, present, routes_of_pyvrp, routes_of_vroom
from tests.bench.bench_planner import by_hand, line, results
from tests.bench.year import SIZES, service
from visits.planner.greedy import Slot, open_slots
from visits.planner.problem import MINUTES_A_DAY, Problem, parse
from visits.planner.solution import Plan

SHUT = 10_000
"""Closed, for VROOM: more than any way, and small enough for the sum of all."""
DAYTIME = ("00:00", "23:59")


def travel_only(number: int, seed: int, follow_up_alone: bool) -> dict[str, Any]:
    """Return a problem file of a size; `follow_up_alone`: without the supervisors and their visits."""
    problem = service(SIZES[number], seed)
    problem |= {"apart": [], "spacing_weight": 0}
    if follow_up_alone:
        problem["visits"] = [visit for visit in problem["visits"] if visit["id"].split("-")[-1].startswith("f")]
        problem["visitors"] = [visitor for visitor in problem["visitors"] if "-c" in visitor["id"]]
    for visit in problem["visits"]:
        visit["hours"] = [list(DAYTIME)]
    return problem


class Clock:
    """The problem on one long clock. Node k is visit k; after the visits come the visitors' bases."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        places = [*(visit.place for visit in problem.visits), *(visitor.base for visitor in problem.visitors)]
        self.minutes = np.array(
            [[CLOSED if problem.travel[a][b] is None else problem.travel[a][b] for b in places] for a in places]
        )
        self.open = {visit: set(open_slots(problem, visit)) for visit in range(len(problem.visits))}
        self.slots: list[Slot] = sorted(set().union(*self.open.values()))

    def table(self, visitor: int) -> Any:
        """Return the ways of one visitor: closed at the visits that others make."""
        table = self.minutes.copy()
        for number, visit in enumerate(self.problem.visits):
            if visitor not in visit.visitors:
                table[:, number] = table[number, :] = CLOSED
        np.fill_diagonal(table, 0)
        return table

    def shift(self, slot: Slot) -> tuple[int, int]:
        hours, midnight = self.problem.visitors[slot[0]].by_day[slot[1]], slot[1] * MINUTES_A_DAY
        return midnight + hours.earliest, midnight + hours.latest

    def window(self, visit: int) -> tuple[int, int] | None:
        """Return the first and last moment at which the visit may begin; None where nobody works then."""
        shifts = [self.shift(slot) for slot in self.open[visit]]
        if not shifts:
            return None
        return min(first for first, _ in shifts), max(last for _, last in shifts) - self.problem.visits[visit].minutes

    def plan(self, routes: Routes) -> Plan:
        """Return the routes as a plan without what is not open on its day."""
        kept = {slot: tuple(visit for visit in visits if slot in self.open[visit]) for slot, visits in routes}
        return {slot: order for slot, order in kept.items() if order}


def pyvrp_routes(clock: Clock, seconds: float, seed: int) -> Routes:
    pyvrp = importlib.import_module("pyvrp")
    clients, visit_of = [], []
    for number, visit in enumerate(clock.problem.visits):
        window = clock.window(number)
        if window is not None:
            times = {"tw_early": window[0], "tw_late": window[1], "service_duration": visit.minutes}
            clients.append(pyvrp.Client(number, prize=LEFT_OUT, required=False, **times))
            visit_of.append(number)
    visitors, first = range(len(clock.problem.visitors)), len(clock.problem.visits)
    vehicles = [
        pyvrp.VehicleType(1, start_depot=v, end_depot=v, profile=v, tw_early=early, tw_late=late)
        for v, (early, late) in ((slot[0], clock.shift(slot)) for slot in clock.slots)
    ]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in clock.minutes],
        clients,
        [pyvrp.Depot(first + visitor) for visitor in visitors],
        vehicles,
        [clock.table(visitor) for visitor in visitors],
        [np.minimum(clock.minutes, 2 * MINUTES_A_DAY)] * len(visitors),
    )
    return routes_of_pyvrp(data, seconds, seed, clock.slots, visit_of)


def vroom_routes(clock: Clock, seconds: float, seed: int) -> Routes:
    vroom = importlib.import_module("vroom")
    task, first = vroom.Input(), len(clock.problem.visits)
    for visitor in range(len(clock.problem.visitors)):
        task.set_durations_matrix(f"v{visitor}", np.minimum(clock.minutes, 2 * MINUTES_A_DAY).astype(np.uint32))
        task.set_costs_matrix(f"v{visitor}", np.minimum(clock.table(visitor), SHUT).astype(np.uint32))
    for number, slot in enumerate(clock.slots):
        base, times = first + slot[0], vroom.TimeWindow(*clock.shift(slot))
        skills = {slot[0] + 1}
        task.add_vehicle(
            vroom.Vehicle(number, start=base, end=base, profile=f"v{slot[0]}", time_window=times, skills=skills)
        )
    for number, visit in enumerate(clock.problem.visits):
        window = clock.window(number)
        if window is not None:
            # A skill says who alone may make it; of two who may, the closed tables say it.
            skills = {visit.visitors[0] + 1} if len(visit.visitors) == 1 else set()
            times = [vroom.TimeWindow(*window)]
            task.add_job(
                vroom.Job(number, location=number, default_service=visit.minutes, time_windows=times, skills=skills)
            )
    return routes_of_vroom(task, seconds, clock.slots)


OTHERS: dict[str, Callable[[Clock, float, int], Routes]] = {"pyvrp": pyvrp_routes, "vroom": vroom_routes}


def _lines(problem: Problem, options: argparse.Namespace) -> Iterator[str]:
    for name, result in results(problem, options.seconds, options.seed, options.workers):
        yield line(name, result)
    for name in present(list(OTHERS)):
        began, clock = time.monotonic(), Clock(problem)
        plan = clock.plan(OTHERS[name](clock, options.more, options.seed))
        yield line(name, by_hand(problem, plan, time.monotonic() - began))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, choices=range(len(SIZES)), default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30.0, help="for the planner")
    parser.add_argument("--more", type=float, default=60.0, help="for the others")
    options = parser.parse_args()
    for follow_up_alone in (True, False):
        problem = parse(travel_only(options.size, options.seed, follow_up_alone))
        print(f"{SIZES[options.size].name}: {len(problem.visits)} visits, only the travel", flush=True)
        for text in _lines(problem, options):
            print(text, flush=True)


if __name__ == "__main__":
    main()
