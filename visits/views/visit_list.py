"""The list of visits."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty

from ..forms.visit_filters import VisitFilters
from ..visit_rows import NEWEST, visit_rows
from .due import SEES_DUE

PER_PAGE = 25


@require_safe
@duty(*SEES_DUE)
def visit_list(request: DutyRequest) -> HttpResponse:
    """Show the visits that the person's duties show, the newest first."""
    filters = VisitFilters(request.GET, access=request.access)
    rows = visit_rows(request.access, filters.chosen, request.GET.get("sort") or NEWEST)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    number = page.paginator.count
    sentence = ngettext("%(n)d visit", "%(n)d visits", number) % {"n": number}
    context = {"filters": filters, "page": page, "sentence": sentence}
    part = "#results" if request.htmx else ""
    return render(request, f"visits/visits.html{part}", context)
