"""The ways that are driven, with where their times come from: which have been measured, and which are only estimates.

From the office to each home, and from each supervisor to the homes of the children they supervise. Protected addresses
have a band instead, and are no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import EstimateFigures, Home, Placement, Point, RoadFill, Service, SupervisionAppointment, TravelTime
from .periods import covers
from .permissions import WRITES_REGISTER, Access
from .travel import Travel, TravelTimes

NO_ROAD = "no road"
"""A kind of its own in the list, beside the sources."""


@dataclass(frozen=True)
class Way:
    """One way in the list: from whom to whom, how long, and where that comes from."""

    start: Point
    end: Point
    from_whom: str
    to_whom: str
    travel: Travel | None

    @property
    def kind(self) -> str:
        return self.travel.source if self.travel else NO_ROAD

    @property
    def url(self) -> str:
        return reverse("way_edit", args=[self.start.pk, self.end.pk])


@dataclass(frozen=True)
class Ways:
    """The ways of a person's services, how many come from where, and how the last round of the road engine went."""

    rows: list[Way]
    fills: list[RoadFill]
    figures: EstimateFigures | None

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.kind for row in self.rows)

    def of_kind(self, kind: str) -> list[Way]:
        return [row for row in self.rows if not kind or row.kind == kind]


def ways_of(access: Access) -> Ways:
    """Return the ways that the services drive, the longest first. A fixed number of queries."""
    pairs = list(_pairs(access))
    times = TravelTimes(point for start, _from, end, _to in pairs for point in (start, end))
    rows = [Way(start, end, whose, whom, times.between(start, end)) for start, whose, end, whom in pairs]
    rows.sort(key=lambda row: (-row.travel.minutes if row.travel else -(10**6), row.from_whom, row.to_whom))
    return Ways(rows, last_fills(access), EstimateFigures.objects.first())


Pair = tuple[Point, str, Point, str]


def _pairs(access: Access) -> Iterator[Pair]:
    services = Service.objects.filter(pk__in=access.services(*WRITES_REGISTER))
    offices = {service.pk: service.office for service in services.select_related("office__ferry_area")}
    seen: set[tuple[int, int, str]] = set()
    for start, whose, home in [*_from_offices(access, offices), *_from_supervisors(access)]:
        assert home.point is not None
        key = (start.pk, home.point.pk, home.name)
        if start.pk != home.point.pk and key not in seen:
            seen.add(key)
            yield start, whose, home.point, home.name


def _homes(access: Access) -> Iterable[Home]:
    homes = Home.objects.visible_to(access).open_on(access.on).filter(protected_address=False, merged_into=None)
    return (
        homes.filter(service__in=access.services(*WRITES_REGISTER))
        .exclude(point=None)
        .select_related("point__ferry_area")
    )


def _from_offices(access: Access, offices: dict[int, Point | None]) -> Iterator[tuple[Point, str, Home]]:
    for home in _homes(access):
        if office := offices[home.service_id]:
            yield office, _("the office"), home


def _from_supervisors(access: Access) -> Iterator[tuple[Point, str, Home]]:
    lives = Placement.objects.filter(covers(access.on), planned=False, home__in=_homes(access))
    home_of = {stay.child_id: stay.home for stay in lives.select_related("home__point__ferry_area")}
    rows = SupervisionAppointment.objects.filter(covers(access.on), child__in=home_of)
    for row in rows.select_related("supervisor__base__ferry_area"):
        home = home_of[row.child_id]
        assert home is not None
        yield row.supervisor.base, row.supervisor.name, home


def last_fills(access: Access) -> list[RoadFill]:
    """Return the last round of the road engine of each of the person's services that had one."""
    rows = RoadFill.objects.filter(service__in=access.services(*WRITES_REGISTER)).select_related("service")
    latest: dict[int, RoadFill] = {}
    for row in rows.order_by("-started_at", "-pk"):
        latest.setdefault(row.service_id, row)
    return list(latest.values())


def stored_of(start: Point, end: Point) -> dict[str, TravelTime]:
    """Return what is stored of a way, by its source."""
    rows = TravelTime.objects.filter(from_point=start, to_point=end)
    return {row.source: row for row in rows}


def both_ways(start: Point, end: Point) -> Q:
    """Return the condition of the rows from one point to the other, there and back."""
    return Q(from_point=start, to_point=end) | Q(from_point=end, to_point=start)
