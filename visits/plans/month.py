"""The plan as it stands, a month of it: as tours in a list, as a calendar, and as lines on the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fosterhomes.models import Point
from fosterhomes.permissions import Access

from ..day_tours import DayTour, Stop, day_tours, point_of, sessions_with_places, with_places
from ..home_hours import suits
from ..models import GuidanceSession, Visit
from ..permissions import OPEN
from ..travel_claims import month_after
from ..visitors import PLANS, named, own_ids
from .options import GUIDANCE, SESSION_AHEAD, guided_by, made_by
from .slots import Row

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class TourRow:
    """One person's day in the plan."""

    tour: DayTour
    name: str

    @property
    def planned(self) -> int:
        """Return how many of the visits nobody has agreed with the family yet."""
        return sum(not is_agreed(stop.visit) for stop in self.tour.stops)

    @property
    def unsuited(self) -> int:
        """Return how many of the visits stand at a time that does not suit the home; read its hours with them."""
        those = (stop.visit for stop in self.tour.stops if not stop.is_guidance)
        return sum(not suits(visit.home, visit.on_day, visit.start, visit.minutes) for visit in those)

    @property
    def villages(self) -> list[str]:
        """Return where the tour goes. A protected address is not among them."""
        stops = [point_of(stop.visit) for stop in self.tour.stops]
        return list(dict.fromkeys(point.village for point in stops if point))

    @property
    def hidden(self) -> int:
        return sum(point_of(stop.visit) is None for stop in self.tour.stops)


@dataclass(frozen=True)
class CalendarDay:
    on_day: date
    inside: bool
    tours: tuple[TourRow, ...]


def visits_to_plan(access: Access) -> QuerySet[Visit]:
    """Return the visits ahead that the person plans, or makes."""
    mine = Q(service__in=access.services(*PLANS)) | made_by(tuple(own_ids(access)))
    return Visit.objects.visible_to(access).filter(mine, status__in=OPEN)


def sessions_to_plan(access: Access) -> QuerySet[GuidanceSession]:
    """Return the sessions of guidance ahead that the person plans for, or guides."""
    return GuidanceSession.objects.visible_to(access).filter(status=SESSION_AHEAD)


def is_agreed(row: Row) -> bool:
    """Return whether the family knows of it."""
    return row.agreed if isinstance(row, GuidanceSession) else row.status != Visit.Status.PLANNED


def tour_rows(access: Access, month: date, person: str = "", track: str = "") -> list[TourRow]:
    """Return the tours of the month (its first day), by day and person. A fixed number of queries."""
    inside = Q(on_day__gte=month, on_day__lt=month_after(month))
    visits, sessions = visits_to_plan(access).filter(inside), sessions_to_plan(access).filter(inside)
    if person:
        visits, sessions = visits.filter(made_by((person,))), sessions.filter(guided_by((person,)))
    asked = with_places(visits.filter(track=track) if track else visits).prefetch_related("home__visit_hours")
    there: list[Row] = [] if track == GUIDANCE else [*asked]
    there += sessions_with_places(sessions) if track in ("", GUIDANCE) else []
    tours = day_tours(there)
    names = named(tour.visitor for tour in tours)
    return sorted((TourRow(tour, names[tour.visitor]) for tour in tours), key=lambda row: (row.tour.on_day, row.name))


def weeks(month: date, rows: Iterable[TourRow]) -> Iterator[list[CalendarDay]]:
    """Yield the weeks of the month from Monday to Sunday, with the days of its neighbours that fill them."""
    by_day: dict[date, list[TourRow]] = {}
    for row in rows:
        by_day.setdefault(row.tour.on_day, []).append(row)
    day, end = month - timedelta(days=month.weekday()), month_after(month)
    while day < end:
        those = [day + timedelta(days=number) for number in range(DAYS_A_WEEK)]
        yield [CalendarDay(one, month <= one < end, tuple(by_day.get(one, ()))) for one in those]
        day += timedelta(days=DAYS_A_WEEK)


def on_the_map(rows: Iterable[TourRow]) -> dict[str, Any]:
    """Return what the map's script reads: bases and visits as marks, tours as lines. No protected address is in it."""
    rows = list(rows)
    marks, lines = [], []
    for base in {row.tour.base.pk: row.tour.base for row in rows if row.tour.base}.values():
        marks.append(_mark("base", base, _("Sets out from here"), ""))
    for row in rows:
        stops = [(stop, point_of(stop.visit)) for stop in row.tour.stops]
        shown = [(stop, point) for stop, point in stops if point and not _is_protected(stop.visit)]
        marks += [_visit_mark(stop, point, row) for stop, point in shown if stop.visit.home]
        if row.tour.base and shown:
            places = [row.tour.base, *(point for _stop, point in shown), row.tour.base]
            lines.append([_degrees(point) for point in places])
    villages = {mark["village"]: mark for mark in marks}
    return {"marks": marks, "lines": lines, "villages": [{**mark, "name": name} for name, mark in villages.items()]}


def _degrees(point: Point) -> list[float]:
    return [float(point.latitude), float(point.longitude)]


def _is_protected(visit: Row) -> bool:
    return visit.home is not None and visit.home.protected_address


def _visit_mark(stop: Stop, point: Point, row: TourRow) -> dict[str, Any]:
    visit = stop.visit
    when = date_format(visit.on_day, "j. b") + (f" {visit.start:%H:%M}" if visit.start else "")
    return _mark("visit", point, f"{when} {row.name}", stop.url, visit.home.name if visit.home else "")


def _mark(layer: str, point: Point, name: str, url: str, note: str = "") -> dict[str, Any]:
    latitude, longitude = _degrees(point)
    place = {"village": point.village, "latitude": latitude, "longitude": longitude, "near": True}
    return {"layer": layer, "name": name, "url": url, "note": note, **place}
