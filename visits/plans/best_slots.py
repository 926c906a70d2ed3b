"""The five best slots for one more visit, of all who may make it, in the tours as they stand. Nothing is planned anew.

Reads only the visits of those people in the visit's window, and only the ways that a tour with it can take.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cached_property
from itertools import pairwise

from django.db.models import Q, prefetch_related_objects

from fosterhomes.models import Home, HomeHoliday, Point, Supervisor
from fosterhomes.travel import TravelTimes

from ..availability import Availability
from ..day_tours import point_of, sessions_with_places
from ..home_hours import holds, named_hours, spans_on
from ..models import GuidanceSession, Visit
from ..permissions import OPEN
from ..planner import insertion
from ..planner import problem as core
from ..planner.week import A_WEEK, Spans, WeekdayHours
from ..visitors import named
from .entries import LEAST_DAYS_APART
from .one_more import Asked, MovedVisit, SlotOffer
from .options import SESSION_AHEAD, PlanOptions, guided_by, made_by
from .problem import band_of, fixed_id, place_of, stretched, whole_steps
from .slots import Row, stays, visitor_of
from .suiting import hours_of

SHOWN = 5


def best_slots(asked: Asked) -> list[SlotOffer]:
    """Return the five best slots, the best first."""
    tours = Tours(asked)
    # Where no day that suits the home is free, the others are offered: booking one of them takes a reason.
    offers = tours.offers_in(tours.problem) or tours.offers_in(tours.on_any_weekday())
    return [tours.in_words(offer) for offer in offers]


class Tours:
    """The tours of the visitors in the window, as the planner's frozen problem; the visit to place comes last."""

    def __init__(self, asked: Asked) -> None:
        prefetch_related_objects([asked.home], "visit_hours")  # asked for each day of the window
        self.asked = asked
        self.bases = _bases(asked)
        self.visits = list(self._visits())
        self.new = len(self.visits)
        self.points, self.bands = self._places()
        self.ways = TravelTimes({point.pk: point for point in self.points.values()}.values())
        self.places = [*self.points, *self.bands]
        self.visitors = list(self.bases)
        self.plan, self.starts = self._plan()
        self.problem = self._problem()

    def offers_in(self, problem: core.Problem) -> list[insertion.Offer]:
        return insertion.best_offers(problem, self.plan, self.starts, self.new, SHOWN)

    def on_any_weekday(self) -> core.Problem:
        *others, new = self.problem.visits
        return replace(self.problem, visits=(*others, replace(new, weekday_hours=None)))

    def _visits(self) -> Iterable[Row]:
        asked = self.asked
        rows = Visit.objects.filter(made_by(asked.visitors), status__in=OPEN, start__isnull=False)
        rows = rows.filter(on_day__gte=asked.from_on, on_day__lt=asked.until_on)
        if asked.instead_of:
            rows = rows.exclude(pk=asked.instead_of.pk)
        yield from rows.select_related("home__point__ferry_area", "service__office").prefetch_related(
            "home__visit_hours", "children"
        )
        sessions = GuidanceSession.objects.filter(guided_by(asked.visitors), status=SESSION_AHEAD, start__isnull=False)
        sessions = sessions.filter(on_day__gte=asked.from_on, on_day__lt=asked.until_on)
        yield from sessions_with_places(sessions).prefetch_related("cases__home__visit_hours")

    def _homes(self) -> list[Home]:
        return [*(visit.home for visit in self.visits if visit.home), self.asked.home]

    def _places(self) -> tuple[dict[str, Point], dict[str, int | None]]:
        points = {f"p{base.pk}": base for base in self.bases.values()}
        points |= {f"p{point.pk}": point for point in map(point_of, self.visits) if point}
        points |= {place_of(home): home.point for home in self._homes() if home.point}
        return points, {place_of(home): band_of(home) for home in self._homes() if not home.point}

    def _plan(self) -> tuple[dict[tuple[int, int], tuple[int, ...]], dict[int, int]]:
        tours: dict[tuple[int, int], list[int]] = defaultdict(list)
        starts = {index: _minute(visit.start) for index, visit in enumerate(self.visits) if visit.start}
        for index in sorted(starts, key=starts.__getitem__):
            visit = self.visits[index]
            tours[self.visitors.index(visitor_of(visit)), self._day(visit.on_day)].append(index)
        return {slot: tuple(order) for slot, order in tours.items()}, starts

    def _day(self, day: date) -> int:
        return (day - self.asked.from_on).days

    def _problem(self) -> core.Problem:
        asked = self.asked
        return core.Problem(
            start=asked.from_on,
            days=self._day(asked.until_on),
            places=tuple(self.places),
            travel=self._travel(),
            visitors=self._people(),
            visits=(*(self._there(visit) for visit in self.visits), self._asked_visit()),
            apart=(),
            previous=(),
            spacing_weight=1,
        )

    def _travel(self) -> tuple[tuple[int | None, ...], ...]:
        """Return the ways that a tour with the new visit can take; the others are left out, as if nobody could."""
        rows: list[list[int | None]] = [[None] * len(self.places) for _place in self.places]
        for index in range(len(self.places)):
            rows[index][index] = 0
        for a, b in self._legs():
            rows[a][b] = 0 if a == b else self._way(self.places[a], self.places[b])
        return tuple(tuple(row) for row in rows)

    def _legs(self) -> set[tuple[int, int]]:
        found = set()
        new = self._place(self.asked.home)
        for visitor in self.bases:
            base = self.places.index(f"p{self.bases[visitor].pk}")
            found |= {(base, new), (new, base)}
        for (visitor_index, _day), order in self.plan.items():
            base = self.places.index(f"p{self.bases[self.visitors[visitor_index]].pk}")
            stops = [base, *(self._place(self.visits[index]) for index in order), base]
            found |= set(pairwise(stops)) | {(stop, new) for stop in stops} | {(new, stop) for stop in stops}
        return found

    def _place(self, where: Home | Row) -> int:
        return self.places.index(self._place_id(where))

    def _place_id(self, where: Home | Row) -> str:
        return place_of(where) if isinstance(where, Home) else place_of(where.home, where.service.office)

    def _way(self, start: str, end: str) -> int | None:
        if start == end:
            return 0
        if start in self.bands or end in self.bands:
            # From where to where is not known: the band stands for every way to or from it.
            bands = [self.bands[place] for place in (start, end) if place in self.bands]
            known = [band for band in bands if band is not None]
            return max(known) if len(known) == len(bands) else None
        way = self.ways.between(self.points[start], self.points[end])
        return whole_steps(way.minutes) if way else None

    def _people(self) -> tuple[core.Visitor, ...]:
        available = Availability(self.asked.home.service_id, self.visitors)
        shut = _shut_days(self.asked)
        return tuple(self._person(visitor, available, shut) for visitor in self.visitors)

    def _person(self, visitor: str, available: Availability, shut: set[date]) -> core.Visitor:
        base = self.bases[visitor]
        usual = PlanOptions(self.asked.from_on).usual(visitor)
        days = []
        for number in range(self._day(self.asked.until_on)):
            day = self.asked.from_on + timedelta(days=number)
            hours = None if day in shut or self.asked.hinders(visitor, day) else available.hours_on(visitor, day, usual)
            if hours:
                for visit in self._booked(visitor, day):
                    hours = stretched(hours, visit, self._way(f"p{base.pk}", self._place_id(visit)) or 0)
                days.append(core.Day(number, _minute(hours[0]), _minute(hours[1])))
        return core.Visitor(visitor, self.places.index(f"p{base.pk}"), tuple(days))

    def _booked(self, visitor: str, day: date) -> list[Row]:
        return self._by_day[visitor, day]

    @cached_property
    def _by_day(self) -> dict[tuple[str, date], list[Row]]:
        found: dict[tuple[str, date], list[Row]] = defaultdict(list)
        for visit in self.visits:
            found[visitor_of(visit), visit.on_day].append(visit)
        return found

    def _there(self, visit: Row) -> core.Visit:
        """A booked or pinned visit keeps its hour; what is only planned may begin at another."""
        slot = (self.visitors.index(visitor_of(visit)), self._day(visit.on_day), _minute(visit.start))
        # A slot moves visits alone: guidance keeps its hour, agreed or not.
        keeps = stays(visit) or isinstance(visit, GuidanceSession)
        spans, begins = tuple(spans_on(visit.home, visit.on_day)), slot[2]
        hours = spans if holds(spans, begins, visit.minutes) else _spans(hours_of(visit.home))
        return core.Visit(
            id=fixed_id(visit),
            place=self._place(visit),
            visitors=(slot[0],),
            from_day=slot[1],
            until_day=slot[1] + 1,
            target_day=slot[1],
            minutes=visit.minutes,
            hours=hours,
            pinned=core.Pin(*slot) if keeps else None,
        )

    def _asked_visit(self) -> core.Visit:
        asked = self.asked
        return core.Visit(
            id="new",
            place=self._place(asked.home),
            visitors=tuple(range(len(self.visitors))),
            from_day=0,
            until_day=self._day(asked.until_on),
            target_day=self._day(asked.target),
            minutes=asked.minutes,
            hours=_spans(hours_of(asked.home)),
            pinned=None,
            weekday_hours=self._weekday_hours(),
        )

    def _weekday_hours(self) -> WeekdayHours | None:
        home, monday = self.asked.home, self.asked.from_on - timedelta(days=self.asked.from_on.weekday())
        if not named_hours(home):
            return None
        week = (tuple(spans_on(home, monday + timedelta(days=number))) for number in range(A_WEEK))
        return WeekdayHours(tuple(week), self.asked.from_on.weekday())

    def in_words(self, offer: insertion.Offer) -> SlotOffer:
        """Return the offer with rows and names in the place of indexes."""
        visitor = self.visitors[offer.visitor]
        return SlotOffer(
            visitor=visitor,
            name=self._names[visitor],
            on_day=self.asked.from_on + timedelta(days=offer.day),
            start=_time(offer.start),
            extra_minutes=offer.extra_minutes,
            days_from_target=offer.spacing_days,
            stops=len(offer.tour.stops),
            is_usual=visitor in self.asked.usual,
            moved=tuple(self._moved(offer)),
        )

    def _moved(self, offer: insertion.Offer) -> Iterable[MovedVisit]:
        for index, start in offer.moved:
            row = self.visits[index]
            assert isinstance(row, Visit), "guidance keeps its hour"
            yield MovedVisit(row, _time(start))

    @cached_property
    def _names(self) -> dict[str, str]:
        return named(self.visitors)


def _bases(asked: Asked) -> dict[str, Point]:
    """Return from where each visitor sets out; who has no place to set out from is not asked."""
    office = asked.home.service.office
    found = {one: office for one in asked.visitors if one.startswith("w") and office is not None}
    wanted = [int(one[1:]) for one in asked.visitors if one.startswith("s")]
    for supervisor in Supervisor.objects.filter(pk__in=wanted).select_related("base__ferry_area"):
        found[f"s{supervisor.pk}"] = supervisor.base
    return found


def _shut_days(asked: Asked) -> set[date]:
    """Return the days of the window on which the visit cannot be: the family is away, or another visit is too near."""
    shut: set[date] = set()
    last = asked.until_on - timedelta(days=1)
    for away in HomeHoliday.objects.filter(home=asked.home):
        shut |= set(_days(max(away.from_on, asked.from_on), min(away.until_on or asked.until_on, asked.until_on)))
    counts = Q(status__in=(*OPEN, Visit.Status.DONE), on_day__gte=asked.from_on - timedelta(days=LEAST_DAYS_APART))
    near = Visit.objects.filter(
        counts, children__in=asked.children, on_day__lte=last + timedelta(days=LEAST_DAYS_APART)
    )
    for visit in near.exclude(pk=asked.instead_of.pk if asked.instead_of else 0).distinct():
        reach = LEAST_DAYS_APART - 1 if visit.track == asked.track else 0
        shut |= set(_days(visit.on_day - timedelta(days=reach), visit.on_day + timedelta(days=reach + 1)))
    return shut


def _days(from_on: date, until_on: date) -> Iterable[date]:
    return (from_on + timedelta(days=number) for number in range((until_on - from_on).days))


def _minute(at: time | None) -> int:
    assert at is not None
    return at.hour * 60 + at.minute


def _spans(hours: list[list[str]]) -> Spans:
    return tuple((_minute(time.fromisoformat(first)), _minute(time.fromisoformat(last))) for first, last in hours)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
