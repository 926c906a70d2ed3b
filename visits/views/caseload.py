"""Handing children over when a caseworker or a supervisor leaves, and the sheet that goes with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_looks
from fosterhomes.models import Role, Service, Supervisor, User
from fosterhomes.pdf import pdf_response
from fosterhomes.shown import shown_day
from fosterhomes.views.deeds import carried_out, posted

from ..actions.caseload import HandedOver, hand_over_caseload, hand_over_supervision, in_words, record_sheet
from ..forms.sharing import HandOverForm, SupervisorHandOverForm
from ..handover_sheet import Sheet, sheet
from ..shares import loaded_worker, takers
from ..supervision_shares import supervision_shares
from ..visitors import PLANS

GET_OR_POST = ("GET", "HEAD", "POST")
READS_SHEET = (*PLANS, Role.CASEWORKER)


@require_http_methods(GET_OR_POST)
@duty(*PLANS)
def hand_over(request: DutyRequest, pk: int) -> HttpResponse:
    """Hand all or some children of a caseworker over, to one or several, with visits and promises."""
    service = Service.objects.get(pk=min(request.access.services(*PLANS)))
    load, worker = loaded_worker(service, pk, request.today)
    if worker is None:
        raise Http404
    there = takers(load, worker, request.today, None)
    form = HandOverForm(
        posted(request), children=worker.children, suggested=there.suggested, initial={"from_on": request.today},
        choices={child.pk: there.choices for child in worker.children},
    )  # fmt: skip
    told: list[HandedOver] = []

    def hand() -> None:
        shares, on = there.users(form.shares), form.cleaned_data["from_on"]
        told.append(hand_over_caseload(shares=shares, giver=worker.user, on=on, by=request.user, at=request.now))

    if request.method == "POST" and carried_out(form, hand):
        _tell(request, told[0])
        return redirect(f"{reverse('hand_over_sheet', args=[pk])}?on={form.cleaned_data['from_on']}")
    context = {"form": form, "worker": worker, "cancel_url": reverse("caseload")}
    return render(request, "visits/hand_over.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@duty(*PLANS)
def supervisor_hand_over(request: DutyRequest, pk: int) -> HttpResponse:
    """Appoint others for the children of a supervisor who leaves; shows what each child has lived through."""
    supervisors = Supervisor.objects.filter(service__in=request.access.services(*PLANS), merged_into=None)
    giver = get_object_or_404(supervisors, pk=pk)
    shares = supervision_shares(giver, request.today)
    if not shares.children:
        raise Http404
    form = SupervisorHandOverForm(
        posted(request), children=shares.children, choices=shares.choices, suggested=shares.suggested,
        initial={"from_on": request.today},
    )  # fmt: skip
    told: list[HandedOver] = []

    def hand() -> None:
        values = form.cleaned_data
        told.append(hand_over_supervision(
            shares=shares.supervisors(form.shares), giver=giver, on=values["from_on"], reason=values["end_reason"],
            by=request.user, at=request.now,
        ))  # fmt: skip

    if request.method == "POST" and carried_out(form, hand):
        _tell(request, told[0])
        return redirect("supervisor", pk)
    context = {"form": form, "giver": giver, "warnings": shares.warnings}
    context |= {"cancel_url": reverse("supervisor", args=[pk])}
    return render(request, "visits/hand_over_supervision.html", context, status=422 if form.errors else 200)


def _tell(request: DutyRequest, told: HandedOver) -> None:
    messages.success(request, in_words(told))
    if told.left:
        days = ", ".join(shown_day(visit.on_day) for visit in told.left)
        sentence = _("These visits are to children who now part, and stay as they are until you decide: %(days)s.")
        messages.warning(request, sentence % {"days": days})


@require_safe
@duty(*READS_SHEET)
def hand_over_sheet(request: DutyRequest, pk: int) -> HttpResponse:
    """Show for each child what goes over: owed, booked, promised, dates that bind, the last visit."""
    found = _sheet(request, pk)
    record_looks(request, "hand_over_sheet", [one.child for one in found.children])
    query = f"?on={found.on}" if found.on else ""
    return render(request, "visits/hand_over_sheet.html", {"sheet": found, "query": query, "today": request.today})


@require_safe
@duty(*READS_SHEET)
def hand_over_sheet_pdf(request: DutyRequest, pk: int) -> HttpResponse:
    """The sheet on paper; each child's log says who took it out."""
    found = _sheet(request, pk)
    context: dict[str, Any] = {"sheet": found, "reader": request.user, "now": request.now, "today": request.today}
    response = pdf_response(request, "visits/hand_over_pdf.html", context, filename=f"hand-over-{pk}.pdf")
    if response.status_code == 200:
        record_sheet([one.child for one in found.children], by=request.user, at=request.now)
    return response


def _sheet(request: DutyRequest, pk: int) -> Sheet:
    """Return the sheet of one caseworker, of what the reader may read of it; 404 where that is nothing."""
    worker = get_object_or_404(User, pk=pk)
    found = sheet(request.access, worker, _day(request.GET.get("on", "")))
    if not found.children:
        raise Http404
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None
