"""A person's own schedule: the visits they make, the guidance they give, week by week, and what is left to plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import ClassVar

from django.db.models import F, Prefetch, Q, QuerySet

from fosterhomes.models import Child, Cover, Home, Point, Supervisor
from fosterhomes.permissions import Access

from . import law
from .ahead import ahead_of
from .availability import Availability
from .day_tours import Leg, Stop, sessions_with_places
from .due import DueRow, due_rows
from .models import GuidanceSession, Visit, VisitChild
from .permissions import OPEN
from .plans.options import SESSION_AHEAD
from .visitors import id_of

WEEKS_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Errand:
    """A visit to make: whom to, where, and how to get there. `names`: the children the person may know of."""

    visit: Visit
    names: tuple[str, ...]
    away: bool = False
    """Whether the person has said that they are away on that day."""
    absent: str = ""
    """The colleague in whose place the person goes; empty for a visit of their own."""
    is_guidance: ClassVar = False

    @property
    def home(self) -> Home:
        return self.visit.home

    @property
    def address(self) -> str:
        """Return the address as text; for a protected one nothing is stored, and nothing is shown."""
        return address_of(self.home)

    @property
    def route(self) -> str:
        """Return an address that the phone's own map opens; empty where there is no point or it is protected."""
        return route_to(self.home)

    @property
    def phone(self) -> str:
        """Return whom to call; a family at a protected address is called from the office, never from a list."""
        return "" if self.home.protected_address else self.home.phone


def address_of(home: Home) -> str:
    """Return the address of a home as text; for a protected one nothing is stored, and nothing is shown."""
    if home.protected_address:
        return ""
    village = home.point.village if home.point else home.municipality.name
    known = village in home.address
    return home.address if known else ", ".join(part for part in (home.address, village) if part)


def route_to(home: Home) -> str:
    """Return an address that the phone's own map opens; empty where there is no point or it is protected."""
    return "" if home.protected_address or home.point is None else geo(home.point)


def geo(point: Point) -> str:
    """Return the `geo:` address of a point (RFC 5870): no host is asked, and nothing else is told."""
    return f"geo:{point.latitude},{point.longitude}"


@dataclass(frozen=True, slots=True)
class Session:
    """A session of guidance to give: whom to, where, and how to get there."""

    stop: Stop
    is_guidance: ClassVar = True

    @property
    def visit(self) -> GuidanceSession:
        assert isinstance(self.stop.visit, GuidanceSession)
        return self.stop.visit

    @property
    def address(self) -> str:
        return address_of(self.visit.home) if self.visit.home else ""

    @property
    def route(self) -> str:
        return route_to(self.visit.home) if self.visit.home else ""


@dataclass(frozen=True, slots=True)
class Week:
    """The visits of one week, and the sessions of guidance; `from_on` is its Monday."""

    from_on: date
    errands: tuple[Errand, ...]
    sessions: tuple[Session, ...] = ()

    @property
    def in_order(self) -> list[Errand | Session]:
        """Return both in order of time."""
        return sorted([*self.errands, *self.sessions], key=lambda one: (one.visit.on_day, one.visit.start or time.max))

    @property
    def number(self) -> int:
        return self.from_on.isocalendar().week

    @property
    def last_on(self) -> date:
        return self.from_on + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Left:
    """A child and track with visits that nobody has planned: how many, before which day the first, how many late."""

    row: DueRow
    number: int
    before_on: date
    late: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """All of it. `unrecorded`: the day has passed and nobody has said what became of the visit."""

    unrecorded: tuple[Errand, ...]
    weeks: tuple[Week, ...]
    later: int
    left: tuple[Left, ...]
    sessions_forgotten: tuple[Session, ...] = ()

    @property
    def planned(self) -> int:
        return sum(len(week.errands) for week in self.weeks)

    @property
    def sessions(self) -> int:
        return sum(len(week.sessions) for week in self.weeks)

    @property
    def next_errand(self) -> Errand | None:
        """Return the next visit that has not been forgotten: the one to prepare for."""
        return next((errand for week in self.weeks for errand in week.errands), None)

    @property
    def left_number(self) -> int:
        return sum(left.number for left in self.left)


def schedule(access: Access, *, weeks: int | None = WEEKS_AHEAD) -> Schedule:
    """Return the person's schedule from today on; `weeks`: how far, or None for all. A fixed number of queries."""
    errands = errands_of(access)
    coming = [errand for errand in errands if errand.visit.on_day >= access.on]
    end = date.max if weeks is None else monday(access.on) + timedelta(weeks=weeks)
    sessions = _sessions_of(access)
    ahead: list[Errand | Session] = [*coming, *(session for session in sessions if session.visit.on_day >= access.on)]
    shown = [one for one in ahead if one.visit.on_day < end]
    return Schedule(
        unrecorded=tuple(errand for errand in errands if errand.visit.on_day < access.on),
        weeks=tuple(_weeks(shown)),
        later=len(ahead) - len(shown),
        left=tuple(left_to_plan(access)),
        sessions_forgotten=tuple(session for session in sessions if session.visit.on_day < access.on),
    )


def _sessions_of(access: Access) -> list[Session]:
    """Return the sessions of guidance that the person is to give, whichever day they were set for."""
    rows = GuidanceSession.objects.visible_to(access).filter(guide=access.user, status=SESSION_AHEAD)
    return [Session(Stop(row, Leg(None, None))) for row in sessions_with_places(rows).order_by("on_day", "start", "pk")]


def children_ahead(mine: Schedule) -> set[Child]:
    """Return the children of the visits that the schedule shows."""
    errands = [*mine.unrecorded, *(errand for week in mine.weeks for errand in week.errands)]
    return {row.child for errand in errands for row in errand.visit.rows}  # type: ignore[attr-defined]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(ahead: Iterable[Errand | Session]) -> Iterable[Week]:
    mondays = defaultdict(list)
    for one in ahead:
        mondays[monday(one.visit.on_day)].append(one)
    for from_on, those in sorted(mondays.items()):
        errands = tuple(one for one in those if isinstance(one, Errand))
        yield Week(from_on, errands, tuple(one for one in those if isinstance(one, Session)))


def errands_of(access: Access) -> list[Errand]:
    """Return the planned and booked visits that the person makes, in order of time."""
    visits = visits_made_by(access).filter(status__in=OPEN)
    rows = Prefetch("visit_children", VisitChild.objects.select_related("child"), to_attr="rows")
    whole = visits.select_related("home__municipality", "home__point", "worker").prefetch_related(rows)
    own = set(Child.objects.visible_to(access).values_list("pk", flat=True))
    ahead = list(whole.order_by("on_day", "start", "pk"))
    available = Availability(access.service_id or 0, {id_of(visit) for visit in ahead} | {f"w{access.user.pk}"})
    return [_own_errand(access, errand_of(visit, own, available), available) for visit in ahead]


def visits_made_by(access: Access) -> QuerySet[Visit]:
    """Return the visits that fall to the person: their own, and those of absent colleagues whom they cover."""
    mine = Q(worker=access.user) | Q(supervisor__user=access.user) | Q(pk__in=_covered(access).values("visit"))
    return Visit.objects.visible_to(access).filter(mine)


def _own_errand(access: Access, errand: Errand, available: Availability) -> Errand:
    """Return the errand as the person's own: of a visit in a colleague's place, whose, and whether they can go."""
    worker = errand.visit.worker
    if worker is None or worker.pk == access.user.pk:
        return errand
    away = available.away(f"w{access.user.pk}", errand.visit.on_day) is not None
    return replace(errand, away=away, absent=worker.name)


def _covered(access: Access) -> QuerySet[VisitChild]:
    """Return the visits of absent colleagues that fall to the person who covers, child by child."""
    covers_now = Cover.objects.holding(access.on).filter(stand_in=access.user)
    until = Q(child__covers__until_on=None) | Q(child__covers__until_on__gt=F("visit__on_day"))
    return VisitChild.objects.filter(
        until,
        child__covers__in=covers_now,
        visit__worker=F("child__covers__worker"),
        visit__on_day__gte=F("child__covers__from_on"),
    )


def errand_of(visit: Visit, own: set[int], available: Availability) -> Errand:
    """Return the visit (read with `rows`) as its visitor may know it; `own`: the children the person reads about."""
    # Who goes in a colleague's place must know to whom; a supervisor only goes to children of their own.
    rows: Sequence[VisitChild] = visit.rows  # type: ignore[attr-defined]
    seen = [row.child.name for row in rows if visit.track == law.FOLLOW_UP or row.child_id in own]
    return Errand(visit, tuple(sorted(seen)), available.away(id_of(visit), visit.on_day) is not None)


def left_to_plan(access: Access) -> Iterable[Left]:
    """Yield what the person's own children are still owed this year and nobody has planned, the first due first."""
    rows = [row for row in due_rows(access) if not row.year.has_ended and is_made_by(access, row)]
    for stands in ahead_of(rows):
        if left := stands.left:
            yield Left(stands.row, len(left), left[0].window.until_on, stands.late)


def is_made_by(access: Access, row: DueRow) -> bool:
    """Return whether it is the person who makes the visits of the row."""
    if isinstance(row.visitor, Supervisor):
        return row.visitor.user_id == access.user.pk
    return row.visitor == access.user or row.on_behalf_of(access.user) is not None
