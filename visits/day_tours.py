"""The tours that visits make on their days: from the base to each in order of time, and back, with minutes and metres.

One reckoning for day sheets, the map of a plan and mileage. A protected address has no place: the way to it is its band
in minutes, and its metres are not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import QuerySet
from django.urls import reverse

from fosterhomes.models import Home, Point
from fosterhomes.travel import TravelTimes

from .models import GuidanceSession, Visit
from .plans.problem import band_of
from .plans.slots import Row, visitor_of


@dataclass(frozen=True)
class Leg:
    """One way. None: not known. `estimated`: nobody has measured it."""

    minutes: int | None
    metres: int | None
    estimated: bool = False


@dataclass(frozen=True)
class Stop:
    """One visit or session of guidance on a tour, and the way to it from where the visitor was before."""

    visit: Row
    leg: Leg

    @property
    def is_guidance(self) -> bool:
        return isinstance(self.visit, GuidanceSession)

    @property
    def whom(self) -> str:
        """Return who takes part in a session, in words."""
        cases = self.visit.cases.all() if isinstance(self.visit, GuidanceSession) else ()
        return ", ".join(case.whom for case in cases)

    @property
    def made_by(self) -> str:
        """Return the name of who makes it."""
        who = self.visit.guide if isinstance(self.visit, GuidanceSession) else self.visit.visitor
        return who.name if who else ""

    @property
    def url(self) -> str:
        """Return the page of the visit, or of the guidance that the session belongs to."""
        if isinstance(self.visit, GuidanceSession):
            return reverse("guidance", args=[min(case.pk for case in self.visit.cases.all())])
        return reverse("visit", args=[self.visit.pk])

    @property
    def leaves_at(self) -> time | None:
        """Return when to set out for it, where the hour and the way are known."""
        if self.visit.start is None or self.leg.minutes is None:
            return None
        begins = datetime.combine(self.visit.on_day, self.visit.start) - timedelta(minutes=self.leg.minutes)
        return begins.time() if begins.date() == self.visit.on_day else None


@dataclass(frozen=True)
class DayTour:
    """One visitor's day. `base`: from where; None where the register does not say."""

    visitor: str
    on_day: date
    base: Point | None
    stops: tuple[Stop, ...]
    back: Leg

    @property
    def legs(self) -> list[Leg]:
        return [*(stop.leg for stop in self.stops), self.back]

    @property
    def driving_minutes(self) -> int:
        return sum(leg.minutes or 0 for leg in self.legs)

    @property
    def visit_minutes(self) -> int:
        return sum(stop.visit.minutes for stop in self.stops)

    @property
    def kilometres(self) -> int:
        """Return the whole kilometres of the known ways: a travel claim has one figure a day."""
        return round(sum(leg.metres or 0 for leg in self.legs) / 1000)

    @property
    def has_unknown_way(self) -> bool:
        return any(leg.metres is None for leg in self.legs)

    @property
    def is_estimate(self) -> bool:
        return any(leg.estimated for leg in self.legs)

    @property
    def back_at(self) -> time | None:
        last = self.stops[-1].visit
        if last.start is None or self.back.minutes is None:
            return None
        ends = datetime.combine(last.on_day, last.start) + timedelta(minutes=last.minutes + self.back.minutes)
        return ends.time() if ends.date() == last.on_day else None


def with_places(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return the visits with what their tours need of the register."""
    places = ("home__point__ferry_area", "home__municipality", "service__office__ferry_area")
    return visits.select_related(*places, "supervisor__base__ferry_area", "worker")


def sessions_with_places(sessions: QuerySet[GuidanceSession]) -> QuerySet[GuidanceSession]:
    """Return the sessions of guidance with what their tours need of the register."""
    places = ("cases__home__point__ferry_area", "cases__home__municipality", "cases__child")
    return sessions.select_related("service__office__ferry_area", "guide").prefetch_related(*places)


def day_tours(visits: Iterable[Row]) -> list[DayTour]:
    """Return the tours of the visits and sessions (read with their places), by day and visitor. One query, for ways."""
    days: dict[tuple[date, str], list[Row]] = defaultdict(list)
    for visit in visits:
        days[visit.on_day, visitor_of(visit)].append(visit)
    ways = TravelTimes(_points(days.values()))
    return [_tour(day, who, sorted(those, key=_hour), ways) for (day, who), those in sorted(days.items())]


def _hour(visit: Row) -> tuple[time, int]:
    return visit.start or time.max, visit.pk


def point_of(visit: Row) -> Point | None:
    """Return where it is: the home's point, or the office; None where that is not known or may not be."""
    home = visit.home
    return visit.service.office if home is None else home.point


def _points(days: Iterable[list[Row]]) -> list[Point]:
    found = [point for those in days for visit in those for point in (base_of(visit), point_of(visit)) if point]
    return list({point.pk: point for point in found}.values())


def base_of(visit: Row) -> Point | None:
    """Return from where the visitor sets out: a caseworker from the office, a supervisor from home."""
    supervisor = None if isinstance(visit, GuidanceSession) else visit.supervisor
    return supervisor.base if supervisor else visit.service.office


def _tour(day: date, who: str, visits: list[Row], ways: TravelTimes) -> DayTour:
    base = base_of(visits[0])
    places: list[Home | None] = [None, *(visit.home for visit in visits), None]
    legs = [_leg(start, end, base, ways) for start, end in pairwise(places)]
    stops = tuple(Stop(visit, leg) for visit, leg in zip(visits, legs, strict=False))
    return DayTour(who, day, base, stops, legs[-1])


def _leg(start: Home | None, end: Home | None, base: Point | None, ways: TravelTimes) -> Leg:
    """Return the way between two homes; None stands for the base, which is the office for who guides there."""
    if start == end:
        return Leg(0, 0)
    bands = [band_of(home) for home in (start, end) if home is not None and home.point is None]
    if bands:
        known = [band for band in bands if band is not None]
        return Leg(max(known) if len(known) == len(bands) else None, None)
    first, second = (base if home is None else home.point for home in (start, end))
    way = ways.between(first, second) if first and second else None
    return Leg(way.minutes, way.metres, way.is_estimate) if way else Leg(None, None)
