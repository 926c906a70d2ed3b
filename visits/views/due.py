"""What is late, due this month and next: the page, and its panel on the front page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.listing import sorted_rows
from fosterhomes.models import Role
from fosterhomes.templatetags.ui import as_query

from ..due import SORTS, Counts, DueRow, Show, due_rows, narrowed, shown
from ..forms.due_filters import DueFilters
from ..hindrances import others, waiting_count
from ..swallowed import swallowed
from .dates import first_dates

SEES_DUE = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK, Role.SUPERVISOR)
PER_PAGE = 25
WORST = 5


@require_safe
@duty(*SEES_DUE)
def due(request: DutyRequest) -> HttpResponse:
    """Show what is owed, by child and track."""
    filters = DueFilters(request.GET, access=request.access)
    everything = due_rows(request.access)
    chosen = narrowed(everything, filters.chosen)
    rows = sorted_rows(shown(chosen, filters.show_chosen), SORTS, request.GET.get("sort") or "deadline")
    counts = Counts.of(chosen)
    context = {
        "filters": filters,
        "counts": counts,
        "tiles": _tiles(counts, request.GET),
        "nobody": _address(request.GET, Show.NOBODY),
        "ended": _address(request.GET, Show.ENDED),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": in_one_sentence(counts),
        "swallowed": swallowed(shown(chosen, ""), request.access.service_id or 0, request.today),
        "hindered": waiting_count(request.access),
        "hindered_others": others(request.access),
        "asked": any(filters.chosen.values()),
        "scope": _scope(len(rows), shown(everything, ""), filters.in_words()),
    }
    if request.htmx:
        return render(request, "visits/due.html#results", context)
    return render(request, "visits/due.html", context | {"dates": first_dates(request)})


@require_safe
@duty(*SEES_DUE)
def due_panel(request: DutyRequest) -> HttpResponse:
    """Show the numbers, and the rows that press most, on the front page."""
    rows = due_rows(request.access)
    counts = Counts.of(rows)
    context = {
        "counts": counts,
        "tiles": _tiles(counts, QueryDict()),
        "sentence": in_one_sentence(counts),
        "worst": shown(rows, Show.LATE)[:WORST],
        "any": bool(rows),
        "hindered": waiting_count(request.access),
        "hindered_others": others(request.access),
    }
    part = "#inner" if request.htmx else ""
    return render(request, f"visits/due_panel.html{part}", context)


def in_one_sentence(counts: Counts) -> str:
    """Return `7 children are late, 12 visits are due this month.`"""
    late = ngettext("%(n)d child is late", "%(n)d children are late", counts.children_late)
    month = ngettext("%(n)d visit is due this month", "%(n)d visits are due this month", counts.this_month)
    values = {"late": late % {"n": counts.children_late}, "month": month % {"n": counts.this_month}}
    return _("%(late)s, %(month)s.") % values


def _scope(number: int, all_rows: list[DueRow], chosen: list[str]) -> str:
    """Return which rows the list shows: `12 of 134 rows, one for each child and track: supervision`."""
    counted = ngettext(
        "%(shown)d of %(all)d row, one for each child and track",
        "%(shown)d of %(all)d rows, one for each child and track",
        len(all_rows),
    )
    said = counted % {"shown": number, "all": len(all_rows)}
    return f"{said}: {', '.join(chosen)}." if chosen else f"{said}."


def _address(query: QueryDict, show: str) -> str:
    """Return the address of the rows of one choice of `Show`, with the other filters as they are in `query`."""
    query = query.copy()
    query.pop("page", None)
    query["show"] = str(show)
    return f"{reverse('due')}{as_query(query)}"


def _tiles(counts: Counts, query: QueryDict) -> list[dict[str, Any]]:
    """Return the numbers with the rows they lead to; the other filters of `query` hold for both."""
    late = ngettext("child is late", "children are late", counts.children_late)
    visits = ngettext("%(n)d visit", "%(n)d visits", counts.visits_late) % {"n": counts.visits_late}
    month = ngettext("visit due this month", "visits due this month", counts.this_month)
    following = ngettext("visit due next month", "visits due next month", counts.next_month)
    tiles: list[dict[str, Any]] = [
        {"number": counts.children_late, "label": late, "note": visits, "show": Show.LATE, "color": "danger"},
        {"number": counts.this_month, "label": month, "show": Show.THIS_MONTH, "color": "warning"},
        {"number": counts.next_month, "label": following, "show": Show.NEXT_MONTH, "color": ""},
    ]
    return [
        tile | {"href": _address(query, tile["show"]), "color": tile["color"] if tile["number"] else ""}
        for tile in tiles
    ]
