"""Pins and exclusions for the next proposal: set from a proposal or the shortlist, lifted from the proposal."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Run
from fosterhomes.views.deeds import carried_out, posted

from ..actions import steers as actions
from ..forms.proposals import SteerForm
from ..models import Steer
from ..permissions import MATCHERS
from ..pins import others_pinned
from ..words import cure, sentence
from .waiting_child import candidate_home, waiting_group, while_waiting


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def pin(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Pin a home to a waiting child: every next proposal keeps it. A home that a rule keeps away is refused."""
    return _steer(request, pk, home_pk, actions.pin, "matching/pin.html")


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def exclude(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Exclude a home for a waiting child: no next proposal has it."""
    return _steer(request, pk, home_pk, actions.exclude, "matching/exclude.html")


def _steer(request: DutyRequest, pk: int, home_pk: int, action: Callable[..., None], template: str) -> HttpResponse:
    child, candidates, group = waiting_group(request, pk)
    chosen = candidate_home(candidates, group, home_pk)
    record_look(request, "steer", child=child, home=chosen.home)
    form = SteerForm(posted(request))

    def deed() -> None:
        action(chosen=chosen, reason=form.cleaned_data["reason"], by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("It holds from the next proposal on."))
        return _back(request, child.service_id)
    context = {"child": child, "group": group, "home": chosen.home, "form": form}
    context |= {"broken": [(sentence(one), cure(one)) for one in chosen.obstacles]}
    context |= {"others": others_pinned(candidates, chosen)}
    return render(request, template, context, status=422 if form.errors else 200)


def _back(request: DutyRequest, service_id: int) -> HttpResponse:
    """Lead back to the latest proposal, where one can solve again; without one to the waiting list."""
    runs = Run.objects.visible_to(request.access).filter(kind=Run.Kind.MATCHING, service=service_id)
    latest = runs.defer("problem", "result").first()
    return redirect("match_run", pk=latest.pk) if latest else redirect("waiting_list")


@require_POST
@duty(*MATCHERS)
def steer_lift(request: DutyRequest, pk: int) -> HttpResponse:
    """Lift a pin or an exclusion; also a colleague may."""
    row = get_object_or_404(Steer.objects.visible_to(request.access).filter(lifted_at=None), pk=pk)
    actions.lift(steer=row, by=request.user, at=request.now)
    messages.success(request, _("It is lifted, from the next proposal on."))
    return _back(request, row.child.service_id)
