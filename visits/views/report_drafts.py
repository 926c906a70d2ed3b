"""What somebody writes in a supervision report is stored field by field, as what they write about a visit is."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fosterhomes.access import DutyRequest, duty

from ..actions.drafts import Writing, forget_draft
from ..forms.report import ReportForm, StepForm
from ..models import SupervisionReport
from ..permissions import RECORDS
from ..supervision_reports.content import report_version
from ..supervision_reports.permissions import may_write
from .drafts import stored
from .report import stepping
from .report_write import report_on


@require_POST
@duty(*RECORDS)
def report_draft_save(request: DutyRequest, visit_pk: int, child_pk: int) -> HttpResponse:
    """Store one field of the draft of a report, whether the report has a row yet or not."""
    row = _written(request, visit_pk, child_pk)
    now = report_version(row)
    return stored(request, ReportForm(None, instance=row), Writing.of(row, "written"), now)


@require_POST
@duty(*RECORDS)
def report_draft_discard(request: DutyRequest, visit_pk: int, child_pk: int) -> HttpResponse:
    """Throw away what the person wrote, and open the report as it stands."""
    row = _written(request, visit_pk, child_pk)
    forget_draft(Writing.of(row, "written"), by=request.user)
    return redirect("report_edit", pk=row.pk) if row.pk else redirect("report_new", visit_pk, child_pk)


@require_POST
@duty(*RECORDS)
def report_step_draft_save(request: DutyRequest, pk: int, step: str) -> HttpResponse:
    """Store one field of what is written for a step: a supplement, what it must tell, what was done."""
    row, move = stepping(request, pk, step)
    return stored(request, StepForm(None, move=move, report=row), Writing.of(row, step), report_version(row))


@require_POST
@duty(*RECORDS)
def report_step_draft_discard(request: DutyRequest, pk: int, step: str) -> HttpResponse:
    """Throw away what the person wrote for a step."""
    row, _move = stepping(request, pk, step)
    forget_draft(Writing.of(row, step), by=request.user)
    return redirect("report_step", pk=pk, step=step)


def _written(request: DutyRequest, visit_pk: int, child_pk: int) -> SupervisionReport:
    row = report_on(request, visit_pk, child_pk)
    if not may_write(request.access, row):
        raise Http404
    return row
