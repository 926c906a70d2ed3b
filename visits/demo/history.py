"""A year and a half of visits on both tracks: most in time, some missed, tried, cancelled or by video, some to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import holidays

from fosterhomes.demo.rows import COVERED_DAYS, Demo
from fosterhomes.models import (
    Child,
    ContactPerson,
    Home,
    SupervisionAppointment,
    Supervisor,
    User,
    VisitHours,
)

from .. import law, rules
from ..days import Span
from ..models import Visit, VisitChild
from ..owed import TrackYear, owed
from .words import CANCELLED, TRIED, spoken

Status = Visit.Status

SHARED_WITHIN_DAYS = 24
"""Visits to children of one home that lie so close become one visit."""

BOOKED_WITHIN_DAYS, PLANNED_WITHIN_DAYS = 24, 80

STARTS = (time(9), time(12), time(14, 30))

Holder = ContactPerson | SupervisionAppointment
"""Whoever visits the child, for as long as the period lasts."""


@dataclass
class Draft:
    """A visit before it is stored; `within` are the days on which it counts for everybody in it."""

    on_day: date
    within: Span
    home: Home
    track: str
    visitor: User | Supervisor
    children: list[Child]
    status: str = Status.DONE
    in_person: bool = True
    reason: str = ""


@dataclass
class Calendar:
    """Whose day is full, and which days nobody works on."""

    demo: Demo
    hours: dict[int, list[VisitHours]] = field(default_factory=lambda: defaultdict(list))
    taken: dict[tuple[str, int, date], int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        years = range(self.demo.on.year - 3, self.demo.on.year + 2)
        self.free_days = holidays.country_holidays("NO", years=years)
        for row in self.demo.rows[VisitHours]:
            self.hours[row.home_id].append(row)

    def working_day(self, day: date, within: Span) -> date | None:
        """Return the day or the nearest working day after or before it, as far as `within` goes."""
        for step in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6):
            other = day + timedelta(days=step)
            if within.holds(other) and other.weekday() < 5 and other not in self.free_days:
                return other
        return None

    def start(self, draft: Draft) -> time:
        """Return when the visit begins: the visitor's next free hour that day, within the home's own hours if set."""
        key = (draft.track, draft.visitor.pk, draft.on_day)
        self.taken[key] += 1
        suits = [row for row in self.hours[draft.home.pk] if row.weekday == draft.on_day.weekday()]
        return suits[0].from_time if suits else STARTS[(self.taken[key] - 1) % len(STARTS)]


def load_history(demo: Demo) -> None:
    """Store the visits. Pauses and decisions to reduce must be stored already: what is owed follows from them."""
    calendar = Calendar(demo)
    drafts = list(_drafts(demo, calendar))
    _store(demo, calendar, _shared(drafts))


def _drafts(demo: Demo, calendar: Calendar) -> Iterator[Draft]:
    visitors = {
        law.FOLLOW_UP: _holders(demo.rows[ContactPerson]),
        law.SUPERVISION: _holders(demo.rows[SupervisionAppointment]),
    }
    # From the new year, so that no counting year is half without visits and ends short for that alone.
    begins = date((demo.on - timedelta(days=COVERED_DAYS)).year, 1, 1)
    unreliable: dict[tuple[int, str], bool] = {}
    for year in range(begins.year, (demo.on + timedelta(days=PLANNED_WITHIN_DAYS)).year + 1):
        rows = owed(Child.objects.filter(service=demo.service), date(year, 12, 31))
        # Their own order is by name, which databases sort differently; the demo is the same on each of them.
        for row in sorted(rows, key=lambda row: (row.placement.pk, row.track)):
            slow = unreliable.setdefault((row.child.pk, row.track), demo.chance(13))
            holders = visitors[row.track][row.child.pk]
            for window in row.result.windows:
                if window.from_on >= begins:
                    yield from _window(demo, calendar, row, window, holders, slow)


def _holders(rows: list[Holder]) -> dict[int, list[Holder]]:
    holders: dict[int, list[Holder]] = defaultdict(list)
    for row in rows:
        holders[row.child_id].append(row)
    return holders


def _window(
    demo: Demo, calendar: Calendar, row: TrackYear, window: Span, holders: list[Holder], slow: bool
) -> Iterator[Draft]:
    """Yield the visit that fills the window, if one does, and what was tried before it."""
    reach = window.days * 35 // 100
    wanted = rules.target(window) + timedelta(days=demo.rng.randint(-reach, reach))
    day = calendar.working_day(wanted, window)
    holder = next((row for row in holders if day and row.holds_on(day)), None)
    if day is None or holder is None:
        return
    visitor = holder.worker if isinstance(holder, ContactPerson) else holder.supervisor
    draft = Draft(day, window, row.home, row.track, visitor, [row.child])
    if day >= demo.on:
        yield from _to_come(demo, draft)
    elif not demo.chance(45 if slow else 3):
        yield from _tried_before(demo, calendar, draft)
        yield draft


def _to_come(demo: Demo, draft: Draft) -> Iterator[Draft]:
    days = (draft.on_day - demo.on).days
    draft.status = Status.BOOKED if days <= BOOKED_WITHIN_DAYS else Status.PLANNED
    if days and days <= PLANNED_WITHIN_DAYS and demo.chance(65):
        yield draft


def _tried_before(demo: Demo, calendar: Calendar, draft: Draft) -> Iterator[Draft]:
    """Now and then a visit comes to nothing, or is only a talk by video, and is made again later."""
    kind = demo.rng.choice((Status.TRIED, Status.CANCELLED, Status.DONE)) if demo.chance(11) else None
    day = calendar.working_day(draft.on_day - timedelta(days=demo.rng.randint(8, 16)), draft.within)
    if kind is None or day is None:
        return
    reason = {Status.TRIED: demo.rng.choice(TRIED), Status.CANCELLED: demo.rng.choice(CANCELLED)}.get(kind, "")
    yield Draft(
        day, draft.within, draft.home, draft.track, draft.visitor, draft.children, kind, kind != Status.DONE, reason
    )


def _shared(drafts: list[Draft]) -> list[Draft]:
    """Make one visit of those that the same person makes to one home within a few weeks."""
    shared: list[Draft] = []
    open_visits: dict[tuple[str, int, int], Draft] = {}
    for draft in sorted(drafts, key=lambda row: (row.on_day, row.home.pk, row.children[0].pk)):
        key = (draft.track, draft.home.pk, draft.visitor.pk)
        earlier = open_visits.get(key)
        if earlier and _fits(earlier, draft):
            earlier.children.extend(draft.children)
            earlier.within = earlier.within.within(draft.within)
        else:
            shared.append(draft)
            open_visits[key] = draft if draft.status == Status.DONE and draft.in_person else earlier or draft
    return shared


def _fits(earlier: Draft, draft: Draft) -> bool:
    near = (draft.on_day - earlier.on_day).days <= SHARED_WITHIN_DAYS and draft.within.holds(earlier.on_day)
    same = draft.status == earlier.status and draft.in_person == earlier.in_person
    return near and same and draft.children[0] not in earlier.children


def _store(demo: Demo, calendar: Calendar, drafts: list[Draft]) -> None:
    visits = [_visit(demo, calendar, draft) for draft in drafts]
    Visit.objects.bulk_create(visits)
    VisitChild.objects.bulk_create(
        _visited(demo, visit, child) for visit, draft in zip(visits, drafts, strict=True) for child in draft.children
    )


def _visit(demo: Demo, calendar: Calendar, draft: Draft) -> Visit:
    return Visit(
        service=demo.service,
        home=draft.home,
        track=draft.track,
        status=draft.status,
        worker=draft.visitor if isinstance(draft.visitor, User) else None,
        supervisor=draft.visitor if isinstance(draft.visitor, Supervisor) else None,
        on_day=draft.on_day,
        start=None if draft.status == Status.PLANNED else calendar.start(draft),
        minutes=demo.rng.choice((60, 90, 90, 120)) if draft.in_person else 30,
        in_person=draft.in_person,
        reason=draft.reason,
    )


def _visited(demo: Demo, visit: Visit, child: Child) -> VisitChild:
    row = VisitChild(visit=visit, child=child)
    if visit.status == Status.DONE:
        row.alone, row.alone_reason, row.words = spoken(demo.rng, child.age_on(visit.on_day), visit.in_person)
    return row
