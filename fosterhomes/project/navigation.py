"""What the head of every page offers to a person, by duty."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Role, User
from fosterhomes.permissions import access_for

LEADER, COORDINATOR, CASEWORKER, SUPERVISOR = Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.SUPERVISOR
OFFICE = frozenset({LEADER, COORDINATOR, CASEWORKER, Role.CLERK})
MATCHERS = frozenset({LEADER, COORDINATOR})


@dataclass(frozen=True)
class NavigationItem:
    """A page in the main menu, and the duties that have use of it."""

    url_name: str
    label: Promise
    duties: frozenset[Role]


@dataclass(frozen=True)
class NavigationSection:
    label: Promise | str
    items: tuple[NavigationItem, ...]


SECTIONS = (
    NavigationSection(
        "",
        (
            NavigationItem("front", _("Front page"), frozenset(Role)),
            NavigationItem("night", _("Tonight"), MATCHERS | {Role.ON_CALL}),
            NavigationItem("waiting_list", _("Waiting list"), MATCHERS),
            NavigationItem("due", _("Visits that are owed"), OFFICE | {SUPERVISOR}),
            NavigationItem("my_schedule", _("My schedule"), frozenset({CASEWORKER, SUPERVISOR})),
            NavigationItem("calendar", _("Calendar"), OFFICE | {SUPERVISOR}),
            NavigationItem("my_year", _("My year"), frozenset({CASEWORKER, SUPERVISOR})),
            NavigationItem("my_reports", _("My reports"), frozenset({SUPERVISOR})),
        ),
    ),
    NavigationSection(
        _("Visits"),
        (
            NavigationItem("visit_list", _("Visits, all"), OFFICE | {SUPERVISOR}),
            NavigationItem("forecast", _("How the year ends"), MATCHERS),
            NavigationItem("report_list", _("Supervision reports"), MATCHERS),
            NavigationItem("guidance_list", _("Guidance"), frozenset({LEADER, COORDINATOR, CASEWORKER})),
            NavigationItem("plan", _("Year plan"), MATCHERS),
            NavigationItem("absences", _("Absences"), frozenset({LEADER, COORDINATOR, CASEWORKER, SUPERVISOR})),
            NavigationItem("travel", _("Travel and hours"), OFFICE | {SUPERVISOR}),
            NavigationItem("reductions", _("Decisions to reduce"), MATCHERS),
        ),
    ),
    NavigationSection(
        _("Homes for children"),
        (
            NavigationItem("relief", _("Relief weekends"), MATCHERS),
            NavigationItem("support_list", _("Promised support"), MATCHERS | {CASEWORKER}),
            NavigationItem("map", _("Map"), MATCHERS),
            NavigationItem("lacks", _("What the area lacks"), MATCHERS),
            NavigationItem("fairness", _("Equal treatment"), frozenset({LEADER})),
        ),
    ),
    NavigationSection(
        _("Register"),
        (
            NavigationItem("child_list", _("Children"), OFFICE),
            NavigationItem("home_list", _("Foster homes"), OFFICE | {Role.ON_CALL}),
            NavigationItem("supervisor_list", _("Supervisors"), OFFICE),
            NavigationItem("ending_list", _("Endings and changes"), MATCHERS),
            NavigationItem("caseload", _("Caseload"), MATCHERS),
            NavigationItem("way_list", _("Travel times"), MATCHERS | {Role.CLERK}),
            NavigationItem("table_new", _("Bring in a file"), MATCHERS | {Role.CLERK}),
            NavigationItem("register_message", _("Register message"), frozenset({LEADER, Role.CLERK})),
        ),
    ),
    NavigationSection(
        _("Reports"),
        (
            NavigationItem("figures", _("Figures"), frozenset({LEADER, Role.CLERK})),
            NavigationItem("half_year", _("Half-year figures"), frozenset({LEADER, Role.CLERK})),
            NavigationItem("council", _("Report to the council"), frozenset({LEADER, Role.CLERK})),
            NavigationItem("inspection", _("Inspection"), frozenset({LEADER})),
            NavigationItem("month_report", _("Monthly report"), frozenset({LEADER, Role.CLERK})),
        ),
    ),
    NavigationSection(
        _("Service"),
        (
            NavigationItem("on_call_rota", _("On-call rota"), MATCHERS | {Role.ON_CALL}),
            NavigationItem("service_settings", _("Norms and letters"), frozenset({LEADER})),
            NavigationItem("visit_settings", _("The service's own days"), frozenset({LEADER})),
            NavigationItem("mail_list", _("Reminders by e-mail"), frozenset({LEADER, Role.ADMINISTRATOR})),
            NavigationItem("people", _("People and duties"), frozenset({LEADER, Role.ADMINISTRATOR})),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """An item as one person meets it on one page; `current` is the value of aria-current."""

    url: str
    label: Promise
    current: str


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu and the person's duties in words."""
    if not isinstance(request.user, User):
        return {}
    access = access_for(request.user, timezone.localdate())
    roles = [role for role in Role if access.has(role)]
    duties = ", ".join(str(role.label) for role in roles)
    shown = menu(request.path, frozenset(roles))
    return {"navigation": shown, "duties": duties, "reminded": access.has(LEADER, COORDINATOR, CASEWORKER, SUPERVISOR)}


FEW = 10
"""So many pages fit a telephone without folding any away."""


def menu(path: str, roles: frozenset[Role]) -> list[dict[str, Any]]:
    """Return the sections with the pages that these duties have use of, the one at `path` marked.

    `open`: whether the section is unfolded at first: it holds the page one is on, or there are few pages in all.
    """
    offered = [
        (section.label, [link(item, path) for item in section.items if item.duties & roles]) for section in SECTIONS
    ]
    few = sum(len(links) for _label, links in offered) <= FEW
    return [
        {"label": label, "links": links, "open": few or any(item.current for item in links)}
        for label, links in offered
        if links
    ]


def link(item: NavigationItem, path: str) -> Link:
    url = reverse(item.url_name)
    if path == url:
        return Link(url, item.label, "page")
    below = url != reverse("front") and path.startswith(url)
    return Link(url, item.label, "true" if below else "")
