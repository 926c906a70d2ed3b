"""Why a visit is not planned, as data: a code and ids. `docs/year-planner.md` lists the codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .greedy import Draft, Slot, open_slots
from .problem import MINUTES_A_DAY, Day, Problem, Visit
from .solution import Plan, schedule
from .week import Spans

Why = dict[str, Any]


def unplanned(problem: Problem, plan: Plan) -> tuple[tuple[int, Why], ...]:
    """Return every visit without a tour with the reason, in the order of the file."""
    draft = Draft(problem, plan)
    left = [visit for visit in range(len(problem.visits)) if visit not in draft.day_of]
    return tuple((visit, why_unplanned(problem, draft, visit)) for visit in left)


def why_unplanned(problem: Problem, draft: Draft, visit: int) -> Why:
    """Return the reason that would have to go first before `visit` could be planned."""
    entry = problem.visits[visit]
    if not entry.visitors:
        return {"code": "no_visitor"}
    if entry.until_day <= 0 or entry.from_day >= problem.days:
        return {"code": "outside_period"}
    if not entry.has_hours():
        return {"code": "no_hours"}
    slots = open_slots(problem, visit)
    if not slots:
        return _why_no_day(problem, entry)
    return _why_not_in(problem, draft, visit, slots)


def _why_no_day(problem: Problem, visit: Visit) -> Why:
    """Return that nobody works in the window, or only on weekdays that do not suit."""
    working = _who(list(problem.slots_of(replace(visit, weekday_hours=None))))
    code = "no_suiting_day" if working else "no_working_day"
    return {"code": code, **_visitors(problem, working or visit.visitors)}


def _why_not_in(problem: Problem, draft: Draft, visit: int, slots: Sequence[Slot]) -> Why:
    reachable = [slot for slot in slots if _reachable(problem, visit, slot)]
    if not reachable:
        return {"code": "cannot_be_driven", **_visitors(problem, _who(slots))}
    alone = _fitting_alone(problem, visit, reachable)
    if not alone and (other := _fitting_on_any_weekday(problem, visit)):
        return {"code": "no_suiting_day", **_visitors(problem, _who(other))}
    if not alone:
        return {"code": "day_too_short", **_visitors(problem, _who(reachable)), **_lacking(problem, visit, reachable)}
    far_enough = [slot for slot in alone if draft.far_enough(visit, slot[1])]
    if not far_enough:
        return {"code": "too_near", "visits": _nearest(problem, draft, visit, alone)}
    return {"code": "days_full", **_visitors(problem, _who(far_enough))}


def _fitting_on_any_weekday(problem: Problem, visit: int) -> list[Slot]:
    """Return the slots in which the visit would fit alone if its hours held on every weekday."""
    visits = list(problem.visits)
    visits[visit] = replace(visits[visit], weekday_hours=None)
    relaxed = replace(problem, visits=tuple(visits))
    slots = [slot for slot in relaxed.slots_of(visits[visit]) if _reachable(problem, visit, slot)]
    return _fitting_alone(relaxed, visit, slots)


def _fitting_alone(problem: Problem, visit: int, slots: Sequence[Slot]) -> list[Slot]:
    """Return the slots in which the visit fits alone; days with the same hours are tried once."""
    fits: dict[tuple[int, int, int, Spans], bool] = {}
    fitting = []
    for who, day in slots:
        hours = problem.visitors[who].by_day[day]
        kind = (who, hours.earliest, hours.latest, problem.visits[visit].hours_on(day))
        if kind not in fits:
            fits[kind] = schedule(problem, problem.visitors[who].base, hours, (visit,)) is not None
        if fits[kind]:
            fitting.append((who, day))
    return fitting


def _who(slots: Sequence[Slot]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(visitor for visitor, _ in slots))


def _visitors(problem: Problem, visitors: tuple[int, ...]) -> Why:
    """Name one visitor as `visitor`, several as `visitors`."""
    ids = [problem.visitors[visitor].id for visitor in visitors]
    return {"visitor": ids[0]} if len(ids) == 1 else {"visitors": ids}


def _reachable(problem: Problem, visit: int, slot: Slot) -> bool:
    base, place = problem.visitors[slot[0]].base, problem.visits[visit].place
    return problem.travel[base][place] is not None and problem.travel[place][base] is not None


def _lacking(problem: Problem, visit: int, slots: Sequence[Slot]) -> Why:
    """Return by how many minutes the day would have to be longer, on the day where that is least."""
    lacking = [minutes for slot in slots for minutes in _lacking_on(problem, visit, slot)]
    return {"minutes": min(lacking)} if lacking else {}


def _lacking_on(problem: Problem, visit: int, slot: Slot) -> Iterator[int]:
    """Yield what is lacking when the day begins as it does, and when it may begin earlier."""
    visitor = problem.visitors[slot[0]]
    hours = visitor.by_day[slot[1]]
    for earliest in (hours.earliest, 0):
        tour = schedule(problem, visitor.base, Day(slot[1], earliest, MINUTES_A_DAY - 1), (visit,))
        if tour is not None:
            yield max(0, hours.earliest - tour.leave) + max(0, tour.back - hours.latest)


def _nearest(problem: Problem, draft: Draft, visit: int, slots: Sequence[Slot]) -> list[str]:
    """Return the planned visits that stand nearer than `apart` allows on any of `slots`."""
    days = {day for _, day in slots}
    near = {
        other
        for visits, least in draft.groups.get(visit, ())
        for other in visits
        if other != visit and other in draft.day_of and any(abs(draft.day_of[other] - day) < least for day in days)
    }
    return [problem.visits[other].id for other in sorted(near)]
