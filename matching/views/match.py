"""Matching all at once: the button, the proposal it gives, and the decision on each child."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Home, Run
from fosterhomes.views.deeds import carried_out, posted
from fosterhomes.views.runs import RESULT_PAGES

from ..actions.proposals import accept_supervisor, refuse
from ..candidates import Candidates
from ..explained import explained
from ..forms.proposals import RefuseForm, SupervisorForm
from ..models import Proposal
from ..passed import passed
from ..permissions import MATCHERS
from ..pins import contradictions
from ..proposals import lived_in
from ..review import review_of
from .asking import asked_for
from .decide import decide_proposal
from .gone import Gone
from .relief import accept_relief_proposal
from .waiting_child import while_waiting

OPTIONS = {"seconds": 60, "seed": 1, "workers": 2}


@require_POST
@duty(*MATCHERS)
def match_all(request: DutyRequest) -> HttpResponse:
    """Ask for a proposal for everybody who waits; while one is being made, show that one.

    While pins contradict each other nothing is solved: the waiting list says which.
    """
    if contradictions(Candidates(min(request.access.services(*MATCHERS)), request.today, request.now)):
        messages.error(request, _("Nothing is solved: there are pins that cannot hold. Lift one of them."))
        return redirect("waiting_list")
    return asked_for(request, Run.Kind.MATCHING, OPTIONS)


@require_safe
@duty(*MATCHERS)
def match_run(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what a run proposes, what is proved of it, and what has been decided."""
    run = get_object_or_404(Run.objects.visible_to(request.access), pk=pk, kind=Run.Kind.MATCHING)
    if run.state in (Run.State.QUEUED, Run.State.RUNNING):
        return redirect("run_progress", pk=run.pk)
    now = Candidates(run.service_id, request.today, request.now)
    context = {"run": run, "review": explained(review_of(run, request.now), now), "conflict": contradictions(now)}
    newer = Run.objects.visible_to(request.access).filter(kind=Run.Kind.MATCHING, service=run.service_id)
    context["newer"] = newer.filter(pk__gt=run.pk, state=Run.State.DONE).defer("problem", "result").first()
    return render(request, "matching/match_run.html", context)


def _proposals(request: DutyRequest, pk: int) -> list[Proposal]:
    """Return the proposal for a child with those for the siblings who are proposed together with it.

    Where some of them are decided on already, the others are left. Raises `Gone` where all are.
    """
    rows = Proposal.objects.visible_to(request.access).select_related(
        "child", "home", "supervisor", "run", "decided_by"
    )
    proposal = get_object_or_404(rows, pk=pk)
    related = rows.select_related("child", "home", "supervisor", "run")
    together = list(related.together_with(proposal).order_by("pk"))
    for one in together:
        record_look(request, "proposal", child=one.child, home=one.home)
    if left := _left(together, request.today):
        return left
    told = {"by": proposal.decided_by, "decision": proposal.get_decision_display()}
    raise Gone(_("%(by)s has decided on this proposal meanwhile: %(decision)s.") % told, _run_page(proposal))


def _left(together: list[Proposal], today: date) -> list[Proposal]:
    """Return those that are not decided on; of siblings with a home, without those who left since, unless all did."""
    undecided = [one for one in together if not one.decision]
    gone = passed(undecided, today)
    return [one for one in undecided if one.home_id or one.child_id not in gone] or undecided


def _run_page(proposal: Proposal) -> str:
    return reverse(RESULT_PAGES[proposal.run.kind], args=[proposal.run_id])


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def proposal_accept(request: DutyRequest, pk: int) -> HttpResponse:
    """Accept what is proposed: a home, with a record for each child, or a supervisor only."""
    proposals = _proposals(request, pk)
    if proposals[0].home_id:
        if proposals[0].run.kind == Run.Kind.RELIEF:
            return accept_relief_proposal(request, proposals)
        return decide_proposal(request, proposals)
    form = SupervisorForm(posted(request), initial={"from_on": request.today})

    def deed() -> None:
        accept_supervisor(proposals=proposals, **form.cleaned_data, by=request.user, at=request.now)

    return _decided(request, proposals, form, deed, "matching/proposal_accept.html")


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def proposal_refuse(request: DutyRequest, pk: int) -> HttpResponse:
    """Refuse what is proposed to a child, or to siblings together."""
    proposals = _proposals(request, pk)
    form = RefuseForm(posted(request), children=len(proposals), supervisor_only=not proposals[0].home_id)

    def deed() -> None:
        refuse(proposals=proposals, reason=form.cleaned_data["reason"], by=request.user, at=request.now)

    return _decided(request, proposals, form, deed, "matching/proposal_refuse.html")


def _decided(request: DutyRequest, proposals: list[Proposal], form: Any, deed: Any, template: str) -> HttpResponse:
    names = ", ".join(proposal.child.name for proposal in proposals)
    back = _run_page(proposals[0])
    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The decision on %(name)s is stored.") % {"name": names})
        return redirect(back)
    context = {"proposal": proposals[0], "proposals": proposals, "names": names, "form": form, "back": back}
    context["lives"] = Home.objects.filter(pk=lived_in(proposals[0].run).get(proposals[0].child_id, 0)).first()
    return render(request, template, context, status=422 if form.errors else 200)
