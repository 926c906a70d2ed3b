"""A second, different solver of the year plan: CP-SAT on arcs and clock times, without a word of day tours.

For each visitor and day a circuit over the base and the visits that may be made then; a start time for each visit.
Slow beyond some dozens of visits, and written from the contract alone, so that a mistake in the first is not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from visits.planner.problem import Problem, Visit

MIDNIGHT = 24 * 60


def _may(visit: Visit, visitor: int, day: int) -> bool:
    """Whether visitor and window suit; the hours are rows of their own."""
    if visit.pinned is not None:
        return (visitor, day) == (visit.pinned.visitor, visit.pinned.day)
    return visitor in visit.visitors and visit.from_day <= day < visit.until_day


@dataclass
class ArcModel:
    """The problem as one constraint model; `values` decides the three levels one after the other."""

    problem: Problem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        problem, model = self.problem, self.model
        self.made: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.start = [model.new_int_var(0, MIDNIGHT, f"start {i}") for i in range(len(problem.visits))]
        self.travel: list[cp_model.LinearExprT] = []
        for visitor in range(len(problem.visitors)):
            for day in problem.visitors[visitor].by_day:
                self._day(visitor, day)
        self.planned = [model.new_bool_var(f"planned {i}") for i in range(len(problem.visits))]
        for index, planned in enumerate(self.planned):
            model.add(sum(self._makings(index).values()) == planned)
            self._hours(index, planned)
        self._apart()

    def _makings(self, visit: int) -> dict[tuple[int, int], cp_model.IntVar]:
        return {(v, d): made for (i, v, d), made in self.made.items() if i == visit}

    def _day(self, visitor: int, day: int) -> None:
        problem, model = self.problem, self.model
        members = [i for i, visit in enumerate(problem.visits) if _may(visit, visitor, day)]
        if not members:
            return
        nodes = {i: k + 1 for k, i in enumerate(members)}
        idle = model.new_bool_var(f"idle {visitor} {day}")
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, idle)]
        for i in members:
            self.made[i, visitor, day] = model.new_bool_var(f"made {i} {visitor} {day}")
            model.add_implication(self.made[i, visitor, day], ~idle)
            arcs.append((nodes[i], nodes[i], ~self.made[i, visitor, day]))
            arcs += self._from_base(visitor, day, i, nodes[i])
            arcs += [arc for j in members if i != j for arc in self._between(i, j, nodes)]
        model.add_circuit(arcs)

    def _from_base(self, visitor: int, day: int, visit: int, node: int) -> list[tuple[int, int, cp_model.LiteralT]]:
        problem, model, arcs = self.problem, self.model, []
        base, place = problem.visitors[visitor].base, problem.visits[visit].place
        hours = problem.visitors[visitor].by_day[day]
        out, home = problem.travel[base][place], problem.travel[place][base]
        if out is not None:
            first = model.new_bool_var(f"first {visitor} {day} {visit}")
            model.add(self.start[visit] >= hours.earliest + out).only_enforce_if(first)
            self.travel.append(first * out)
            arcs.append((0, node, first))
        if home is not None:
            last = model.new_bool_var(f"last {visitor} {day} {visit}")
            end = self.start[visit] + problem.visits[visit].minutes
            model.add(end + home <= hours.latest).only_enforce_if(last)
            self.travel.append(last * home)
            arcs.append((node, 0, last))
        return arcs

    def _between(self, i: int, j: int, nodes: dict[int, int]) -> list[tuple[int, int, cp_model.LiteralT]]:
        leg = self.problem.travel[self.problem.visits[i].place][self.problem.visits[j].place]
        if leg is None:
            return []
        driven = self.model.new_bool_var(f"{i} then {j}")
        end = self.start[i] + self.problem.visits[i].minutes
        self.model.add(end + leg <= self.start[j]).only_enforce_if(driven)
        self.travel.append(driven * leg)
        return [(nodes[i], nodes[j], driven)]

    def _hours(self, index: int, planned: cp_model.IntVar) -> None:
        visit, model = self.problem.visits[index], self.model
        if visit.pinned is not None:
            model.add(planned == 1)
            model.add(self.start[index] == visit.pinned.start)
            return
        self._inside(index, visit.hours, planned)
        for weekday, spans in enumerate(visit.weekday_hours.spans if visit.weekday_hours else ()):
            makings = self._makings(index).items()
            self._inside(index, spans, sum(made for (_, day), made in makings if self._weekday(day) == weekday))

    def _weekday(self, day: int) -> int:
        return (self.problem.start + timedelta(days=day)).weekday()

    def _inside(self, index: int, spans: Iterable[tuple[int, int]], made: cp_model.LinearExprT) -> None:
        """A visit that is `made` lies inside one of the spans."""
        visit, model, inside = self.problem.visits[index], self.model, []
        for first, last in spans:
            inside.append(model.new_bool_var(f"hours {index} {first} {last}"))
            model.add(self.start[index] >= first).only_enforce_if(inside[-1])
            model.add(self.start[index] + visit.minutes <= last).only_enforce_if(inside[-1])
        model.add(sum(inside) >= made)

    def _apart(self) -> None:
        for group in self.problem.apart:
            for a, b in combinations(group.visits, 2):
                for (_, on), one in self._makings(a).items():
                    for (_, other), two in self._makings(b).items():
                        if abs(on - other) < group.days:
                            self.model.add_bool_or(~one, ~two)

    def values(self, seconds: float) -> tuple[int, int, int] | None:
        """Return (planned, moved, cost), each proved; None when the pins contradict. Raises when time runs out."""
        problem = self.problem
        planned = sum(self.planned)
        kept = [self.made.get((p.visit, p.visitor, p.day)) for p in problem.previous]
        moved = len(kept) - sum(made for made in kept if made is not None)
        spacing = sum(made * problem.spacing_cost(i, day) for (i, _, day), made in self.made.items())
        decided = []
        for level in (-planned, moved, sum(self.travel) + spacing):
            self.model.minimize(level)
            value = self._least(seconds)
            if value is None:
                return None
            self.model.add(level <= value)
            decided.append(value)
        return -decided[0], decided[1], decided[2]

    def _least(self, seconds: float) -> int | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise TimeoutError(f"CP-SAT proved nothing in {seconds} seconds")
        return round(solver.objective_value)
