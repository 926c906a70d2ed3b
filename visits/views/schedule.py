"""A person's own schedule and year: pages made for a phone, and the panel on the front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty

from ..my_year import MyYear, my_year
from ..permissions import RECORDS
from ..schedule import WEEKS_AHEAD, Errand, Schedule, children_ahead, schedule
from ..supervision_reports.lists import own_rows, to_write
from ..supervision_reports.permissions import to_follow_up
from ..tasks import LastTime, last_time

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
        "last_time": _to_ask(request, mine.next_errand),
    }
    return render(request, "visits/my_schedule.html", context)


def _to_ask(request: DutyRequest, errand: Errand | None) -> list[LastTime]:
    """Return what is to be taken up on the next visit."""
    if errand is None:
        return []
    children = [row.child for row in errand.visit.rows]  # type: ignore[attr-defined]
    return last_time(request.access, children, errand.visit.track, without=errand.visit)


@require_safe
@duty(*RECORDS)
def my_year_page(request: DutyRequest) -> HttpResponse:
    """Show for each of the person's children what is done, booked and left this year, and the latest date."""
    mine = my_year(request.access)
    return render(request, "visits/my_year.html", {"year": mine, "sentence": year_in_one_sentence(mine)})


def year_in_one_sentence(mine: MyYear) -> str:
    """Return `5 of 12 visits are made this year, 2 booked, 1 planned, 4 left to plan.`"""
    values = {"done": mine.done, "of": mine.required, "booked": mine.booked, "planned": mine.planned, "left": mine.left}
    sentence = _(
        "%(done)d of %(of)d visits are made this year, %(booked)d booked, %(planned)d planned, %(left)d left to plan."
    )
    return sentence % values


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
    if mine.sessions:
        given = ngettext("%(n)d session of guidance", "%(n)d sessions of guidance", mine.sessions) % {
            "n": mine.sessions
        }
        visits = _("%(visits)s and %(sessions)s") % {"visits": visits, "sessions": given % {"n": mine.sessions}}
    values = {"visits": visits, "weeks": WEEKS_AHEAD, "left": mine.left_number}
    if everything:
        return _("%(visits)s to come, %(left)d left to plan this year.") % values
    return _("%(visits)s in the next %(weeks)d weeks, %(left)d left to plan this year.") % values
