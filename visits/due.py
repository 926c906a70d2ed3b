"""The page *Due*: what is late, due this month and next, by child and track. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.listing import sorted_rows
from fosterhomes.models import Child, ContactPerson, Cover, SupervisionAppointment, Supervisor, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access
from fosterhomes.shown import name_key

from . import law, rules
from .boxes import Box, boxes, fraction
from .models import Visit, VisitChild
from .models.visit import Track
from .owed import TrackYear, owed_to_see
from .permissions import OPEN, recordable
from .rules import State


class Show(models.TextChoices):
    """What of it a person wants to see: a filter of the page."""

    LATE = "late", _("late")
    THIS_MONTH = "this_month", _("due this month")
    NEXT_MONTH = "next_month", _("due next month")
    NOBODY = "nobody", _("nobody to make the visit")
    UNPLANNED = "unplanned", _("no visit planned this year")
    UNLAWFUL = "unlawful", _("reduced against the rules")
    ENDED = "ended", _("stays that ended short")


@dataclass(frozen=True, slots=True)
class DueRow:
    """A child on one track in one home, who makes its visits, and the next that waits to be made.

    `cover`: who stands in for the contact person today, on follow-up.
    """

    year: TrackYear
    visitor: User | Supervisor | None
    contact: User | None
    supervisor: Supervisor | None
    waiting: Visit | None
    may_record: bool
    cover: Cover | None = None

    def on_behalf_of(self, user: User) -> User | None:
        """Return the contact person in whose place `user` makes the visits; None for the contact person self."""
        stands_in = self.cover is not None and self.cover.stand_in_id == user.pk
        return self.contact if stands_in and self.contact != user else None

    @property
    def boxes(self) -> list[Box]:
        return boxes(self.year)

    @property
    def fraction(self) -> str:
        return fraction(self.year)

    @property
    def late(self) -> int:
        """Return the visits that are late and can still be made."""
        return 0 if self.year.has_ended else self.year.missing

    @property
    def last_on(self) -> date | None:
        return self.year.made_on[-1] if self.year.made_on else None

    @property
    def next_due(self) -> rules.Due | None:
        return None if self.year.has_ended else next(iter(self.year.open_dues), None)

    @property
    def deadline(self) -> date | None:
        """Return the last day in time of the first visit that is not made."""
        return rules.last_day(self.next_due.window) if self.next_due else None

    @property
    def planned_this_year(self) -> bool:
        """Return whether a visit stands in the counting year; one of the year after makes nothing good."""
        return self.waiting is not None and self.year.days.holds(self.waiting.on_day)

    @property
    def track_label(self) -> str:
        return str(Track(self.year.track).label)


def due_rows(access: Access, among: QuerySet[Child] | None = None) -> list[DueRow]:
    """Return a row for each child and track of which something is owed this year, the most pressing first.

    Stays that have ended are there only where they ended short. `among`: of these children alone.
    """
    years = [year for year in owed_to_see(access, among) if _concerns(year, access.on)]
    people, waiting = _People(years, access.on), _waiting(years)
    own = {track: set(recordable(access, track).values_list("pk", flat=True)) for track in law.TRACKS}
    rows = [_row(year, people, waiting, own) for year in years]
    return sorted_rows(sorted_rows(rows, SORTS, "name"), SORTS, "deadline")


def _concerns(year: TrackYear, on: date) -> bool:
    if year.case.moved_in_on > on or not year.required:
        return False
    return not year.has_ended or year.missing > 0


def _row(year: TrackYear, people: _People, waiting: dict[Any, Visit], own: dict[str, set[int]]) -> DueRow:
    contact, supervisor = people.contact.get(year.child.pk), people.supervisor.get(year.child.pk)
    return DueRow(
        year=year,
        visitor=contact if year.track == law.FOLLOW_UP else supervisor,
        contact=contact,
        supervisor=supervisor,
        waiting=waiting.get((year.child.pk, year.home.pk, year.track)),
        may_record=year.child.pk in own[year.track],
        cover=people.cover.get(year.child.pk) if year.track == law.FOLLOW_UP else None,
    )


class _People:
    """Who answers for the children on the day."""

    def __init__(self, years: Iterable[TrackYear], on: date) -> None:
        children = {year.child.pk for year in years}
        contacts = ContactPerson.objects.filter(covers(on), child__in=children).select_related("worker")
        appointed = SupervisionAppointment.objects.filter(covers(on), child__in=children)
        covering = Cover.objects.holding(on).filter(child__in=children).select_related("stand_in", "worker")
        self.contact = {row.child_id: row.worker for row in contacts}
        self.cover = {row.child_id: row for row in covering}
        self.supervisor = {row.child_id: row.supervisor for row in appointed.select_related("supervisor")}


def _waiting(years: Iterable[TrackYear]) -> dict[Any, Visit]:
    """Return the first planned or booked visit of each child, home and track; one that nobody has recorded yet too."""
    rows = VisitChild.objects.filter(child__in={year.child.pk for year in years}, visit__status__in=OPEN)
    found: dict[Any, Visit] = {}
    for row in rows.select_related("visit").order_by("visit__on_day", "visit__start", "visit"):
        found.setdefault((row.child_id, row.visit.home_id, row.visit.track), row.visit)
    return found


SORTS: dict[str, Callable[[DueRow], Any]] = {
    "name": lambda row: (name_key(row.year.child.name), row.year.child.pk, row.year.case.moved_in_on),
    "home": lambda row: name_key(row.year.home.name),
    "deadline": lambda row: row.deadline,
    "last": lambda row: row.last_on,
    "visitor": lambda row: name_key(row.visitor.name) if row.visitor else None,
}


SHOWN: dict[str, Callable[[DueRow], bool]] = {
    Show.LATE: lambda row: row.late > 0,
    Show.THIS_MONTH: lambda row: _has(row, State.THIS_MONTH),
    Show.NEXT_MONTH: lambda row: _has(row, State.NEXT_MONTH),
    Show.NOBODY: lambda row: row.visitor is None and not row.year.has_ended,
    Show.UNPLANNED: lambda row: row.next_due is not None and not row.planned_this_year,
    Show.UNLAWFUL: lambda row: bool(row.year.unlawful) and not row.year.has_ended,
    Show.ENDED: lambda row: row.year.has_ended,
}


def _has(row: DueRow, state: State) -> bool:
    return not row.year.has_ended and any(due.state is state for due in row.year.dues)


def narrowed(rows: list[DueRow], chosen: dict[str, Any]) -> list[DueRow]:
    """Return the rows that fit what was chosen in the filters, `show` apart (field name → value)."""
    conditions: dict[str, Callable[[DueRow, Any], bool]] = {
        "track": lambda row, value: row.year.track == value,
        "caseworker": lambda row, value: row.contact == value,
        "supervisor": lambda row, value: row.supervisor == value,
        "municipality": lambda row, value: row.year.home.municipality == value,
    }
    for name, fits in conditions.items():
        if chosen.get(name):
            rows = [row for row in rows if fits(row, chosen[name])]
    return rows


def shown(rows: list[DueRow], show: str) -> list[DueRow]:
    """Return the rows of one choice of `Show`; without one, every row whose stay lasts."""
    return [row for row in rows if (SHOWN[show](row) if show else not row.year.has_ended)]


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the page: children late, visits late, visits due this month and next."""

    children_late: int
    visits_late: int
    this_month: int
    next_month: int
    nobody: int
    ended: int

    @classmethod
    def of(cls, rows: list[DueRow]) -> Counts:
        return cls(
            children_late=len({row.year.child.pk for row in rows if row.late}),
            visits_late=sum(row.late for row in rows),
            this_month=_windows(rows, State.THIS_MONTH),
            next_month=_windows(rows, State.NEXT_MONTH),
            nobody=sum(SHOWN[Show.NOBODY](row) for row in rows),
            ended=sum(row.year.has_ended for row in rows),
        )


def _windows(rows: list[DueRow], state: State) -> int:
    return sum(due.state is state for row in rows if not row.year.has_ended for due in row.year.dues)
