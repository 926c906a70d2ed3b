"""Who may take which step of a supervision report, and who is told of serious shortcomings that wait."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fosterhomes.models import Child, Role, SupervisionAppointment, Supervisor
from fosterhomes.periods import covers
from fosterhomes.permissions import Access, Refused

from ..models import SupervisionReport
from ..models.report import SupervisionReportQuerySet
from ..permissions import CHOOSES_VISITOR
from . import states
from .states import Move, Who

CHECKS_REPORTS = CHOOSES_VISITOR
"""Leader and coordinator check reports, and send them on."""


def capacities(access: Access, report: SupervisionReport) -> set[Who]:
    """Return in what capacities the person meets the report today."""
    service, author = report.child.service_id, report.visit.supervisor
    assert author is not None
    appointed = set(
        SupervisionAppointment.objects.filter(covers(access.on), child=report.child_id).values_list(
            "supervisor", "supervisor__user"
        )
    )
    found: set[Who] = set()
    if service in access.services(Role.SUPERVISOR) and access.user.pk in {user for _supervisor, user in appointed}:
        found.add(Who.SUPERVISOR)
        if author.user_id == access.user.pk:
            found.add(Who.AUTHOR)
    if service in access.services(*CHECKS_REPORTS):
        found.add(Who.OFFICE)
        if not _can_write(author, {supervisor for supervisor, _user in appointed}):
            found.add(Who.STAND_IN)
    return found


def _can_write(author: Supervisor, appointed: Iterable[int]) -> bool:
    """Return whether the supervisor can write the report: logs in, and is still appointed for the child."""
    return author.user is not None and author.user.is_active and author.pk in appointed


def allowed(access: Access, report: SupervisionReport) -> list[Move]:
    """Return the steps that the person may take now, in the order of the tables."""
    mine = capacities(access, report)
    ways = [(way, move) for way in states.WAYS for move in way.moves]
    return [move for way, move in ways if getattr(report, way.column) in move.before and mine & set(move.who)]


def check_step(access: Access, report: SupervisionReport, move: Move) -> None:
    """Raise `Refused` unless the person takes this step; whether the report stands there is asked apart."""
    if not capacities(access, report) & set(move.who):
        who = _(" or ").join(str(one.label) for one in move.who)
        raise Refused(_("This step is taken by %(who)s.") % {"who": who})


def may_write(access: Access, report: SupervisionReport) -> bool:
    """Return whether the person writes the report: begins it, changes the draft, sends it."""
    return bool(capacities(access, report) & set(states.WRITERS))


def to_follow_up(access: Access, children: Iterable[Child] | None = None) -> SupervisionReportQuerySet:
    """Return the reports whose serious shortcomings the person is to look at, of these children or of all.

    The supervisor who visits the child next must know them, also when another one told.
    """
    appointed = SupervisionAppointment.objects.filter(covers(access.on), supervisor__user=access.user)
    seen = SupervisionReport.objects.filter(
        child__in=appointed.values("child"), child__service__in=access.services(Role.SUPERVISOR)
    ) | SupervisionReport.objects.visible_to(access)
    if children is not None:
        seen = seen.filter(child__in=list(children))
    return seen.to_follow_up()
