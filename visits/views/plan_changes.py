"""Old against new: accepted all together or one by one, undone with one button; and the pin that keeps a visit."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Run

from ..actions import plan as deeds
from ..models import PlanMove, Visit
from ..visitors import PLANS


@require_POST
@duty(*PLANS)
def plan_accept(request: DutyRequest, pk: int) -> HttpResponse:
    """Accept one change of the plan (`move`), or all of them."""
    run = _run(request, pk)
    moves = None
    if "move" in request.POST:
        rows = PlanMove.objects.visible_to(request.access).filter(run=run)
        moves = [get_object_or_404(rows, pk=_number(request.POST["move"])).pk]
    try:
        number = deeds.accept_moves(run=run, moves=moves, by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(n)d change is carried out.", "%(n)d changes are carried out.", number)
        messages.success(request, said % {"n": number})
    return redirect("plan_run", pk)


@require_POST
@duty(*PLANS)
def plan_undo(request: DutyRequest, pk: int) -> HttpResponse:
    """Put back what was accepted of the plan, save what somebody has touched since."""
    try:
        number, touched = deeds.undo_moves(run=_run(request, pk), by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plan_run", pk)
    messages.success(request, ngettext("%(n)d change is undone.", "%(n)d changes are undone.", number) % {"n": number})
    if touched:
        kept = ngettext(
            "%(n)d visit was touched since, and stays.", "%(n)d visits were touched since, and stay.", touched
        )
        messages.warning(request, kept % {"n": touched})
    return redirect("plan_run", pk)


@require_POST
@duty(*PLANS)
def plan_told(request: DutyRequest, pk: int) -> HttpResponse:
    """Store that a family has been told of one change of the plan (`move`)."""
    rows = PlanMove.objects.visible_to(request.access).filter(run=_run(request, pk), to_tell=True)
    move = get_object_or_404(rows, pk=_number(request.POST.get("move", "")))
    deeds.tell_of_move(move=move, by=request.user, at=request.now)
    messages.success(request, _("Noted: the family has been told."))
    return redirect("plan_run", pk)


@require_POST
@duty(*PLANS)
def visit_pin(request: DutyRequest, pk: int) -> HttpResponse:
    """Let a planned visit stay where it is (`pinned`), or let plans move it again."""
    rows = Visit.objects.visible_to(request.access).filter(service__in=request.access.services(*PLANS))
    visit = get_object_or_404(rows, pk=pk)
    try:
        deeds.pin_visit(visit=visit, pinned="pinned" in request.POST, by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("visit", pk)


def _run(request: DutyRequest, pk: int) -> Run:
    return get_object_or_404(Run.objects.visible_to(request.access).filter(kind=Run.Kind.YEAR_PLAN), pk=pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
