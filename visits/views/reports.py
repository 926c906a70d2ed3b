"""Lists of supervision reports: to check, to write, and those on one child."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.listing import sorted_rows
from fosterhomes.models import Child, Role

from ..forms.report import ReportFilters
from ..models import SupervisionReport, VisitDraft
from ..permissions import CHOOSES_VISITOR, RECORDS
from ..supervision_reports.lists import SORTS, TO_CHECK, Counts, Show, narrowed, own_rows, report_rows, shown, to_write
from ..supervision_reports.permissions import to_follow_up

PER_PAGE = 25
WORST, IN_PANEL = 5, 4


@require_safe
@duty(*CHOOSES_VISITOR)
def report_list(request: DutyRequest) -> HttpResponse:
    """Show the reports of the service that wait for somebody, serious ones first; or those that are forwarded."""
    filters = ReportFilters(request.GET, access=request.access)
    show = filters.chosen.get("show") or ""
    chosen = narrowed(report_rows(request.access, show), filters.chosen)
    rows = sorted_rows(shown(chosen, show), SORTS, request.GET.get("sort") or "pressing")
    counts = Counts.of(chosen)
    context = {
        "filters": filters,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": in_one_sentence(counts) if show != Show.FINISHED else "",
        "asked": any(filters.chosen.values()),
        "scope": _scope(len(rows), filters.in_words()),
        "tiles": _tiles(counts) if show != Show.FINISHED else [],
    }
    part = "#results" if request.htmx else ""
    return render(request, f"visits/reports.html{part}", context)


@require_safe
@duty(*CHOOSES_VISITOR)
def reports_panel(request: DutyRequest) -> HttpResponse:
    """Show on the front page how many reports wait, and those that press most."""
    rows = report_rows(request.access)
    counts = Counts.of(rows)
    pressing = [row for row in rows if row.is_serious or row.state.code in TO_CHECK]
    context = {"tiles": _tiles(counts), "sentence": in_one_sentence(counts), "rows": pressing[:WORST]}
    part = "#inner" if request.htmx else ""
    return render(request, f"visits/reports_panel.html{part}", context)


@require_safe
@duty(Role.SUPERVISOR)
def my_reports(request: DutyRequest) -> HttpResponse:
    """Show the supervisor's own reports: what is to be written or supplemented, and those that are under way."""
    rows = own_rows(request.access)
    waiting = to_write(rows)
    drafts = VisitDraft.objects.filter(by=request.user, step="written").values_list("visit", "child")
    begun = set(drafts)
    context = {
        "waiting": waiting,
        "begun": [row for row in waiting if (row.visit.pk, row.child.pk) in begun],
        "under_way": [row for row in rows if row not in waiting],
        "sentence": own_sentence(len(waiting), sum(row.overdue for row in waiting)),
        "concerns": to_follow_up(request.access),
    }
    part = "#inner" if request.htmx else ""
    return render(request, f"visits/my_reports.html{part}", context)


@require_safe
@duty(*RECORDS, Role.CLERK)
def child_reports(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the reports on one child that the person may read: a panel of the child's page."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    reports = SupervisionReport.objects.visible_to(request.access).filter(child=child)
    rows = list(reports.select_related("visit__supervisor"))
    context = {
        "child": child,
        "reports": rows,
        "shown": rows[:IN_PANEL] if request.htmx else rows,
        "concerns": to_follow_up(request.access, [child]),
        "reads_none": not request.access.has(*RECORDS),
    }
    if request.htmx:
        return render(request, "visits/child_reports.html#inner", context)
    record_look(request, "child_reports", child=child)
    return render(request, "visits/child_reports.html", context)


def in_one_sentence(counts: Counts) -> str:
    """Return `4 reports to check. Overdue: 3. With serious shortcomings: 1.`"""
    check = ngettext("%(n)d report to check", "%(n)d reports to check", counts.to_check) % {"n": counts.to_check}
    values = {"check": check, "late": counts.overdue, "serious": counts.serious}
    return _("%(check)s. Overdue: %(late)d. With serious shortcomings: %(serious)d.") % values


def own_sentence(waiting: int, overdue: int) -> str:
    """Return `2 reports to write, 1 overdue.`"""
    if not waiting:
        return _("You have written every report.")
    reports = ngettext("%(n)d report to write", "%(n)d reports to write", waiting) % {"n": waiting}
    return _("%(reports)s, %(overdue)d overdue.") % {"reports": reports, "overdue": overdue}


def _scope(number: int, chosen: list[str]) -> str:
    """Return which rows the list shows: `12 rows, one for each visit and child: overdue.`"""
    rows = ngettext("%(n)d row, one for each visit and child", "%(n)d rows, one for each visit and child", number)
    said = rows % {"n": number}
    return f"{said}: {', '.join(chosen)}." if chosen else f"{said}."


def _tiles(counts: Counts) -> list[dict[str, Any]]:
    check = ngettext("report to check", "reports to check", counts.to_check)
    forward = ngettext("report to forward", "reports to forward", counts.to_forward)
    return [
        _tile(counts.serious, _("with serious shortcomings"), Show.SERIOUS, "danger"),
        _tile(counts.overdue, _("overdue"), Show.OVERDUE, "warning"),
        _tile(counts.to_check, check, Show.TO_CHECK),
        _tile(counts.to_forward, forward, Show.TO_FORWARD),
    ]


def _tile(number: int, label: str, show: str, color: str = "") -> dict[str, Any]:
    href = f"{reverse('report_list')}?show={show}"
    return {"number": number, "label": label, "href": href, "color": color if number else ""}
