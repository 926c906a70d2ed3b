"""The rows of a service as the frozen problem of `contracts.md` § 2. Ids are opaque: no names, no addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from fosterhomes.models import Cover, Home, Point, Service, Supervisor
from fosterhomes.periods import overlaps
from fosterhomes.travel import TravelTimes

from ..availability import Availability, Hours
from ..home_hours import suits
from ..models import GuidanceSession, Visit
from ..models.visit import Track
from ..visitors import id_of_person, workers_of
from .before import match
from .entries import LEAST_DAYS_APART, Entry, entries
from .guidance import session_entries
from .options import PlanOptions
from .slots import Row, stays, track_of, visitor_of, whom
from .suiting import hours_of, hours_there, weekday_hours_of

STEP_MINUTES = 5


def whole_steps(minutes: int) -> int:
    """Return the minutes rounded up to a time that people make appointments for: nobody books 12:01."""
    return -(-minutes // STEP_MINUTES) * STEP_MINUTES


def place_of(home: Home | None, office: Point | None = None) -> str:
    """Return the id of where a home lies: its point, or itself where no point is known or may be stored.

    No home: the office, where groups meet.
    """
    if home is None:
        return f"p{office.pk}" if office else "office"
    return f"p{home.point_id}" if home.point_id else f"h{home.pk}"


class PlanProblem:
    """Builds the plan problem of one service."""

    def __init__(self, service: Service, options: PlanOptions) -> None:
        self.service, self.options = service, options
        owed = self._with_stand_ins(entries(service.pk, options))
        # Without an office a group has no place to meet; its guide has none to set out from either.
        sessions = session_entries(service.pk, options) if service.office else []
        self.entries = [*owed, *sessions]
        self.before: list[Row] = [
            *rows_of(options.movable(service.pk)),
            *sessions_of(options.movable_sessions(service.pk)),
        ]
        self.fixed = self._fixed()
        self.bases = self._bases()
        self.available = Availability(service.pk, list(self.bases))
        self.homes = {home.pk: home for home in self._homes()}
        self.ways = TravelTimes(self._points().values())
        self.estimated = 0

    def _with_stand_ins(self, owed: list[Entry]) -> list[Entry]:
        """Return the entries; who covers may make those that are late or that their own caseworker cannot make.

        Where nobody covers for the child, every colleague may.
        """
        if not self.options.stand_ins:
            return owed
        everybody = tuple(id_of_person(worker) for worker in workers_of(self.service.pk, self.options.start))
        covering = self._covering(owed)
        own = {visitor for entry in owed for visitor in entry.visitors}
        available = Availability(self.service.pk, list(own))
        prefetch_related_objects([entry.home for entry in owed if entry.home], "visit_hours")
        return [
            replace(entry, visitors=tuple(dict.fromkeys((*entry.visitors, *(covering(entry) or everybody)))))
            if entry.track == Track.FOLLOW_UP and (entry.late or not self._can_be_made(entry, available))
            else entry
            for entry in owed
        ]

    def _covering(self, owed: list[Entry]) -> Callable[[Entry], tuple[str, ...]]:
        """Return who covers for the children of an entry on a day of its window, as a question to ask of each."""
        children = {child for entry in owed for child in entry.children}
        days = overlaps(self.options.start, self.options.until)
        rows = list(Cover.objects.filter(days, child__in=children).order_by("pk"))

        def of(entry: Entry) -> tuple[str, ...]:
            theirs = [row for row in rows if row.child_id in entry.children and row.from_on < entry.until_on]
            lasting = [row for row in theirs if row.until_on is None or row.until_on > entry.from_on]
            return tuple(f"w{row.stand_in_id}" for row in lasting)

        return of

    def _can_be_made(self, entry: Entry, available: Availability) -> bool:
        days = (entry.from_on + timedelta(days=number) for number in range((entry.until_on - entry.from_on).days))
        suiting = [day for day in days if suits(entry.home, day, None, entry.minutes)]
        return any(available.hours_on(who, day, self.options.usual(who)) for day in suiting for who in entry.visitors)

    def _fixed(self) -> list[Row]:
        """Return the visits that stay: in a plan for some, only those of people whom it may send."""
        sessions = (
            self.options.fixed_sessions(self.service.pk) if self.service.office else GuidanceSession.objects.none()
        )
        rows: list[Row] = list(rows_of(self.options.fixed(self.service.pk).filter(on_day__gte=self.options.start)))
        rows += sessions_of(sessions.filter(on_day__gte=self.options.start))
        asked = {visitor for entry in self.entries for visitor in entry.visitors}
        return [visit for visit in rows if not self.options.persons or visitor_of(visit) in asked]

    def _visitor_ids(self) -> set[str]:
        asked = {visitor for entry in self.entries for visitor in entry.visitors}
        return asked | {visitor_of(visit) for visit in self.fixed}

    def _bases(self) -> dict[str, Point]:
        """Return from where each visitor sets out: caseworkers from the office, supervisors from home."""
        wanted, found = self._visitor_ids(), {}
        if self.service.office:
            found = {wanted_id: self.service.office for wanted_id in wanted if wanted_id.startswith("w")}
        supervisors = Supervisor.objects.filter(pk__in=[int(v[1:]) for v in wanted if v.startswith("s")])
        for supervisor in supervisors.select_related("base__ferry_area"):
            found[f"s{supervisor.pk}"] = supervisor.base
        return dict(sorted(found.items()))

    def _homes(self) -> Iterable[Home]:
        wanted = {entry.home_id for entry in self.entries} | {visit.home_id for visit in self.fixed}
        rows = Home.objects.filter(pk__in=wanted).select_related("point__ferry_area").order_by("pk")
        return rows.prefetch_related("visit_hours")

    def _points(self) -> dict[str, Point]:
        points = {f"p{base.pk}": base for base in self.bases.values()}
        if self.service.office:
            points[place_of(None, self.service.office)] = self.service.office
        return points | {place_of(home): home.point for home in self.homes.values() if home.point}

    def as_json(self) -> dict[str, Any]:
        """Return the problem file's content."""
        places, matrix = self._travel()
        return {
            "version": 1,
            "start": self.options.start.isoformat(),
            "days": self.options.days,
            "places": places,
            "travel_minutes": matrix,
            "visitors": self._visitors(),
            "visits": [self._visit(entry) for entry in self.entries] + [self._pinned(visit) for visit in self.fixed],
            "apart": self._apart(),
            "previous": self._previous(),
            "spacing_weight": 1,
        }

    def _travel(self) -> tuple[list[str], list[list[int | None]]]:
        points = self._points()
        hidden = {place_of(home): band_of(home) for home in self.homes.values() if not home.point}
        places = sorted([*points, *hidden])

        def minutes(start: str, end: str) -> int | None:
            if start == end:
                return 0
            if start in hidden or end in hidden:
                # From where to where is not known: the band stands for every way to or from it.
                bands = [hidden[place] for place in (start, end) if place in hidden]
                known = [band for band in bands if band is not None]
                return max(known) if len(known) == len(bands) else None
            way = self.ways.between(points[start], points[end])
            if way is None:
                return None
            self.estimated += way.is_estimate
            return whole_steps(way.minutes)

        return places, [[minutes(start, end) for end in places] for start in places]

    def _visitors(self) -> list[dict[str, Any]]:
        return [
            {"id": visitor, "base": f"p{base.pk}", "days": self._days(visitor)} for visitor, base in self.bases.items()
        ]

    def _days(self, visitor: str) -> list[dict[str, str]]:
        """Return the visitor's days: their hours on working days, stretched to what is booked already."""
        days = dict(self._open_days(visitor))
        for visit in self.fixed:
            if visit.start and visitor_of(visit) == visitor:
                days[visit.on_day] = stretched(days.get(visit.on_day), visit, self._way(visitor, visit))
        return [
            {"date": day.isoformat(), "from": f"{begin:%H:%M}", "until": f"{end:%H:%M}"}
            for day, (begin, end) in sorted(days.items())
        ]

    def _open_days(self, visitor: str) -> Iterable[tuple[date, Hours]]:
        for number in range(self.options.days):
            day = self.options.start + timedelta(days=number)
            if hours := self.available.hours_on(visitor, day, self.options.usual(visitor)):
                yield day, hours

    def _way(self, visitor: str, visit: Row) -> int:
        home = self.homes.get(visit.home_id)
        if home is not None and home.point is None:
            return band_of(home) or 0
        point = home.point if home else self.service.office
        if point is None or point.pk == self.bases[visitor].pk:
            return 0
        way = self.ways.between(self.bases[visitor], point)
        return whole_steps(way.minutes) if way else 0

    def _visit(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "place": place_of(entry.home, self.service.office),
            "visitors": [visitor for visitor in entry.visitors if visitor in self.bases],
            "from": entry.from_on.isoformat(),
            "until": entry.until_on.isoformat(),
            "target": entry.target.isoformat(),
            "minutes": entry.minutes,
            "hours": hours_of(self.homes.get(entry.home_id)),
            "pinned": None,
            **weekday_hours_of(self.homes.get(entry.home_id)),
        }

    def _apart(self) -> list[dict[str, Any]]:
        """Return which visits keep a distance: those of one track to one child, and to what is booked already."""
        planned: dict[tuple[int, str], list[str]] = defaultdict(list)
        days: dict[tuple[int, str], int] = defaultdict(lambda: LEAST_DAYS_APART)
        for entry in self.entries:
            for child in entry.children:
                planned[child, entry.track].append(entry.id)
                days[child, entry.track] = entry.apart_days
        groups = {(tuple(ids), days[key]) for key, ids in planned.items() if len(ids) > 1}
        for visit in self.fixed:
            for met in whom(visit):
                key = (met, track_of(visit))
                groups |= {((entry_id, fixed_id(visit)), days[key]) for entry_id in planned[key]}
        return [{"visits": list(ids), "days": least} for ids, least in sorted(groups)]

    def matched(self) -> tuple[dict[str, Row], list[Row]]:
        """Return the planned visit that stands for each entry, by the entry's id, and those that stand for none."""
        return match(self.entries, self.before)

    def _previous(self) -> list[dict[str, str]]:
        """Return where the visits are planned now; nothing when the plan begins anew."""
        stands, _left = self.matched() if self.options.keeps else ({}, [])
        return [
            {"visit": entry, "visitor": visitor_of(visit), "date": visit.on_day.isoformat(), "start": _clock(visit)}
            for entry, visit in stands.items()
            if visitor_of(visit) in self.bases
        ]

    def _pinned(self, visit: Row) -> dict[str, Any]:
        """A booked or pinned visit stays where it is; without a time of day it stays on its day.

        What is only planned, by somebody for whom this plan is not, keeps its hour too, but contradicts nothing.
        """
        day, visitor = visit.on_day.isoformat(), visitor_of(visit)
        kept = visit.start and stays(visit) and visitor in self.bases
        pin = {"visitor": visitor, "date": day, "start": f"{visit.start:%H:%M}"} if kept else None
        # Whoever put it on this weekday knew why; where the weekday suits, its hours hold.
        anyhow = hours_there(self.homes.get(visit.home_id), visit.on_day)
        hours = anyhow if kept or not visit.start else _own_hours(visit)
        return {
            "id": fixed_id(visit),
            "place": place_of(visit.home, self.service.office),
            "visitors": [visitor] if visitor in self.bases else [],
            "from": day,
            "until": (visit.on_day + timedelta(days=1)).isoformat(),
            "target": day,
            "minutes": visit.minutes,
            "hours": hours,
            "pinned": pin,
        }


def fixed_id(row: Row) -> str:
    """Return the id of a visit (``b``) or session (``m``) that stays."""
    return f"m{row.pk}" if isinstance(row, GuidanceSession) else f"b{row.pk}"


def _clock(visit: Row) -> str:
    """Return when the visit begins; noon where nobody has said: another hour is no move."""
    return f"{visit.start:%H:%M}" if visit.start else "12:00"


def _own_hours(visit: Row) -> list[list[str]]:
    assert visit.start is not None
    end = datetime.combine(visit.on_day, visit.start) + timedelta(minutes=visit.minutes)
    return [[f"{visit.start:%H:%M}", f"{end:%H:%M}" if end.date() == visit.on_day else "23:59"]]


def stretched(hours: tuple[time, time] | None, visit: Row, way: int) -> tuple[time, time]:
    """Return working hours in which there is time for a booked visit and the way to and from it."""
    assert visit.start is not None
    start = datetime.combine(visit.on_day, visit.start)
    first, last = start - timedelta(minutes=way), start + timedelta(minutes=visit.minutes + way)
    # Nobody sets out the day before, and nobody is back the day after.
    begin = first.time() if first.date() == visit.on_day else time(0)
    end = last.time() if last.date() == visit.on_day else time(23, 59)
    return (min(begin, hours[0]), max(end, hours[1])) if hours else (begin, end)


def rows_of(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("home").prefetch_related("children").order_by("pk")


def sessions_of(sessions: QuerySet[GuidanceSession]) -> QuerySet[GuidanceSession]:
    return sessions.prefetch_related("cases__home").order_by("pk")


def band_of(home: Home) -> int | None:
    return int(home.travel_band) if home.travel_band else None
