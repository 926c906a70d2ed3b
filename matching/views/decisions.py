"""The record of a decision, and what is written on it later: the approval, support promised and given."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, Hold, Role
from fosterhomes.pdf import pdf_response, record_download
from fosterhomes.views.deeds import carried_out, posted

from ..actions.decisions import Promise, add_support, approve, finish_support
from ..forms.decisions import ApproveForm, SupportForm
from ..models import Call, Decision, SupportTask
from ..passed import is_over
from ..permissions import MATCHERS
from ..record import owners_in, record_of
from ..started import started_by

READERS = (*MATCHERS, Role.CASEWORKER, Role.CLERK)


def _decision(request: DutyRequest, pk: int) -> Decision:
    rows = Decision.objects.visible_to(request.access).with_approval()
    related = rows.select_related(
        "child__service", "child__care_municipality", "home__municipality", "home__service", "run", "placement",
        "decided_by", "appointment__supervisor",
    )  # fmt: skip
    return get_object_or_404(related, pk=pk)


@require_safe
@duty(*READERS)
def decision(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the record of one decision, on one page that can be printed."""
    row = _decision(request, pk)
    record_look(request, "decision", child=row.child, home=row.home)
    may_write = row.child.service_id in request.access.services(*MATCHERS)
    context = {"decision": row, "record": record_of(row), "may_write": may_write, "today": request.today}
    context["started"] = started_by(row, request.today)
    return render(request, "matching/decision_record.html", context)


@require_safe
@duty(*READERS)
def decision_pdf(request: DutyRequest, pk: int) -> HttpResponse:
    """Return the record as a PDF, for the case system; who took it out stands in the history."""
    row = _decision(request, pk)
    context = {"decision": row, "record": record_of(row), "started": started_by(row, request.today)}
    context |= {"now": request.now, "reader": request.access.user}
    response = pdf_response(request, "matching/decision_pdf.html", context, filename=f"decision-{row.pk}.pdf")
    if response.status_code == HTTPStatus.OK:
        record_download(row, by=request.access.user, at=request.now)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
def decision_approve(request: DutyRequest, pk: int) -> HttpResponse:
    """Register that the home was approved for the child."""
    row = _decision(request, pk)
    form = ApproveForm(posted(request), initial={"approved_on": request.today})

    def deed() -> None:
        approve(decision=row, on=form.cleaned_data["approved_on"], by=request.user, at=request.now)

    return _deed(request, row, form, deed, _("Register the approval"), _("The approval is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
def support_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Promise the home more support."""
    row = _decision(request, pk)
    form = SupportForm(posted(request), owners=owners_in(row.child.service_id, request.today))

    def deed() -> None:
        add_support(decision=row, promise=Promise(**form.cleaned_data), by=request.user, at=request.now)

    return _deed(request, row, form, deed, _("Promise support"), _("The support is added."))


def _deed(request: DutyRequest, row: Decision, form: Any, deed: Any, title: str, done: str) -> HttpResponse:
    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, done)
        return redirect("decision", pk=row.pk)
    record_look(request, "decision", child=row.child, home=row.home)
    context = {"decision": row, "form": form, "title": title}
    return render(request, "matching/decision_deed.html", context, status=422 if form.errors else 200)


def _tasks(request: DutyRequest) -> Any:
    """Return the support that the person is to see to; for who matches, all of the service."""
    tasks = SupportTask.objects.filter(decision__in=Decision.objects.visible_to(request.access))
    related = tasks.select_related("decision__child", "decision__home", "decision__placement", "owner")
    return related if request.access.has(*MATCHERS) else related.filter(owner=request.user)


@require_safe
@duty(*MATCHERS, Role.CASEWORKER)
def support_list(request: DutyRequest) -> HttpResponse:
    """Show the promised support that is not given yet, the earliest first."""
    tasks = list(_tasks(request).filter(done_on=None))
    over = [task for task in tasks if is_over(task.decision, request.today)]
    lasting = [task for task in tasks if task not in over]
    late = sum(task.due_on < request.today for task in lasting)
    context = {"tasks": lasting, "over": over, "late": late, "today": request.today}
    return render(request, "matching/support_list.html", context)


@require_POST
@duty(*MATCHERS, Role.CASEWORKER)
def support_done(request: DutyRequest, pk: int) -> HttpResponse:
    """Write that promised support was given."""
    task = get_object_or_404(_tasks(request).filter(done_on=None), pk=pk)
    finish_support(task=task, on=request.today, by=request.user, at=request.now)
    messages.success(request, _("“%(what)s” is done.") % {"what": task.what})
    return redirect("support_list")


@require_safe
@duty(*READERS)
def child_decisions(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the decisions, calls and held places of one child: a panel of the child's page."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    if not request.htmx:
        record_look(request, "child_decisions", child=child)
    context = {
        "child": child,
        "waiting": request.access.has(*MATCHERS) and Child.objects.waiting(request.today).filter(pk=pk).exists(),
        "may_write": request.access.has(*MATCHERS),
        "decisions": Decision.objects.filter(child=child).with_approval().select_related("home", "decided_by"),
        "holds": Hold.objects.live(request.now).filter(child=child).select_related("child", "home", "made_by"),
        "calls": Call.objects.filter(child=child).select_related("home", "called_by")[:20],
    }
    return render(request, "matching/child_decisions.html" + ("#panel" if request.htmx else ""), context)
