"""Relief weekends: who waits, the calendar of the homes, what a run proposes, and choosing a home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, HomeKind, Run
from fosterhomes.views.deeds import carried_out, posted

from ..actions.relief import accept_relief, start_relief
from ..candidates import Candidate, Candidates
from ..forms.relief import A_YEAR, ReliefForm
from ..models import Proposal
from ..permissions import MATCHERS
from ..relief_page import relief_page, weekends_in
from ..relief_review import review_of_relief
from ..shortlist import row_of
from .asking import asked_for
from .gone import Gone
from .waiting_child import candidate_home, waiting_group, while_waiting

OPTIONS = {"seconds": 60, "seed": 1, "workers": 1}


@require_safe
@duty(*MATCHERS)
def relief(request: DutyRequest) -> HttpResponse:
    """Show who waits for relief, and the next weekends of every relief home."""
    candidates = Candidates(min(request.access.services(*MATCHERS)), request.today, request.now)
    runs = Run.objects.visible_to(request.access).filter(kind=Run.Kind.RELIEF).defer("problem", "result")
    context = {"page": relief_page(candidates, request.access), "latest": runs.first(), "today": request.today}
    return render(request, "matching/relief.html", context)


@require_POST
@duty(*MATCHERS)
def relief_match(request: DutyRequest) -> HttpResponse:
    """Ask for a proposal for everybody who waits for relief; while one is being made, show that one."""
    return asked_for(request, Run.Kind.RELIEF, OPTIONS)


@require_safe
@duty(*MATCHERS)
def relief_run(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what a run proposes, what is proved of it, and what has been decided."""
    run = get_object_or_404(Run.objects.visible_to(request.access), pk=pk, kind=Run.Kind.RELIEF)
    if run.state in (Run.State.QUEUED, Run.State.RUNNING):
        return redirect("run_progress", pk=run.pk)
    context = {"run": run} | review_of_relief(run, request.access, request.now)
    return render(request, "matching/relief_run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def relief_choose(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Choose a relief home from the shortlist of a child."""
    _child, candidates, group = waiting_group(request, pk)
    chosen = candidate_home(candidates, group, home_pk)

    def store(form: ReliefForm) -> None:
        start_relief(
            children=group.children, home=chosen.home, agreed=form.agreed(), by=request.user, at=request.now
        )  # fmt: skip

    return _form_page(request, candidates, chosen, group.children, store)


def accept_relief_proposal(request: DutyRequest, proposals: list[Proposal]) -> HttpResponse:
    """Accept the relief home that a run proposes, with its weekends or others."""
    first = proposals[0]
    candidates = Candidates(first.child.service_id, request.today, request.now)
    group = candidates.group_of(first.child)
    home = next((home for home in candidates.homes if home.pk == first.home_id), None)
    if group is None or home is None or {c.pk for c in group.children} != {p.child_id for p in proposals}:
        told = _("This has passed: who waits, or the home, is not what it was. Solve again.")
        raise Gone(told, reverse("relief_run", args=[first.run_id]))

    def store(form: ReliefForm) -> None:
        accept_relief(proposals=proposals, agreed=form.agreed(), by=request.user, at=request.now)

    chosen = candidates.candidate(group, home)
    return _form_page(request, candidates, chosen, group.children, store, proposals)


def _form_page(
    request: DutyRequest,
    candidates: Candidates,
    chosen: Candidate,
    children: list[Child],
    store: Callable[[ReliefForm], Any],
    proposals: Sequence[Proposal] = (),
) -> HttpResponse:
    unit, weekends = chosen.group.unit, weekends_in(candidates, chosen)
    if unit.kind != HomeKind.RELIEF:
        raise Http404
    for one in children:
        record_look(request, "relief_choose", child=one, home=chosen.home)
    start = unit.wanted_on
    fitting = [one.number for one in weekends if one.suits(unit.size)]
    first = {"weekends": proposals[0].weekends if proposals else fitting[: unit.weekends]}
    first |= {"from_on": start, "until_on": start + A_YEAR}
    form = ReliefForm(posted(request), weekends=weekends, wanted=unit.weekends, initial=first)
    names = ", ".join(one.name for one in children)
    if request.method == "POST" and carried_out(form, lambda: store(form)):
        messages.success(request, _("The weekends of %(name)s are agreed.") % {"name": names})
        return redirect("relief_run", pk=proposals[0].run_id) if proposals else redirect("child", children[0].pk)
    context = {
        "form": form, "names": names, "child": children[0], "row": row_of(candidates, chosen),
        "proposal": proposals[0] if proposals else None, "weekends": weekends,
    }  # fmt: skip
    return render(request, "matching/relief_choose.html", context, status=422 if form.errors else 200)
