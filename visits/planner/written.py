"""A problem written as the contract's file: what `problem.parse` reads back as an equal problem."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .problem import VERSION, Pin, Previous, Problem, Visit, Visitor, clock_text
from .week import WEEKDAYS, Spans


def as_json(problem: Problem) -> dict[str, Any]:
    """Return the problem as the contract's file: what `parse` reads back as an equal problem."""
    places, visitors, visits = problem.places, problem.visitors, problem.visits
    return {
        "version": VERSION,
        "start": problem.start.isoformat(),
        "days": problem.days,
        "places": list(places),
        "travel_minutes": [list(row) for row in problem.travel],
        "visitors": [_visitor_json(problem, visitor) for visitor in visitors],
        "visits": [_visit_json(problem, visit) for visit in visits],
        "apart": [{"visits": _ids(visits, group.visits), "days": group.days} for group in problem.apart],
        "previous": [{"visit": visits[p.visit].id, **_slot_json(problem, p)} for p in problem.previous],
        "spacing_weight": problem.spacing_weight,
    }


def _ids(things: Collection[Visit] | Collection[Visitor], indexes: tuple[int, ...]) -> list[str]:
    ids = [thing.id for thing in things]
    return [ids[index] for index in indexes]


def _slot_json(problem: Problem, slot: Pin | Previous) -> dict[str, str]:
    visitor = problem.visitors[slot.visitor].id
    return {"visitor": visitor, "date": problem.date_of(slot.day), "start": clock_text(slot.start)}


def _visitor_json(problem: Problem, visitor: Visitor) -> dict[str, Any]:
    days = [
        {"date": problem.date_of(d.day), "from": clock_text(d.earliest), "until": clock_text(d.latest)}
        for d in visitor.days
    ]
    return {"id": visitor.id, "base": problem.places[visitor.base], "days": days}


def _visit_json(problem: Problem, visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "place": problem.places[visit.place],
        "visitors": _ids(problem.visitors, visit.visitors),
        "from": problem.date_of(visit.from_day),
        "until": problem.date_of(visit.until_day),
        "target": problem.date_of(visit.target_day),
        "minutes": visit.minutes,
        "hours": _hours(visit.hours),
        "pinned": None if visit.pinned is None else _slot_json(problem, visit.pinned),
        **_weekday_hours(visit),
    }


def _hours(spans: Spans) -> list[list[str]]:
    return [[clock_text(first), clock_text(last)] for first, last in spans]


def _weekday_hours(visit: Visit) -> dict[str, Any]:
    if visit.weekday_hours is None:
        return {}
    named = zip(WEEKDAYS, visit.weekday_hours.spans, strict=True)
    return {"weekday_hours": {day: _hours(spans) for day, spans in named if spans}}
