"""One supervision report: writing it, reading it, and the steps it takes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.history import last_changed

from .. import report_states as states
from ..actions.reports import send_supplement, take_step, write_report
from ..forms.report import ReportForm, StepForm
from ..models import SupervisionReport, VisitChild
from ..permissions import CHOOSES_VISITOR, RECORDS
from ..report_content import report_before, visited
from ..report_page import report_page
from ..report_permissions import allowed, capacities, may_write, to_follow_up
from ..report_states import Move
from ..report_text import hand_over

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_new(request: DutyRequest, visit_pk: int, child_pk: int) -> HttpResponse:
    """Begin the report on one child of a visit; where it is begun already, go there."""
    rows = VisitChild.objects.select_related("visit__home", "visit__supervisor__user", "child")
    seen = get_object_or_404(rows.filter(visit__supervisor__isnull=False), visit=visit_pk, child=child_pk)
    begun = SupervisionReport.objects.visible_to(request.access).filter(visit=visit_pk, child=child_pk).first()
    if begun is not None:
        return redirect("report", pk=begun.pk)
    return _write(request, SupervisionReport(visit=seen.visit, child=seen.child, state=states.OWED))


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Go on with a draft."""
    row = _visible(request, pk)
    if row.state != states.WRITTEN:
        return redirect("report", pk=row.pk)
    return _write(request, row)


def _write(request: DutyRequest, row: SupervisionReport) -> HttpResponse:
    if not may_write(request.access, row):
        raise Http404
    record_look(request, "report", child=row.child, home=row.home)
    form = ReportForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            write_report(report=row, send=form.sends, by=request.user, at=request.now, seen=form.seen)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The report is sent.") if form.sends else _("The draft is saved."))
            return redirect("report", pk=row.pk)
    context = {
        "form": form,
        "report": form.stored,
        "seen": visited(row),
        "before": report_before(row),
        "concerns": to_follow_up(request.access, [row.child]).exclude(pk=row.pk),
        "changed": last_changed(row) if form.meanwhile else None,
    }
    return render(request, "visits/report_write.html", context, status=422 if form.errors else 200)


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


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_step(request: DutyRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the tables with a report."""
    row, move = _stepping(request, pk, step)
    form = StepForm(
        request.POST if request.method == "POST" else None, move=move, report=row, initial={"on_day": request.today}
    )
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
    }
    return render(request, "visits/report_step.html", context, status=422 if form.errors else 200)


def _stepping(request: DutyRequest, pk: int, step: str) -> tuple[SupervisionReport, Move]:
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
