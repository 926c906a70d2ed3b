"""Deciding on a home for a waiting child: the same form, whether a run proposed it or a person found it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, Home, HomeKind, Letter
from fosterhomes.views.deeds import carried_out, posted

from ..actions.decisions import decide, kin_reason_asked
from ..actions.proposals import accept_home
from ..candidates import Candidate, Candidates
from ..effects import visits_a_year
from ..forms.decisions import DecisionForm
from ..longer import waited_longer
from ..models import Decision, Proposal
from ..permissions import MATCHERS
from ..record import owners_in, start_values
from ..shortlist import row_of
from ..supervision import Supervision
from .gone import Gone
from .waiting_child import candidate_home, waiting_group, while_waiting


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def decision_new(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Decide from the shortlist that a child, or siblings together, move to a home."""
    child, candidates, group = waiting_group(request, pk)
    chosen = candidate_home(candidates, group, home_pk)
    if group.unit.kind == HomeKind.RELIEF:
        return redirect("relief_choose", pk=pk, home_pk=home_pk)

    def store(form: DecisionForm) -> Decision:
        found = decide(
            candidates=candidates, chosen=chosen, children=group.children, draft=form.draft(), by=request.user,
            at=request.now,
        )  # fmt: skip
        return found[0]

    return decision_page(request, child, candidates, chosen, group.children, store)


def decide_proposal(request: DutyRequest, proposals: list[Proposal]) -> HttpResponse:
    """Accept the home that a run proposes to one child, or to siblings together. Raises `Gone` when that has passed."""
    first, names = proposals[0], ", ".join(proposal.child.name for proposal in proposals)
    back = reverse("match_run", args=[first.run_id])
    group = Candidates(first.child.service_id, request.today, request.now).group_of(first.child)
    if group is None:
        told = ngettext(
            "%(name)s does not wait for a home any more.", "%(name)s do not wait for a home any more.", len(proposals)
        )
        raise Gone(told % {"name": names}, back)
    if {child.pk for child in group.children} != {proposal.child_id for proposal in proposals}:
        told = _("It is not the same siblings who wait together any more: %(names)s. Solve again.") % {"names": names}
        raise Gone(told, back)
    child, candidates, group = waiting_group(request, first.child_id)
    chosen = candidate_home(candidates, group, first.home_id or 0)

    def store(form: DecisionForm) -> Decision:
        return accept_home(
            proposals=proposals, candidates=candidates, chosen=chosen, draft=form.draft(), by=request.user,
            at=request.now,
        )[0]  # fmt: skip

    return decision_page(request, child, candidates, chosen, group.children, store, proposals=proposals)


def decision_page(
    request: DutyRequest,
    child: Child,
    candidates: Candidates,
    chosen: Candidate,
    children: list[Child],
    store: Callable[[DecisionForm], Decision],
    *,
    proposals: Sequence[Proposal] = (),
) -> HttpResponse:
    """Show the form; when the decision is stored, show its record."""
    for one in children:
        record_look(request, "decision_new", child=one, home=chosen.home)
    supervision = Supervision(candidates, [chosen.home])
    form = DecisionForm(
        posted(request),
        children=children,
        near={one.pk: supervision.near_for(chosen.home, [one]) for one in children},
        owners=owners_in(child.service_id, request.today),
        kin_reason_asked=kin_reason_asked(candidates, chosen, children),
        foster_home=chosen.home.kind != HomeKind.RELIEF,
        initial=start_values(candidates, chosen.group),
        supervisors={p.child_id: p.supervisor_id for p in proposals if p.supervisor_id},
    )
    stored: list[Decision] = []
    if request.method == "POST" and carried_out(form, lambda: stored.append(store(form))):
        names = ", ".join(one.name for one in children)
        messages.success(request, _("The decision for %(name)s is recorded.") % {"name": names})
        return redirect("decision", pk=stored[0].pk)
    if form.errors:
        candidates, chosen = _as_it_stands(candidates, chosen, child)
    context = {
        "child": child,
        "children": children,
        "row": row_of(candidates, chosen),
        "asked": _asked(request, chosen.home),
        "today": request.today,
        "form": form,
        "proposal": proposals[0] if proposals else None,
        "longer": [] if proposals else waited_longer(candidates, chosen),
        "supervised": visits_a_year(chosen.home.kind)[1] > 0,
        "elsewhere": supervision.is_elsewhere(chosen.home),
    }
    return render(request, "matching/decision_new.html", context, status=422 if form.errors else 200)


def _as_it_stands(candidates: Candidates, chosen: Candidate, child: Child) -> tuple[Candidates, Candidate]:
    """Return the home as the rules see it now: who lost it to a colleague is not told that a place is free."""
    fresh = Candidates(candidates.service_id, candidates.on, candidates.at)
    group = fresh.group_of(child)
    home = next((home for home in fresh.homes if home.pk == chosen.home.pk), None)
    return (fresh, fresh.candidate(group, home)) if group and home else (candidates, chosen)


def _asked(request: DutyRequest, home: Home) -> Letter | None:
    """Return the latest letter that asks the municipality of the home what it knows."""
    rows = Letter.objects.visible_to(request.access).filter(home=home, kind=Letter.Kind.REQUEST)
    return rows.select_related("municipality").first()
