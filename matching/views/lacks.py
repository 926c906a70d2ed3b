"""What the area lacks: the homes and supervisors that would help most, as a list and a map for recruitment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Run

from ..lacks import lacks_of, marks_of
from ..lacks_words import first_sentence, home_mark, home_row, supervisor_mark, supervisor_row
from ..map import as_data
from ..permissions import MATCHERS
from .asking import asked_for

OPTIONS = {"seconds": 120, "seed": 1, "workers": 2}


def _runs(request: DutyRequest) -> Any:
    return Run.objects.visible_to(request.access).filter(kind=Run.Kind.RECRUITMENT).select_related("asked_by")


@require_POST
@duty(*MATCHERS)
def lacks_ask(request: DutyRequest) -> HttpResponse:
    """Ask which one more home, and which supervisor, would help most."""
    return asked_for(request, Run.Kind.RECRUITMENT, OPTIONS)


@require_safe
@duty(*MATCHERS)
def lacks(request: DutyRequest) -> HttpResponse:
    """Show what was found last, or how to ask for it."""
    run = _runs(request).exclude(state__in=(Run.State.QUEUED, Run.State.RUNNING)).first()
    if run is None:
        return render(request, "matching/lacks.html", {"run": None})
    return _page(request, run)


@require_safe
@duty(*MATCHERS)
def lacks_run(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what one run found."""
    run = get_object_or_404(_runs(request), pk=pk)
    if run.state in (Run.State.QUEUED, Run.State.RUNNING):
        return redirect("run_progress", pk=run.pk)
    return _page(request, run)


def _page(request: DutyRequest, run: Run) -> HttpResponse:
    found = lacks_of(run)
    marks = marks_of(found.villages, home_mark, supervisor_mark)
    context = {
        "run": run, "lacks": found, "first": first_sentence(found), "marks": marks, "data": as_data(marks),
        "homes": [home_row(home, found.anywhere) for home in found.homes],
        "supervisors": [supervisor_row(one) for one in found.supervisors], "tiles": settings.MAP_TILES,
    }  # fmt: skip
    return render(request, "matching/lacks.html", context)
