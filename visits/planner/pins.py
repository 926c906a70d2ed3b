"""Whether the pins can all be kept, and if not, a smallest set of them that contradict each other.

Only the days with pins matter: everything else can be left unplanned. A day whose pins do not fit alone
may still fit with another visit on the way (where a leg cannot be driven, or is longer than a detour).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from .problem import Problem
from .solution import Plan, schedule
from .tours import DayKind, TourTable, candidates, day_kinds, day_tours

MOST_LABELS = 200_000
BEAM = 500
"""Beyond so many partial tours only the promising are looked at: it is a day that only fits with other visits on it."""


def kept_pins(problem: Problem) -> Plan | None:
    """Return a plan that keeps every pin, with as little else as possible, or None when there is none."""
    if not _on_working_days(problem) or not _far_enough(problem, _days(problem)):
        return None
    plan: dict[tuple[int, int], tuple[int, ...]] = {}
    difficult: list[DayKind] = []
    for kind in _pinned_kinds(problem):
        order = _in_time(problem, kind.pins)
        if _fits(problem, kind, order):
            plan[kind.visitor, kind.days[0]] = order
        else:
            difficult.append(kind)
    return _with_bridges(problem, difficult, plan) if difficult else plan


def conflict(problem: Problem) -> tuple[int, ...]:
    """Return a smallest set (no pin can be left out of it) of pins that cannot be kept together."""
    keep = list(problem.pins)
    for pin in problem.pins:
        fewer = [other for other in keep if other != pin]
        if kept_pins(_only_pinned(problem, fewer)) is None:
            keep = fewer
    return tuple(keep)


def _only_pinned(problem: Problem, pins: list[int]) -> Problem:
    visits = (v if i in pins else replace(v, pinned=None) for i, v in enumerate(problem.visits))
    return replace(problem, visits=tuple(visits))


def _days(problem: Problem) -> dict[int, int]:
    return {i: pin.day for i in problem.pins if (pin := problem.visits[i].pinned) is not None}


def _on_working_days(problem: Problem) -> bool:
    pins = [problem.visits[i].pinned for i in problem.pins]
    return all(pin is not None and pin.day in problem.visitors[pin.visitor].by_day for pin in pins)


def _far_enough(problem: Problem, days: dict[int, int]) -> bool:
    return all(
        abs(days[a] - days[b]) >= group.days
        for group in problem.apart
        for a, b in combinations([visit for visit in group.visits if visit in days], 2)
    )


def _pinned_kinds(problem: Problem) -> list[DayKind]:
    visitors = sorted({pin.visitor for i in problem.pins if (pin := problem.visits[i].pinned) is not None})
    return [kind for visitor in visitors for kind in day_kinds(problem, visitor) if kind.pins]


def _in_time(problem: Problem, pins: tuple[int, ...]) -> tuple[int, ...]:
    """Return the pins of a day as the clock orders them (a visit of no length before one that begins with it)."""

    def moment(index: int) -> tuple[int, int, int]:
        visit = problem.visits[index]
        return (visit.pinned.start if visit.pinned else 0, visit.minutes, index)

    return tuple(sorted(pins, key=moment))


def _fits(problem: Problem, kind: DayKind, order: tuple[int, ...]) -> bool:
    visitor = problem.visitors[kind.visitor]
    return schedule(problem, visitor.base, visitor.by_day[kind.days[0]], order) is not None


def _with_bridges(problem: Problem, kinds: list[DayKind], plan: Plan) -> Plan | None:
    tables = [day_tours(problem, kind, candidates(problem, kind), MOST_LABELS, BEAM) for kind in kinds]
    empty = any(not len(table.travel) for table in tables)
    chosen = None if empty else _choose(problem, tables, _days(problem))
    if chosen is None:
        return None
    slots = [(table.kind.visitor, table.kind.days[0]) for table in tables]
    return {**plan, **dict(zip(slots, chosen, strict=True))}


def _choose(problem: Problem, tables: list[TourTable], days: dict[int, int]) -> list[tuple[int, ...]] | None:
    """Return a tour for each table in driving order, no visit twice and none too near another, by trying in turn."""
    if not tables:
        return []
    table, day = tables[0], tables[0].kind.days[0]
    for row in table.orders:
        members = tuple(int(visit) for visit in row if visit >= 0)
        others = {visit: day for visit in members if visit not in table.kind.pins}
        if others.keys() & days.keys() or not _far_enough(problem, {**days, **others}):
            continue
        rest = _choose(problem, tables[1:], {**days, **others})
        if rest is not None:
            return [members, *rest]
    return None
