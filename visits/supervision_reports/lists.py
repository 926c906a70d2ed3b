"""Supervision reports as lists show them: what is to write, to check, to forward, and what is overdue.

A row for each child on each supervision visit that was made in person, with or without a report. A fixed number of
queries; the states and their days are those of `visits.supervision_reports.states`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.listing import sorted_rows
from fosterhomes.models import Child, Role, SupervisionAppointment, Supervisor
from fosterhomes.periods import covers
from fosterhomes.permissions import Access
from fosterhomes.shown import name_key

from ..models import ReportStep, SupervisionReport, Visit, VisitChild, VisitSettings, settings_of
from ..models.visit import Track
from . import states
from .permissions import CHECKS_REPORTS
from .states import State, Way


class Show(models.TextChoices):
    """What of it a person wants to see: a filter of the list."""

    TO_CHECK = "to_check", _("to check")
    OVERDUE = "overdue", _("overdue")
    SERIOUS = "serious", _("serious shortcomings")
    TO_WRITE = "to_write", _("not written or not sent")
    SUPPLEMENT = "supplement", _("supplement asked for")
    TO_FORWARD = "to_forward", _("to forward")
    FINISHED = "finished", _("forwarded")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A child on a supervision visit, the report on it if one is begun, and how that stands today."""

    visit: Visit
    child: Child
    report: SupervisionReport | None
    state: State
    serious: State
    due_on: date | None
    copies_due_on: date | None
    on: date

    @property
    def supervisor(self) -> Supervisor:
        assert self.visit.supervisor is not None
        return self.visit.supervisor

    @property
    def overdue(self) -> bool:
        """Return whether a step that somebody is waited for is late, on either way."""
        return any(day is not None and day < self.on for day in (self.due_on, self.copies_due_on))

    @property
    def first_due_on(self) -> date | None:
        return min((day for day in (self.due_on, self.copies_due_on) if day), default=None)

    @property
    def is_serious(self) -> bool:
        """Return whether serious shortcomings wait for copies or to be followed up."""
        return self.serious.code in (states.TOLD, states.COPIED)

    @property
    def finished(self) -> bool:
        return self.state.code == states.FORWARDED and not self.is_serious


def report_rows(access: Access, show: str = "") -> list[ReportRow]:
    """Return the rows of the person's services that wait for somebody (`Show.FINISHED`: the others), pressing first."""
    children = Child.objects.filter(service__in=access.services(*CHECKS_REPORTS))
    return _rows(_told(show).filter(child__in=children), access.on)


def own_rows(access: Access) -> list[ReportRow]:
    """Return the rows of the visits that the supervisor made to children they are still appointed for."""
    appointed = SupervisionAppointment.objects.filter(covers(access.on), supervisor__user=access.user)
    theirs = Child.objects.filter(pk__in=appointed.values("child"), service__in=access.services(Role.SUPERVISOR))
    return _rows(_told("").filter(child__in=theirs, visit__supervisor__user=access.user), access.on)


def open_rows_of(child: Child, on: date) -> list[ReportRow]:
    """Return the rows of the child's visits whose report still waits for somebody."""
    return _rows(_told("").filter(child=child), on)


def to_write(rows: list[ReportRow]) -> list[ReportRow]:
    """Return the rows that wait for who writes the report."""
    return [row for row in rows if SHOWN[Show.TO_WRITE](row) or SHOWN[Show.SUPPLEMENT](row)]


def _told(show: str) -> models.QuerySet[VisitChild]:
    """Return the children on visits that a report is owed on, before the days of a service's settings are asked."""
    made = VisitChild.objects.filter(
        visit__track=Track.SUPERVISION,
        visit__status=Visit.Status.DONE,
        visit__in_person=True,
        visit__from_case_system=False,
        child__merged_into__isnull=True,
    )
    reports = SupervisionReport.objects.filter(visit=OuterRef("visit"), child=OuterRef("child"))
    waits = Q(serious_state__in=(states.TOLD, states.COPIED))
    done = Exists(reports.filter(~waits, state=states.FORWARDED))
    expected_from = F("child__service__visit_settings__reports_from_on")
    expected = Q(child__service__visit_settings__reports_from_on__isnull=True) | Q(visit__on_day__gte=expected_from)
    return made.filter(done if show == Show.FINISHED else ~done, expected | Exists(reports))


def _rows(told: models.QuerySet[VisitChild], on: date) -> list[ReportRow]:
    seen = list(told.select_related("visit__home__municipality", "visit__supervisor", "child"))
    steps = Prefetch("steps", ReportStep.objects.all(), to_attr="taken")
    found = SupervisionReport.objects.filter(visit__in={row.visit_id for row in seen}).prefetch_related(steps)
    reports = {(report.visit_id, report.child_id): report for report in found}
    settings = settings_of({row.child.service_id for row in seen})
    rows = [
        row_of(one.visit, one.child, reports.get((one.visit_id, one.child_id)), settings[one.child.service_id], on)
        for one in seen
    ]
    return sorted_rows(rows, SORTS, "pressing")


def row_of(
    visit: Visit, child: Child, report: SupervisionReport | None, settings: VisitSettings, on: date
) -> ReportRow:
    """Return one row; `report.taken` holds the steps of the report."""
    taken: list[ReportStep] = report.taken if report else []  # type: ignore[attr-defined]
    state = states.ORDINARY.state(report.state if report else states.OWED)
    serious = states.SERIOUS.state(report.serious_state if report else states.NONE)
    return ReportRow(
        visit=visit,
        child=child,
        report=report,
        state=state,
        serious=serious,
        due_on=due_on(states.ORDINARY, state, taken, visit.on_day, settings),
        copies_due_on=due_on(states.SERIOUS, serious, taken, visit.on_day, settings),
        on=on,
    )


def due_on(way: Way, state: State, taken: Iterable[ReportStep], visit_on: date, settings: VisitSettings) -> date | None:
    """Return the last day in time for the step that the state waits for; None where nobody is waited for."""
    if state.deadline is None:
        return None
    days = getattr(settings, state.deadline.setting) if state.deadline.setting else state.deadline.days
    since = visit_on if state.deadline.from_visit else _since(way, state, taken)
    return since + timedelta(days=days) if since else None


def _since(way: Way, state: State, taken: Iterable[ReportStep]) -> date | None:
    """Return the day of the last step that led to the state."""
    into = {move.step for move in way.moves if move.after == state.code}
    return max((step.on_day for step in taken if step.step in into), default=None)


TO_CHECK = (states.SENT, states.SUPPLEMENT_SENT)

SHOWN: dict[str, Callable[[ReportRow], bool]] = {
    Show.TO_CHECK: lambda row: row.state.code in TO_CHECK,
    Show.OVERDUE: lambda row: row.overdue,
    Show.SERIOUS: lambda row: row.is_serious,
    Show.TO_WRITE: lambda row: row.state.code in (states.OWED, states.WRITTEN),
    Show.SUPPLEMENT: lambda row: row.state.code == states.SUPPLEMENT_ASKED,
    Show.TO_FORWARD: lambda row: row.state.code == states.APPROVED,
    Show.FINISHED: lambda row: row.finished,
}

COUNTED = (Show.TO_CHECK, Show.OVERDUE, Show.SERIOUS, Show.TO_WRITE, Show.TO_FORWARD)

SORTS: dict[str, Callable[[ReportRow], Any]] = {
    "pressing": lambda row: (not row.is_serious, row.first_due_on or date.max),
    "name": lambda row: (name_key(row.child.name), row.visit.on_day),
    "visit": lambda row: row.visit.on_day,
    "supervisor": lambda row: name_key(row.supervisor.name),
    "deadline": lambda row: row.first_due_on,
}


def narrowed(rows: list[ReportRow], chosen: dict[str, Any]) -> list[ReportRow]:
    """Return the rows that fit what was chosen in the filters, `show` apart."""
    if supervisor := chosen.get("supervisor"):
        rows = [row for row in rows if row.supervisor == supervisor]
    if municipality := chosen.get("municipality"):
        rows = [row for row in rows if row.visit.home.municipality == municipality]
    return rows


def shown(rows: list[ReportRow], show: str) -> list[ReportRow]:
    return [row for row in rows if SHOWN[show](row)] if show else rows


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the list."""

    to_check: int
    overdue: int
    serious: int
    to_write: int
    to_forward: int

    @classmethod
    def of(cls, rows: list[ReportRow]) -> Counts:
        return cls(**{str(name): len(shown(rows, name)) for name in COUNTED})
