"""Writing a supervision report: a form that is stored field by field, and sent when it is whole."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.history import last_changed
from fosterhomes.versions import as_token

from ..actions.drafts import Writing
from ..actions.reports import write_report
from ..forms.report import ReportForm
from ..models import SupervisionReport, VisitChild, VisitDraft
from ..permissions import RECORDS
from ..supervision_reports import states
from ..supervision_reports.content import report_before, report_version, visited
from ..supervision_reports.permissions import may_write, to_follow_up
from ..supervision_reports.text import sections
from .visit_forms import own_draft

GET_OR_POST = ("GET", "HEAD", "POST")


def report_on(request: DutyRequest, visit_pk: int, child_pk: int) -> SupervisionReport:
    """Return the report on one child of a visit: the one that is begun, or a new one that is stored nowhere yet."""
    rows = VisitChild.objects.select_related("visit__home", "visit__supervisor__user", "child")
    seen = get_object_or_404(rows.filter(visit__supervisor__isnull=False), visit=visit_pk, child=child_pk)
    begun = SupervisionReport.objects.visible_to(request.access).filter(visit=visit_pk, child=child_pk)
    row = begun.select_related("visit__home", "visit__supervisor__user", "child").first()
    return row or SupervisionReport(visit=seen.visit, child=seen.child, state=states.OWED)


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_new(request: DutyRequest, visit_pk: int, child_pk: int) -> HttpResponse:
    """Begin the report on one child of a visit; where it is begun already, go there."""
    row = report_on(request, visit_pk, child_pk)
    if row.pk and request.method != "POST":
        return redirect("report", pk=row.pk)
    return _write(request, row)


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def report_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Go on with a draft."""
    rows = SupervisionReport.objects.visible_to(request.access)
    row = get_object_or_404(rows.select_related("child", "visit__home", "visit__supervisor__user"), pk=pk)
    return _write(request, row)


def _write(request: DutyRequest, row: SupervisionReport) -> HttpResponse:
    if not may_write(request.access, row):
        raise Http404
    draft = own_draft(request, Writing.of(row, "written"))
    form = ReportForm(request.POST or None, instance=row)
    if row.state not in states.UNSENT:
        return _sent_already(request, row, form, draft)
    if draft is not None and not form.is_bound:
        form.recall(draft)
    record_look(request, "report", child=row.child, home=row.home)
    if form.is_valid() and _is_stored(request, row, form):
        messages.success(request, _("The report is sent.") if form.sends else _("The draft is saved."))
        return redirect("report", pk=row.pk)
    return _answer(request, form, draft, {})


def _is_stored(request: DutyRequest, row: SupervisionReport, form: ReportForm) -> bool:
    try:
        write_report(report=row, send=form.sends, by=request.user, at=request.now, seen=form.seen)
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def _sent_already(
    request: DutyRequest, row: SupervisionReport, form: ReportForm, draft: VisitDraft | None
) -> HttpResponse:
    """Show what this person wrote beside what somebody else sent: it is not changed any more, and nothing is lost."""
    if not form.is_bound and draft is None:
        return redirect("report", pk=row.pk)
    record_look(request, "report", child=row.child, home=row.home)
    if draft is not None and not form.is_bound:
        form.initial = {**form.initial, **draft.values}
    sent = {"sent": sections(form.stored, form.stored.alone, form.stored.alone_reason)}
    form.refuse_sent()
    return _answer(request, form, draft, sent)


def _answer(request: DutyRequest, form: ReportForm, draft: VisitDraft | None, context: dict[str, Any]) -> HttpResponse:
    row = form.stored
    context |= {
        "form": form,
        "report": row,
        "draft": draft if not form.is_bound else None,
        "versions": json.dumps(draft.versions if draft else {}),
        "base": as_token(report_version(row)),
        "seen": visited(row),
        "before": report_before(row),
        "concerns": to_follow_up(request.access, [row.child]).exclude(pk=row.pk),
        "changed": last_changed(row) if form.meanwhile else None,
    }
    return render(request, "visits/report_write.html", context, status=422 if form.is_bound else 200)
