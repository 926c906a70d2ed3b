"""The planner beside PyVRP and VROOM on the same problems: `python -m tests.bench.bench_against_others`.

Neither is a dependency; who wants the comparison installs `pyvrp` and `pyvroom` (what is missing is left out).
Both are given a vehicle for each visitor and day and the very cost of the contract: a table of ways for each vehicle,
in which the way to a visit also costs its days from the target. `apart` and `previous` they cannot express, so
the problems here have none. Their plans are priced and checked by `visits.planner.check` like our own.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from tests.bench.bench_planner import by_hand, line
from tests.bench.hard_years import SHAPES, hard_year
from visits.planner.greedy import Slot, open_slots
from visits.planner.problem import MINUTES_A_DAY, Problem, parse
from visits.planner.solution import Plan, Result
from visits.planner.solve import solve

CLOSED = 1_000_000
"""What a way costs that cannot be driven, or that leads to a visit which is not open on that day."""
LEFT_OUT = 100_000
"""What it costs to leave a visit out: more than any way, less than a closed one."""

Routes = list[tuple[Slot, tuple[int, ...]]]


class Ways:
    """The problem as a routing problem: node k is visit k, and after the visits come the visitors' bases."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = [(v, entry.day) for v, visitor in enumerate(problem.visitors) for entry in visitor.days]
        places = [*(visit.place for visit in problem.visits), *(visitor.base for visitor in problem.visitors)]
        self.minutes = np.array([[_or_closed(problem.travel[a][b]) for b in places] for a in places], dtype=np.int64)
        self.open: dict[Slot, list[int]] = defaultdict(list)
        for visit in range(len(problem.visits)):
            for slot in open_slots(problem, visit):
                self.open[slot].append(visit)
        self.slots = [slot for slot in self.slots if slot in self.open]

    def base(self, slot: Slot) -> int:
        return len(self.problem.visits) + slot[0]

    def costs(self, slot: Slot) -> Any:
        """Return the table of one vehicle: minutes and, on the way to a visit, its days from the target."""
        costs = self.minutes.copy()
        extra = np.full(len(costs), CLOSED, dtype=np.int64)
        extra[len(self.problem.visits) :] = 0
        for visit in self.open[slot]:
            extra[visit] = self.problem.spacing_cost(visit, slot[1])
        costs = np.minimum(costs + extra[None, :], CLOSED)
        np.fill_diagonal(costs, 0)
        return costs

    def plan(self, routes: Routes) -> Plan:
        """Return the routes as a plan without the visits that are not open on their day: those count as left out."""
        kept = {slot: tuple(visit for visit in visits if visit in self.open[slot]) for slot, visits in routes}
        return {slot: order for slot, order in kept.items() if order}


def _or_closed(minutes: int | None) -> int:
    return CLOSED if minutes is None else minutes


def pyvrp_routes(problem: Problem, seconds: float, seed: int) -> Routes:
    pyvrp = importlib.import_module("pyvrp")
    ways = Ways(problem)
    clients: list[Any] = []
    groups: list[Any] = []
    visit_of: list[int] = []
    for number, visit in enumerate(problem.visits):
        options = {"service_duration": visit.minutes, "prize": LEFT_OUT, "required": False}
        if len(visit.hours) > 1:
            groups.append(pyvrp.ClientGroup(range(len(clients), len(clients) + len(visit.hours)), required=False))
            options["group"] = len(groups) - 1
        for first, last in visit.hours:
            late = last - visit.minutes
            clients.append(pyvrp.Client(number, tw_early=first, tw_late=max(first, late), **options))
            visit_of.append(number)
    vehicles = []
    for number, (visitor, day) in enumerate(ways.slots):
        hours, depot = problem.visitors[visitor].by_day[day], visitor
        times = {"tw_early": hours.earliest, "tw_late": hours.latest}
        vehicles.append(pyvrp.VehicleType(1, start_depot=depot, end_depot=depot, profile=number, **times))
    nodes = len(ways.minutes)
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(nodes)],
        clients,
        [pyvrp.Depot(ways.base((visitor, 0))) for visitor in range(len(problem.visitors))],
        vehicles,
        [ways.costs(slot) for slot in ways.slots],
        [np.minimum(ways.minutes, 2 * MINUTES_A_DAY)] * len(ways.slots),
        groups,
    )
    return routes_of_pyvrp(data, seconds, seed, ways.slots, visit_of)


def routes_of_pyvrp(data: Any, seconds: float, seed: int, slots: list[Slot], visit_of: list[int]) -> Routes:
    """Solve, and return the routes; vehicle type k drives in `slots[k]`, client k is visit `visit_of[k]`."""
    pyvrp, stop = importlib.import_module("pyvrp"), importlib.import_module("pyvrp.stop")
    best = pyvrp.solve(data, stop.MaxRuntime(seconds), seed=seed, display=False).best
    if not best.is_feasible():
        return []
    return [
        (slots[route.vehicle_type()], tuple(visit_of[one.idx] for one in route if one.is_client()))
        for route in best.routes()
    ]


def vroom_routes(problem: Problem, seconds: float, seed: int) -> Routes:
    vroom = importlib.import_module("vroom")
    ways, task = Ways(problem), vroom.Input()
    for number, slot in enumerate(ways.slots):
        hours = problem.visitors[slot[0]].by_day[slot[1]]
        base, moment = ways.base(slot), slot[1] * MINUTES_A_DAY
        task.set_durations_matrix(f"d{number}", np.minimum(ways.minutes, 2 * MINUTES_A_DAY).astype(np.uint32))
        task.set_costs_matrix(f"d{number}", ways.costs(slot).astype(np.uint32))
        window = vroom.TimeWindow(moment + hours.earliest, moment + hours.latest)
        # Skill k + 1: may make visit k. Visits that all may make would not need one.
        skills = {visit + 1 for visit in ways.open[slot]}
        task.add_vehicle(
            vroom.Vehicle(number, start=base, end=base, profile=f"d{number}", time_window=window, skills=skills)
        )
    for number, visit in enumerate(problem.visits):
        days = sorted({day for _, day in open_slots(problem, number)})
        windows = [
            vroom.TimeWindow(day * MINUTES_A_DAY + first, day * MINUTES_A_DAY + last - visit.minutes)
            for day in days
            for first, last in visit.hours
            if last - first >= visit.minutes
        ]
        if windows:
            task.add_job(
                vroom.Job(
                    number, location=number, default_service=visit.minutes, time_windows=windows, skills={number + 1}
                )
            )
    return routes_of_vroom(task, seconds, ways.slots)


def routes_of_vroom(task: Any, seconds: float, slots: list[Slot]) -> Routes:
    """Solve, and return the routes; vehicle k drives in `slots[k]`, job k is visit k."""
    answer = task.solve(exploration_level=5, nb_threads=2, timeout=timedelta(seconds=seconds)).to_dict()
    return [
        (slots[route["vehicle"]], tuple(step["id"] for step in route["steps"] if step["type"] == "job"))
        for route in answer["routes"]
    ]


OTHERS: dict[str, Callable[[Problem, float, int], Routes]] = {"pyvrp": pyvrp_routes, "vroom": vroom_routes}


def present(names: list[str]) -> list[str]:
    return [name for name in names if importlib.util.find_spec(name) is not None]


def other(problem: Problem, name: str, seconds: float, seed: int) -> Result:
    began = time.monotonic()
    routes = OTHERS[name](problem, seconds, seed)
    spent = time.monotonic() - began
    return by_hand(problem, Ways(problem).plan(routes), spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapes", nargs="*", choices=[shape.name for shape in SHAPES])
    parser.add_argument("--others", nargs="*", choices=list(OTHERS), default=list(OTHERS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0, help="for the planner")
    parser.add_argument("--more", type=float, default=30.0, help="for the others")
    options = parser.parse_args()
    for shape in SHAPES:
        if options.shapes is None or shape.name in options.shapes:
            problem = parse(hard_year(shape, options.seed))
            print(f"{shape.name}: {len(problem.visits)} visits", flush=True)
            ours = solve(problem, seconds=options.seconds, seed=options.seed, workers=options.workers)
            print(line("planner", ours), flush=True)
            for name in present(options.others):
                print(line(name, other(problem, name, options.more, options.seed)), flush=True)


if __name__ == "__main__":
    main()
