"""One visit: what became of it, recording it, correcting it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role
from fosterhomes.versions import ChangedMeanwhile, as_token

from ..actions.drafts import Writing
from ..actions.recording import correct_visit, record_planned, record_visit, visit_version
from ..errands import children_of_home, own_visitor, waiting_visits
from ..forms.visit import VisitForm
from ..models import Visit, VisitDraft
from ..models.visit import Track
from ..permissions import OPEN, RECORDS
from ..supervision_reports.permissions import to_follow_up
from ..tasks import last_time
from ..visit_page import visit_page
from .visit_forms import asked, form_of, look_at_children, new_form, own_draft, query_of, tabs, visible_visit

GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*RECORDS, Role.CLERK)
def visit(request: DutyRequest, pk: int) -> HttpResponse:
    """Show one visit."""
    row = visible_visit(request, pk)
    look_at_children(request, row)
    draft = own_draft(request, Writing.about(row))
    return render(request, "visits/visit.html", visit_page(request.access, row) | {"draft": draft})


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_new(request: DutyRequest) -> HttpResponse:
    """Record a visit to a child (`child`) or a home (`home`), on a track (`track`)."""
    home, chosen, track = asked(request)
    children = children_of_home(request.access, home, track)
    if not children:
        raise Http404
    draft = own_draft(request, Writing(home, track))
    form = new_form(request, home, chosen, track, children, draft)
    if form.is_valid():
        account = form.account(own_visitor(request.access, track))
        try:
            row = record_visit(
                home=home, track=track, account=account, among=form.among, by=request.user, at=request.now
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return _recorded(request, row)
    context = {
        "home": home,
        "track": Track(track),
        "tabs": tabs(request, home, chosen, track),
        "waiting": waiting_visits(request.access, home, track, children),
        "query": query_of(home, chosen, track),
    }
    return _answer(request, form, draft, context)


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_record(request: DutyRequest, pk: int) -> HttpResponse:
    """Record what became of a planned or booked visit."""
    row = visible_visit(request, pk)
    if row.status not in OPEN:
        return _recorded_meanwhile(request, row) if request.method == "POST" else redirect("visit", pk=row.pk)
    draft = own_draft(request, Writing.about(row))
    form = form_of(request, row, draft)
    if form.is_valid():
        account = form.account(own_visitor(request.access, row.track, row))
        try:
            stored = record_planned(visit=row, account=account, among=form.among, by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _recorded(request, stored)
    return _answer(request, form, draft, _about(row))


def _recorded_meanwhile(request: DutyRequest, row: Visit) -> HttpResponse:
    """Show what somebody else recorded beside what this person wrote; from now on it is a correction."""
    form = form_of(request, row, None, correcting=True)
    form.is_valid()
    form.errors.clear()
    form.add_error(None, _("Somebody recorded this visit while you wrote. Both stand here, and nothing is lost."))
    form.renew(visit_version(row))
    stored = {"stored": visit_page(request.access, row)}
    return _answer(request, form, own_draft(request, Writing.about(row)), _about(row) | stored)


@never_cache
@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_correct(request: DutyRequest, pk: int) -> HttpResponse:
    """Correct what was recorded wrongly."""
    row = visible_visit(request, pk)
    if row.status in OPEN:
        return redirect("visit_record", pk=row.pk)
    draft = own_draft(request, Writing.about(row))
    form, context = form_of(request, row, draft, correcting=True), _about(row)
    if draft is not None and not form.is_bound and draft.base != visit_version(row):
        context["stored"] = visit_page(request.access, row)
    if form.is_valid():
        try:
            _correct(request, row, form)
        except ChangedMeanwhile as error:
            form.refuse(error)
            form.renew(visit_version(row))
            context["stored"] = visit_page(request.access, row)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The visit is corrected."))
            return redirect("visit", pk=row.pk)
    return _answer(request, form, draft, context)


def _about(row: Visit) -> dict[str, Any]:
    return {"home": row.home, "track": Track(row.track), "visit": row, "query": ""}


def _correct(request: DutyRequest, row: Visit, form: VisitForm) -> None:
    correct_visit(
        visit=row,
        account=form.account(own_visitor(request.access, row.track, row)),
        among=form.among,
        reason=form.cleaned_data["correction"],
        seen=form.seen,
        by=request.user,
        at=request.now,
    )


def _recorded(request: DutyRequest, row: Visit) -> HttpResponse:
    messages.success(request, _("The visit is recorded."))
    if row.status == Visit.Status.DONE and not row.in_person:
        messages.warning(request, _("It was not made in person and does not count as a visit (FF § 10, § 18)."))
    return redirect("visit", pk=row.pk)


def _answer(request: DutyRequest, form: VisitForm, draft: VisitDraft | None, context: dict[str, Any]) -> HttpResponse:
    row = context.get("visit")
    context |= {
        "form": form,
        "draft": draft if not form.is_bound else None,
        "versions": json.dumps(draft.versions if draft else {}),
        "base": as_token(visit_version(row)) if row else "{}",
        "concerns": to_follow_up(request.access, form.candidates),
        "last_time": last_time(request.access, form.candidates, context["track"], without=row),
    }
    return render(request, "visits/record.html", context, status=422 if form.errors else 200)
