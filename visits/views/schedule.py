"""A person's own schedule: the page, made for a phone, and its panel on the front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty

from ..permissions import RECORDS
from ..report_permissions import to_follow_up
from ..reports import own_rows, to_write
from ..schedule import WEEKS_AHEAD, Schedule, children_ahead, schedule

PANEL_WEEKS = 2
PANEL_LEFT = 3


@require_safe
@duty(*RECORDS)
def my_schedule(request: DutyRequest) -> HttpResponse:
    """Show the visits the person makes in the next weeks (`all`: in all weeks), and what is left to plan."""
    everything = "all" in request.GET
    mine = schedule(request.access, weeks=None if everything else WEEKS_AHEAD)
    context = {
        "schedule": mine,
        "sentence": in_one_sentence(mine, everything),
        "today": request.today,
        "reports_to_write": len(to_write(own_rows(request.access))),
        "concerns": to_follow_up(request.access, children_ahead(mine)),
    }
    return render(request, "visits/my_schedule.html", context)


@require_safe
@duty(*RECORDS)
def my_week_panel(request: DutyRequest) -> HttpResponse:
    """Show the visits of this week and the next on the front page."""
    mine = schedule(request.access, weeks=PANEL_WEEKS)
    context = {"schedule": mine, "left": mine.left[:PANEL_LEFT], "today": request.today}
    part = "#inner" if request.htmx else ""
    return render(request, f"visits/my_week_panel.html{part}", context)


def in_one_sentence(mine: Schedule, everything: bool) -> str:
    """Return `4 visits in the next 6 weeks, 3 left to plan.`"""
    visits = ngettext("%(n)d visit", "%(n)d visits", mine.planned) % {"n": mine.planned}
    values = {"visits": visits, "weeks": WEEKS_AHEAD, "left": mine.left_number}
    if everything:
        return _("%(visits)s to come, %(left)d left to plan this year.") % values
    return _("%(visits)s in the next %(weeks)d weeks, %(left)d left to plan this year.") % values
