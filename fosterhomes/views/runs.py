"""A run while it is under way: how far it is, and the button that stops it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..access import DutyRequest, duty
from ..actions.runs import cancel_run
from ..models import Role, Run
from ..runs import is_silent, silent_seconds

ENDED = (Run.State.DONE, Run.State.CANCELLED, Run.State.FAILED)
RESULT_PAGES = {
    Run.Kind.MATCHING.value: "match_run",
    Run.Kind.YEAR_PLAN.value: "plan_run",
    Run.Kind.RELIEF.value: "relief_run",
    Run.Kind.RECRUITMENT.value: "lacks_run",
}


@require_GET
@duty(Role.LEADER, Role.COORDINATOR)
def run_progress(request: DutyRequest, pk: int) -> HttpResponse:
    """Show how far the run is; once it has ended, send the browser to what it found."""
    run = get_object_or_404(Run.objects.visible_to(request.access), pk=pk)
    result = redirect(RESULT_PAGES[run.kind], pk=run.pk)
    if run.state in ENDED and not request.htmx:
        return result
    if run.state in ENDED:
        return HttpResponse(headers={"HX-Redirect": result.url})
    context = {
        "run": run,
        "silent": is_silent(run, request.now),
        "silent_seconds": silent_seconds(run, request.now),
        "patience_seconds": settings.RUN_SILENT_SECONDS,
    }
    page = "fosterhomes/run.html#progress" if request.htmx else "fosterhomes/run.html"
    return render(request, page, context)


@require_POST
@duty(Role.LEADER, Role.COORDINATOR)
def run_cancel(request: DutyRequest, pk: int) -> HttpResponse:
    """Ask the run to stop."""
    run = get_object_or_404(Run.objects.visible_to(request.access), pk=pk)
    cancel_run(run=run, by=request.user, at=request.now)
    return redirect("run_progress", pk=run.pk)
