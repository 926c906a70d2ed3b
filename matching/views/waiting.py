"""The waiting list, and its panel on the front page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Run

from ..candidates import Candidates
from ..permissions import MATCHERS
from ..pins import contradictions
from ..waiting import waiting_rows

ON_THE_PANEL = 5


@require_safe
@duty(*MATCHERS)
def waiting_list(request: DutyRequest) -> HttpResponse:
    """Show who waits, the most urgent first, with the button that matches all of them."""
    return render(request, "matching/waiting_list.html", _context(request))


@require_safe
@duty(*MATCHERS)
def waiting_panel(request: DutyRequest) -> HttpResponse:
    """Show the head of the waiting list."""
    page = "matching/waiting_panel.html" if request.htmx else "matching/waiting_list.html"
    context = _context(request)
    return render(request, page, context | {"first": context["rows"][:ON_THE_PANEL]})


def _context(request: DutyRequest) -> dict[str, Any]:
    candidates = Candidates(min(request.access.services(*MATCHERS)), request.today, request.now)
    rows = waiting_rows(candidates)
    latest = Run.objects.visible_to(request.access).filter(kind=Run.Kind.MATCHING).defer("problem", "result").first()
    return {
        "rows": rows,
        "children": sum(row.group.unit.size for row in rows),
        "acute": sum(row.group.unit.size for row in rows if row.group.unit.urgency == "acute"),
        "without": sum(row.group.unit.size for row in rows if not row.options),
        "latest": latest,
        "conflict": contradictions(candidates),
    }
