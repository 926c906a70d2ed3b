"""The calendar of one visitor, one home or the whole service: visits, absences, hours, public holidays, day by day.

Everything comes through `visible_to`, in a fixed number of queries for any span of days. No child is named in it: a
calendar stands open on desks and is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fosterhomes.models import Home, HomeHoliday
from fosterhomes.periods import covers, overlaps
from fosterhomes.permissions import Access

from ..availability import ALL_DAY, Availability, Hours
from ..days import Span
from ..models import Absence, Visit
from ..models.visit import Track
from ..permissions import OPEN, recorded_by
from ..plans.options import made_by
from ..visitors import columns_of, find
from ..working_days import closed_name

EVERYBODY = "all"
SHOWN = (*OPEN, Visit.Status.DONE, Visit.Status.TRIED)
_HOME = re.compile(r"h([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Whose:
    """Whose calendar: a visitor's (`w3`, `s7`), a home's (`h12`), or of all that the person sees (`all`)."""

    key: str
    name: str
    service: int
    visitor: str = ""
    home: Home | None = None


def whose(access: Access, key: str) -> Whose | None:
    """Return whose calendar the key names, if the person may see it."""
    if key == EVERYBODY:
        return Whose(key, _("Everybody"), access.service_id or 0)
    if match := _HOME.fullmatch(key):
        home = Home.objects.visible_to(access).filter(pk=int(match[1])).first()
        return Whose(key, home.name, home.service_id, home=home) if home else None
    found = find(access, key)
    return Whose(key, found[0].name, found[1], visitor=key) if found else None


@dataclass(frozen=True)
class CalendarVisit:
    """A visit in a calendar. `movable`: whether the person may put it elsewhere.

    `family_away`: it lies ahead, on a day on which the family is not at home.
    """

    visit: Visit
    title: str
    movable: bool
    family_away: bool = False

    @property
    def note(self) -> str:
        """Return `follow-up, planned`, and what is to be done beside it."""
        words = [str(Track(self.visit.track).label), self.visit.get_status_display()]
        if self.visit.family_to_tell:
            words.append(_("the family is to be told"))
        if self.family_away:
            words.append(_("the family is away"))
        return ", ".join(words)


@dataclass(frozen=True)
class Note:
    """Something that holds for whole days: a public holiday, somebody away. `kind` says how it is drawn."""

    kind: str
    text: str
    days: Span


@dataclass
class Day:
    """One day of the calendar. `hours`: when its visitor is at work, where that is one person's calendar."""

    on_day: date
    notes: list[str] = field(default_factory=list)
    visits: list[CalendarVisit] = field(default_factory=list)
    hours: Hours | None = None
    is_off: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.notes or self.visits)


@dataclass(frozen=True)
class Calendar:
    """What stands in a calendar in a span of days."""

    whose: Whose
    days: Span
    visits: list[CalendarVisit]
    notes: list[Note]
    hours: dict[date, Hours | None]

    def by_day(self) -> list[Day]:
        """Return every day of the span with what stands on it."""
        visits: dict[date, list[CalendarVisit]] = defaultdict(list)
        for one in self.visits:
            visits[one.visit.on_day].append(one)
        return [self._day(day, visits[day]) for day in each_day(self.days)]

    def _day(self, day: date, visits: list[CalendarVisit]) -> Day:
        hours = self.hours.get(day)
        notes = [note.text for note in self.notes if note.days.holds(day)]
        return Day(day, notes, visits, hours if hours != ALL_DAY else None, day in self.hours and hours is None)


def calendar(access: Access, whose: Whose, days: Span) -> Calendar:
    """Return the calendar of those days."""
    notes = [*_public_holidays(days), *_away(access, whose, days), *_family_away(whose, days)]
    return Calendar(whose, days, _visits(access, whose, days), notes, _hours(whose, days))


def each_day(days: Span) -> Iterator[date]:
    return (days.from_on + timedelta(days=number) for number in range(days.days))


def _visits(access: Access, whose: Whose, days: Span) -> list[CalendarVisit]:
    rows = Visit.objects.visible_to(access).filter(status__in=SHOWN)
    rows = rows.filter(on_day__gte=days.from_on, on_day__lt=days.until_on)
    if whose.visitor:
        rows = rows.filter(made_by((whose.visitor,)))
    if whose.home:
        rows = rows.filter(home=whose.home)
    away = HomeHoliday.objects.filter(covers(OuterRef("on_day")), home=OuterRef("home"))
    rows = rows.annotate(family_away=Q(status__in=OPEN) & Exists(away))
    visits = list(rows.select_related("home", "worker", "supervisor").order_by("on_day", "start", "pk"))
    movable = recorded_by(access, [visit for visit in visits if visit.status in OPEN])
    return [CalendarVisit(visit, _title(whose, visit), visit.pk in movable, visit.family_away) for visit in visits]


def _title(whose: Whose, visit: Visit) -> str:
    """Return where the visit is, or who comes, whichever the calendar does not say already."""
    home, name = visit.home.name, visit.visitor.name if visit.visitor else ""
    if whose.visitor:
        return home
    return name if whose.home else f"{home}, {name}"


def _public_holidays(days: Span) -> Iterator[Note]:
    for day in each_day(days):
        if name := closed_name(day):
            yield Note("holiday", name, Span(day, day + timedelta(days=1)))


def _away(access: Access, whose: Whose, days: Span) -> Iterator[Note]:
    """Yield who is away: one person in their own calendar, in everybody's with the name."""
    rows = Absence.objects.visible_to(access).filter(overlaps(days.from_on, days.until_on))
    if whose.home:
        return
    if whose.visitor:
        columns = columns_of(whose.visitor)
        rows = rows.filter(Q(worker=columns["worker_id"] or 0) | Q(supervisor=columns["supervisor_id"] or 0))
    for row in rows.select_related("worker", "supervisor"):
        kind = row.get_kind_display()
        text = _("Away: %(kind)s") if whose.visitor else _("%(name)s is away: %(kind)s")
        yield Note("away", text % {"name": row.person.name, "kind": kind}, _within(row.from_on, row.until_on, days))


def _family_away(whose: Whose, days: Span) -> Iterable[Note]:
    if whose.home is None:
        return []
    rows = HomeHoliday.objects.filter(overlaps(days.from_on, days.until_on), home=whose.home)
    return [Note("away", _("The family is away"), _within(row.from_on, row.until_on, days)) for row in rows]


def _within(from_on: date, until_on: date | None, days: Span) -> Span:
    return Span(from_on, until_on or days.until_on).within(days)


def _hours(whose: Whose, days: Span) -> dict[date, Hours | None]:
    """Return when the one person whose calendar it is works, by day; None on a day off, all day where nobody said."""
    if not whose.visitor:
        return {}
    available = Availability(whose.service, [whose.visitor])
    return {day: available.hours_on(whose.visitor, day, ALL_DAY) for day in each_day(days)}


def first_and_last_hour(visits: Iterable[CalendarVisit]) -> tuple[time, time]:
    """Return the hours that a drawn week must show: the day's ordinary ones, and what lies outside them."""
    starts = [one.visit.start for one in visits if one.visit.start]
    first = min([7, *(start.hour for start in starts)])
    ends = [start.hour + -(-(start.minute + one.visit.minutes) // 60) for one in visits if (start := one.visit.start)]
    last = max([20, *ends])
    return time(first), time(min(last, 23), 59 if last > 23 else 0)
