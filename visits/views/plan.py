"""The plan of the year: asked for with one button, shown by person and week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import Role, Run, Service

from ..absences import people_to_choose
from ..forms.plan import PlanForm
from ..plans.changes import (
    changes,
    changes_to_tell,
    counts_of,
    families_to_tell,
    kept_while_away,
    moves_in_order,
    sessions_while_away,
)
from ..plans.options import PlanOptions
from ..plans.review import plan_review, scope_of, weeks_of

PLANNERS = (Role.LEADER, Role.COORDINATOR)
PER_PAGE = 50
UNDER_WAY = (Run.State.QUEUED, Run.State.RUNNING)
OPTIONS = {"seconds": 60, "seed": 1, "workers": 2}


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*PLANNERS)
def plan(request: DutyRequest) -> HttpResponse:
    """Ask for a plan of the coming year, or open the latest one."""
    form = PlanForm(
        request.POST or None,
        today=request.today,
        people=people_to_choose(request.access),
        initial=_start_values(request),
    )
    if form.is_valid():
        service = Service.objects.get(pk=min(request.access.services(*PLANNERS)))
        options = OPTIONS | form.options().as_json()
        try:
            run = ask_for_run(
                kind=Run.Kind.YEAR_PLAN, service=service, options=options, by=request.user, at=request.now
            )
            return redirect("run_progress", pk=run.pk)
        except ValidationError as error:
            form.refuse(error)
    runs = _runs(request).select_related("asked_by").defer("problem")
    context = {"form": form, "runs": runs[:5], "under_way": runs.filter(state__in=UNDER_WAY).first()}
    return render(request, "visits/plan.html", context, status=422 if form.errors else 200)


def _runs(request: DutyRequest) -> Any:
    return Run.objects.visible_to(request.access).filter(kind=Run.Kind.YEAR_PLAN)


def _start_values(request: DutyRequest) -> dict[str, Any]:
    usual = PlanOptions(request.today + timedelta(days=1))
    return {
        "start": usual.start,
        "tracks": usual.tracks,
        "keeps": "keeps",
        "office_from": usual.office[0],
        "office_until": usual.office[1],
        "supervisors_from": usual.supervisors[0],
        "supervisors_until": usual.supervisors[1],
    }


@require_safe
@duty(*PLANNERS)
def plan_run(request: DutyRequest, pk: int) -> HttpResponse:
    """Show a plan: the whole in figures, and what could not be planned."""
    run = get_object_or_404(_runs(request), pk=pk)
    if run.state in UNDER_WAY:
        return redirect("run_progress", pk=run.pk)
    moves = moves_in_order(run)
    page = Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))
    kept, kept_sessions = list(kept_while_away(run)), list(sessions_while_away(run))
    context = {
        "run": run,
        "scope": scope_of(run),
        "review": plan_review(run, told=[*kept, *kept_sessions]),
        "counts": counts_of(moves),
        "page": page,
        "changes": changes(page.object_list),
        "to_tell": families_to_tell(run),
        "changes_to_tell": changes_to_tell(run),
        "kept": kept,
        "kept_sessions": kept_sessions,
    }
    return render(request, "visits/plan_run.html", context)


@require_safe
@duty(*PLANNERS)
def plan_person(request: DutyRequest, pk: int, visitor: str) -> HttpResponse:
    """Show one person's weeks of a plan."""
    run = get_object_or_404(_runs(request), pk=pk)
    person = next((row for row in plan_review(run).persons if row.id == visitor), None)
    if person is None:
        raise Http404
    return render(request, "visits/plan_person.html", {"run": run, "person": person, "weeks": weeks_of(run, visitor)})
