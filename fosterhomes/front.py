"""What the front page shows to each duty: the work first, as panels that the apps answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Role
from .permissions import Access


@dataclass(frozen=True)
class FrontPanel:
    """A panel that is fetched from `url_name`; its link leads to the same page without JavaScript."""

    url_name: str
    title: Promise
    link_label: Promise
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name) + self.query


DUE = FrontPanel("due_panel", _("Visits that are owed"), _("Show what is due"))
DATES = FrontPanel("dates_panel", _("Other dates that bind"), _("Show all the dates"))
WAITING = FrontPanel("waiting_panel", _("Children who wait for a home"), _("Show the waiting list"))
CASELOAD = FrontPanel("caseload", _("Caseload"), _("Show the caseload"))
MY_WEEK = FrontPanel("my_week_panel", _("My next visits"), _("Show my schedule"))
TONIGHT = FrontPanel("night", _("Tonight"), _("Find an emergency home now"))
PLACED_AT_NIGHT = FrontPanel("night_placed", _("Placed by the on-call worker"), _("Show who was placed at night"))
ROTA = FrontPanel("on_call_rota", _("On-call rota"), _("Show the rota"))
FIGURES = FrontPanel("figures", _("Figures"), _("Show the figures"))
REPORTS = FrontPanel("reports_panel", _("Reports to check"), _("Show all reports"))
MY_REPORTS = FrontPanel("my_reports", _("Reports to write"), _("Show my reports"))
MY_TASKS = FrontPanel("tasks_mine", _("My tasks"), _("Show my tasks"))
PEOPLE = FrontPanel("people", _("People and duties"), _("Show people and duties"))

PANELS: dict[str, tuple[FrontPanel, ...]] = {
    Role.LEADER: (PLACED_AT_NIGHT, DUE, DATES, REPORTS, WAITING, CASELOAD, ROTA, FIGURES),
    Role.COORDINATOR: (PLACED_AT_NIGHT, WAITING, DUE, DATES, REPORTS),
    Role.CASEWORKER: (MY_WEEK, MY_TASKS, DUE),
    Role.SUPERVISOR: (MY_WEEK, MY_TASKS, MY_REPORTS),
    Role.ON_CALL: (TONIGHT, ROTA),
    Role.CLERK: (FIGURES,),
    Role.ADMINISTRATOR: (PEOPLE,),
}

LEADS: dict[str, Promise] = {
    Role.LEADER: _("What is late, who waits, and whether the load is fair."),
    Role.COORDINATOR: _("Who waits for a home, and what is free."),
    Role.CASEWORKER: _("Your children, your next visits, and what is late."),
    Role.SUPERVISOR: _("The children you supervise, and your next visits."),
    Role.ON_CALL: _("Emergency homes that can answer now."),
    Role.CLERK: _("The register and the figures it gives."),
    Role.ADMINISTRATOR: _("Who may log in. You see no case content."),
}


def panels_for(access: Access) -> list[FrontPanel]:
    """Return the panels of all the person's duties, those of the main duty first, none twice."""
    held = [panel for role in Role.values if access.has(role) for panel in PANELS[role]]
    return list(dict.fromkeys(held))
