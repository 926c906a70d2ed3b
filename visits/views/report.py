"""One supervision report: reading it, and the steps it takes once it is written."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.versions import as_token

from ..actions.drafts import Writing
from ..actions.reports import send_supplement, take_step
from ..forms.report import StepForm
from ..models import SupervisionReport
from ..permissions import CHOOSES_VISITOR, RECORDS
from ..supervision_reports import states
from ..supervision_reports.content import report_version
from ..supervision_reports.page import report_page
from ..supervision_reports.permissions import allowed, capacities
from ..supervision_reports.states import Move
from ..supervision_reports.text import hand_over
from .visit_forms import own_draft

GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*RECORDS)
def report(request: DutyRequest, pk: int) -> HttpResponse:
    """Show one report with its steps, and what the person may do with it."""
    row = _visible(request, pk)
    record_look(request, "report", child=row.child, home=row.home)
    return render(request, "visits/report.html", report_page(request.access, row))


@require_safe
@duty(*CHOOSES_VISITOR)
def report_text(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the report as plain text, to be copied to who gets it."""
    row = _visible(request, pk)
    if row.state == states.WRITTEN:
        raise Http404
    record_look(request, "report_text", child=row.child, home=row.home)
    return render(request, "visits/report_text.html", {"report": row, "text": hand_over(row)})


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_step(request: DutyRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the tables with a report."""
    row, move = stepping(request, pk, step)
    draft = own_draft(request, Writing.of(row, step))
    initial = {"on_day": request.today} | (draft.values if draft else {})
    form = StepForm(request.POST if request.method == "POST" else None, move=move, report=row, initial=initial)
    if form.is_valid():
        try:
            _take(request, row, move, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept: %(step)s.") % {"step": move.label})
            return redirect(_back(request, row))
    record_look(request, "report_step", child=row.child, home=row.home)
    context = {
        "form": form,
        "report": row,
        "move": move,
        "possible": move in allowed(request.access, row),
        "back": _back(request, row),
        "asked": row.steps.filter(step="supplement_asked").last() if step == "supplement_sent" else None,
        "draft": draft if not form.is_bound else None,
        "versions": json.dumps(draft.versions if draft else {}),
        "base": as_token(report_version(row)),
    }
    return render(request, "visits/report_step.html", context, status=422 if form.errors else 200)


def stepping(request: DutyRequest, pk: int, step: str) -> tuple[SupervisionReport, Move]:
    """Return report and move. 404 where the step is not the person's to take, or comes of writing the report."""
    rows = SupervisionReport.objects.select_related("child", "visit__home__municipality", "visit__supervisor__user")
    row = get_object_or_404(rows, pk=pk)
    try:
        move = states.find(step)[1]
    except LookupError as error:
        raise Http404 from error
    if step in states.BY_THEMSELVES or not capacities(request.access, row) & set(move.who):
        raise Http404
    return row, move


def _take(request: DutyRequest, row: SupervisionReport, move: Move, form: StepForm) -> None:
    given: dict[str, Any] = form.cleaned_data
    if move.step == "supplement_sent":
        serious = given.get("serious_what", "")
        send_supplement(report=row, note=given["note"], serious_what=serious, by=request.user, at=request.now)
    else:
        take_step(report=row, step=move.step, **given, by=request.user, at=request.now)


def _back(request: DutyRequest, row: SupervisionReport) -> str:
    """Return the address of the report, or, for a supervisor who follows up what another told, of the child."""
    if SupervisionReport.objects.visible_to(request.access).filter(pk=row.pk).exists():
        return reverse("report", args=[row.pk])
    return reverse("child", args=[row.child_id])


def _visible(request: DutyRequest, pk: int) -> SupervisionReport:
    rows = SupervisionReport.objects.visible_to(request.access)
    return get_object_or_404(
        rows.select_related("child", "visit__home__municipality", "visit__supervisor__user"), pk=pk
    )
