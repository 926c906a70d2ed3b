"""What a person reads of a plan: the whole in figures, one person's weeks, and what could not be planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q

from fosterhomes.models import Home, Run

from ..day_tours import Leg, Stop, sessions_with_places, with_places
from ..models import GuidanceSession, Visit
from ..permissions import OPEN
from ..planner.problem import Problem, parse
from ..visitors import named
from .options import SESSION_AHEAD, PlanOptions, guided_by, made_by, track_label
from .problem import fixed_id
from .slots import Row, track_of
from .whom import Whom, whom_of
from .words import FAILURES, why_misfit, why_unplanned


@dataclass(frozen=True)
class PersonRow:
    """One visitor's part of the plan: visits, days on the road, minutes of driving."""

    id: str
    name: str
    visits: int
    days: int
    minutes: int


@dataclass(frozen=True)
class Week:
    """One person's visits of a week; `from_on` is its Monday."""

    from_on: date
    stops: list[Stop]

    @property
    def number(self) -> int:
        return self.from_on.isocalendar().week

    @property
    def last_on(self) -> date:
        return self.from_on + timedelta(days=6)


@dataclass(frozen=True)
class Unplanned:
    """Visits to the same children that are owed and could not be planned: why, what would help, and how many."""

    whom: list[Whom]
    home: Home | None
    track: str
    why: str
    visits: int = 1

    @property
    def track_label(self) -> str:
        return track_label(self.track)


@dataclass(frozen=True)
class Misfit:
    """A visit or session that no plan moves, and that does not fit into the day on which it stands."""

    stop: Stop
    why: str


@dataclass(frozen=True)
class PlanReview:
    failure: str
    planned: int
    owed: int
    minutes: int
    proved: bool
    gap: float | None
    saved: int
    estimated: bool
    without_days: list[str]
    persons: list[PersonRow]
    unplanned: list[Unplanned]
    misfits: list[Misfit]
    contradicting: list[Stop]


def plan_review(run: Run, told: Collection[Row] = ()) -> PlanReview:
    """Return the whole of a plan in figures, with what could not be planned.

    `told`: what stays though its visitor is away, of which the page tells already: no misfit beside that.
    """
    result: dict[str, Any] = run.result or {}
    names = named(visitor["id"] for visitor in (run.problem or {}).get("visitors", []))
    return PlanReview(
        failure=FAILURES[run.failure]() if run.failure else "",
        planned=result.get("planned", 0),
        owed=result.get("planned", 0) + len(result.get("unplanned", [])),
        minutes=result.get("travel_minutes", 0),
        proved=result.get("status") == "optimal",
        gap=_gap(result),
        saved=_saved(run, result),
        estimated=bool(run.options.get("estimated_ways")),
        without_days=without_days(run),
        persons=_persons(result, names),
        unplanned=_unplanned(run, result, names),
        misfits=[one for one in _misfits(result, names) if one.stop.visit not in told],
        contradicting=_standing(result.get("conflict", [])),
    )


def _saved(run: Run, result: dict[str, Any]) -> int:
    """Return the minutes of driving that the tours save against a trip from the base and back for each visit."""
    if not result.get("tours"):
        return 0
    problem = parse(run.problem)
    visits = {visit.id: visit for visit in problem.visits}
    bases = {visitor.id: visitor.base for visitor in problem.visitors}
    alone = sum(
        _there_and_back(problem, bases[tour["visitor"]], visits[stop["visit"]].place)
        for tour in result["tours"]
        for stop in tour["stops"]
    )
    return alone - int(result["travel_minutes"])


def _there_and_back(problem: Problem, base: int, place: int) -> int:
    return (problem.travel[base][place] or 0) + (problem.travel[place][base] or 0)


def _gap(result: dict[str, Any]) -> float | None:
    """Return by how many per cent at most a cheaper plan could be cheaper; None when nothing is proved."""
    cost, bound = result.get("cost"), result.get("bound")
    return None if not cost or bound is None else 100 * (cost - bound) / cost


def _persons(result: dict[str, Any], names: dict[str, str]) -> list[PersonRow]:
    tours: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tour in result.get("tours", []):
        tours[tour["visitor"]].append(tour)
    rows = [
        PersonRow(
            id=visitor,
            name=names.get(visitor, visitor),
            visits=sum(len(tour["stops"]) for tour in made),
            days=len(made),
            minutes=sum(_driving(tour) for tour in made),
        )
        for visitor, made in tours.items()
    ]
    return sorted(rows, key=lambda row: (row.id[0] != "w", row.name))


def _driving(tour: dict[str, Any]) -> int:
    """Return the minutes of a tour that are neither visits nor waiting."""
    on_the_road, left = 0, _minutes(tour["leave"])
    for stop in tour["stops"]:
        on_the_road += _minutes(stop["arrive"]) - left
        left = _minutes(stop["end"])
    return on_the_road + _minutes(tour["back"]) - left


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _unplanned(run: Run, result: dict[str, Any], names: dict[str, str]) -> list[Unplanned]:
    entries = run.options.get("entries", {})
    left = [(entries[row["visit"]], row["why"]) for row in result.get("unplanned", []) if row["visit"] in entries]
    named_in = whom_of((entry["track"], entry["children"]) for entry, _why in left)
    homes = Home.objects.select_related("municipality").in_bulk({entry["home"] for entry, _why in left})
    rows = [
        Unplanned(
            whom=named_in(entry["track"], entry["children"]),
            home=homes.get(entry["home"]),
            track=entry["track"],
            why=why_unplanned(_of_office(why, entry), entry["track"], names),
        )
        for entry, why in left
        if entry["home"] in homes or not entry["home"]
    ]
    return sorted(_counted(rows), key=lambda row: (row.why, row.whom[0].name if row.whom else ""))


def _counted(rows: list[Unplanned]) -> list[Unplanned]:
    """Return one row for the visits to the same children in the same home that the same thing stands in the way of."""
    alike: dict[Any, list[Unplanned]] = defaultdict(list)
    for row in rows:
        alike[row.why, row.track, row.home, tuple(one.url for one in row.whom)].append(row)
    return [replace(same[0], visits=len(same)) for same in alike.values()]


def _of_office(why: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Return that the office is lacking where somebody is named for the visit, and has no place to set out from."""
    return {"code": "no_office"} if why["code"] == "no_visitor" and entry.get("visitors") else why


def without_days(run: Run) -> list[str]:
    """Return the names of those who have no working day in the plan's period."""
    idle = [visitor["id"] for visitor in (run.problem or {}).get("visitors", []) if not visitor["days"]]
    return sorted(named(idle).values())


def _misfits(result: dict[str, Any], names: dict[str, str]) -> list[Misfit]:
    """Return what stays and was left out of the tours all the same."""
    left = {row["visit"]: row["why"] for row in result.get("unplanned", [])}
    return [
        Misfit(stop, why_misfit(left[fixed_id(stop.visit)], track_of(stop.visit), names)) for stop in _standing(left)
    ]


def _standing(ids: Collection[str]) -> list[Stop]:
    """Return the booked visits and agreed sessions among the ids of a problem, by day."""
    booked = [int(one[1:]) for one in ids if one.startswith("b")]
    agreed = [int(one[1:]) for one in ids if one.startswith("m")]
    rows: list[Row] = [*with_places(Visit.objects.filter(pk__in=booked))]
    rows += sessions_with_places(GuidanceSession.objects.filter(pk__in=agreed))
    return [Stop(row, Leg(None, None)) for row in sorted(rows, key=lambda row: (row.on_day, row.start or time.min))]


@dataclass(frozen=True)
class Scope:
    """For whom and from when a plan was made; no names: for everybody."""

    names: list[str]
    tracks: list[str]
    start: date


def scope_of(run: Run) -> Scope:
    options = PlanOptions.from_json(run.options)
    tracks = [track_label(track) for track in options.tracks]
    return Scope(sorted(named(options.persons).values()), tracks, options.start)


def weeks_of(run: Run, visitor: str) -> list[Week]:
    """Return the visits that the person has ahead in the plan's period, by week, whichever plan put them there."""
    options = PlanOptions.from_json(run.options)
    inside = Q(service=run.service, on_day__gte=options.start, on_day__lt=options.until)
    visits = Visit.objects.filter(inside, made_by((visitor,)), status__in=OPEN).prefetch_related("children")
    sessions = GuidanceSession.objects.filter(inside, guided_by((visitor,)), status=SESSION_AHEAD)
    rows: list[Row] = [*with_places(visits), *sessions_with_places(sessions)]
    weeks: dict[date, list[Stop]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.on_day, one.start or time.min)):
        weeks[row.on_day - timedelta(days=row.on_day.weekday())].append(Stop(row, Leg(None, None)))
    return [Week(monday, stops) for monday, stops in sorted(weeks.items())]
