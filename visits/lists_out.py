"""The lists of what is owed, dated, reported and guided, as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fosterhomes.access import DutyRequest
from fosterhomes.listing import sorted_rows
from fosterhomes.lists_out import ListOut, words
from fosterhomes.lists_out import where as lying_in
from fosterhomes.models import Role

from . import dates, due, guidance, visit_rows
from .forms.dates import DateFilters
from .forms.due_filters import DueFilters
from .forms.guidance import GuidanceFilters
from .forms.report import ReportFilters
from .forms.visit_filters import VisitFilters
from .models import Guidance
from .permissions import CHOOSES_VISITOR
from .supervision_reports import lists as reports

OFFICE = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK)


def _due(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    filters = DueFilters(asked, access=request.access)
    chosen = due.narrowed(due.due_rows(request.access), filters.chosen)
    return sorted_rows(due.shown(chosen, filters.show_chosen), due.SORTS, asked.get("sort") or "deadline")


def _dates(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    filters = DateFilters(asked, access=request.access)
    return dates.narrowed(dates.date_rows(request.access), filters.chosen)


def _reports(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    filters = ReportFilters(asked, access=request.access)
    show = filters.chosen.get("show") or ""
    chosen = reports.narrowed(reports.report_rows(request.access, show), filters.chosen)
    return sorted_rows(reports.shown(chosen, show), reports.SORTS, asked.get("sort") or "pressing")


def _guidance(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    cases = Guidance.objects.visible_to(request.access)
    filters = GuidanceFilters(asked, cases=cases)
    return guidance.narrowed(guidance.guidance_rows(cases, request.today), filters.chosen)


def _visits(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    chosen = VisitFilters(asked, access=request.access).chosen
    return list(visit_rows.visit_rows(request.access, chosen, asked.get("sort") or visit_rows.NEWEST))


VISITS = ListOut(
    "visits", _("Visits, all"), "visit_list", (*OFFICE, Role.SUPERVISOR),
    (
        (_("Day"), lambda row: row.on_day),
        (_("Child"), lambda row: words([child.name for child in row.seen])),
        (_("Home"), lambda row: row.home.name),
        (_("Municipality of the home"), lambda row: lying_in(row.home)),
        (_("Kind of visit"), lambda row: row.get_track_display()),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Who makes it"), lambda row: row.visitor.name if row.visitor else ""),
        (_("In person"), lambda row: str(_("yes") if row.in_person else _("no"))),
        (_("From the case system"), lambda row: str(_("yes") if row.from_case_system else _("no"))),
    ),
    _visits,
)  # fmt: skip

DUE = ListOut(
    "due", _("Visits that are owed"), "due", (*OFFICE, Role.SUPERVISOR),
    (
        (_("Child"), lambda row: row.year.child.name),
        (_("Home"), lambda row: row.year.home.name),
        (_("Municipality of the home"), lambda row: lying_in(row.year.home)),
        (_("Kind of visit"), lambda row: row.track_label),
        (_("Owed this year"), lambda row: row.year.required),
        (_("Made"), lambda row: len(row.year.made_on)),
        (_("Late"), lambda row: row.late),
        (_("Due by"), lambda row: row.deadline),
        (_("Last visit"), lambda row: row.last_on),
        (_("Who makes it"), lambda row: row.visitor.name if row.visitor else ""),
        (_("Next visit"), lambda row: row.waiting.on_day if row.waiting else None),
    ),
    _due,
)  # fmt: skip

DATES = ListOut(
    "dates", _("Dates that bind"), "dates", OFFICE,
    (
        (_("Child or home"), lambda row: row.name),
        (_("What"), lambda row: row.sentence),
        (_("Due by"), lambda row: row.deadline.last_on),
        (_("Source"), lambda row: row.source),
        (_("Contact person"), lambda row: row.contact.name if row.contact else ""),
    ),
    _dates,
)  # fmt: skip

REPORTS = ListOut(
    "reports", _("Supervision reports"), "report_list", CHOOSES_VISITOR,
    (
        (_("Child"), lambda row: row.child.name),
        (_("Supervisor"), lambda row: row.supervisor.name),
        (_("Day"), lambda row: row.visit.on_day),
        (_("State"), lambda row: str(row.state.label)),
        (_("Serious shortcomings"), lambda row: str(row.serious.label) if row.is_serious else ""),
        (_("Due by"), lambda row: row.first_due_on),
    ),
    _reports,
)  # fmt: skip

GUIDANCE = ListOut(
    "guidance", _("Guidance"), "guidance_list", guidance.GIVES,
    (
        (_("Whom"), lambda row: str(row.case.whom)),
        (_("Form"), lambda row: row.case.get_form_display()),
        (_("State"), lambda row: str(row.state.label)),
        (_("Guide"), lambda row: row.case.guide.name if row.case.guide else ""),
        (_("Sessions held"), lambda row: row.held),
        (_("Next session"), lambda row: row.next_on),
    ),
    _guidance,
)  # fmt: skip
