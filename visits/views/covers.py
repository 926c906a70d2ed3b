"""Who covers while a caseworker is away: from the sick note to the cover in a few clicks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty
from fosterhomes.actions.cover import begin_covers, end_cover
from fosterhomes.models import Cover, Service
from fosterhomes.views.deeds import carried_out, posted

from ..forms.sharing import CoverDaysForm, CoverForm
from ..models import Absence
from ..shares import check_there, covers_in, loaded_worker, takers
from ..visitors import PLANS
from .absences import GET_OR_POST, replan


@require_http_methods(GET_OR_POST)
@duty(*PLANS)
def absence_cover(request: DutyRequest, pk: int) -> HttpResponse:
    """Choose who covers for which child while its contact person is away; suggested by load, siblings together."""
    absence = _absence(request, pk)
    first = max(absence.from_on, request.today)
    load, worker = loaded_worker(absence.service, absence.worker_id or 0, request.today)
    if worker is None:
        raise Http404
    covered = covers_in(worker.user, first, absence.until_on)
    worker.children = [child for child in worker.children if child.pk not in covered]
    there = takers(load, worker, first, absence.until_on)
    form = CoverForm(
        posted(request), children=worker.children, suggested=there.suggested,
        choices={child.pk: there.choices for child in worker.children}, initial={"replan": "replan" in request.GET},
    )  # fmt: skip

    def cover() -> None:
        begin_covers(
            shares=there.users(form.shares), worker=worker.user, from_on=first, until_on=absence.until_on,
            by=request.user, at=request.now,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, cover):
        messages.success(request, _told(len(form.shares)))
        if form.cleaned_data["replan"]:
            return replan(request, absence, stand_ins=True)
        return redirect("absence_cover", absence.pk)
    context: dict[str, Any] = {"form": form, "absence": absence, "first": first, "worker": worker.user}
    context |= {"covered": sorted(covered.values(), key=lambda row: row.child.name), "cancel_url": reverse("absences")}
    return render(request, "visits/cover.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@duty(*PLANS)
def cover_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Let colleagues cover for some of a caseworker's children for a time, though the caseworker is not away."""
    service = Service.objects.get(pk=min(request.access.services(*PLANS)))
    load, worker = loaded_worker(service, pk, request.today)
    if worker is None:
        raise Http404
    there = takers(load, worker, request.today, request.today + timedelta(days=1))
    form = CoverDaysForm(
        posted(request), children=worker.children, people=there.choices, initial={"from_on": request.today}
    )  # fmt: skip

    def cover() -> None:
        (from_on, until_on), shares = form.days, there.users(form.shares)
        check_there(shares, worker.user, from_on, until_on)
        days = {"from_on": from_on, "until_on": until_on}
        begin_covers(shares=shares, worker=worker.user, **days, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, cover):
        messages.success(request, _told(len(form.shares)))
        return redirect("caseload")
    covered = sorted(covers_in(worker.user, request.today, None).values(), key=lambda row: row.child.name)
    context = {"form": form, "worker": worker.user, "covered": covered, "cancel_url": reverse("caseload")}
    return render(request, "visits/cover_new.html", context, status=422 if form.errors else 200)


def _told(number: int) -> str:
    sentence = ngettext("%(n)d child is covered.", "%(n)d children are covered.", number)
    return sentence % {"n": number}


@require_http_methods(GET_OR_POST)
@duty(*PLANS)
def cover_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End a cover today: the stand-in reads no more about the child."""
    covers = Cover.objects.visible_to(request.access).select_related("child", "worker", "stand_in")
    cover = get_object_or_404(covers, pk=pk, child__service__in=request.access.services(*PLANS))
    if request.method == "POST":
        end_cover(cover=cover, on=request.today, by=request.user, at=request.now)
        messages.success(request, _("The cover has ended."))
        return redirect("absences")
    words = {
        "title": _("End the cover"),
        "text": _("%(name)s sees %(child)s no more from now on.") % {"name": cover.stand_in, "child": cover.child},
        "submit": _("End the cover"),
        "cancel_url": reverse("absences"),
    }
    return render(request, "confirm.html", words)


def _absence(request: DutyRequest, pk: int) -> Absence:
    """Return an absence of a caseworker that still lasts, in a service for which the person plans."""
    rows = Absence.objects.visible_to(request.access).filter(worker__isnull=False)
    rows = rows.filter(service__in=request.access.services(*PLANS)).exclude(until_on__lte=request.today)
    return get_object_or_404(rows.select_related("worker", "service"), pk=pk)
