"""What may be recorded about a visit: the refusals, each at its field, with a sentence.

Keys of the errors are the names of the form's fields: `on_day`, `start`, `visitor`, `reason`, and for a child with the
number 7 `child_7`, `alone_7`, `alone_reason_7`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fosterhomes.models import Child, Home, Placement, SupervisionAppointment, Supervisor, User

from .hours import has_come, moments
from .models import SupervisionReport, Visit, VisitChild
from .models.visit import Track

MADE = (Visit.Status.DONE, Visit.Status.TRIED)
"""Somebody went there: the day has been, and the children lived there."""
NOT_MADE = (Visit.Status.TRIED, Visit.Status.CANCELLED)

Problem = tuple[str, str]


@dataclass(frozen=True)
class SeenChild:
    """A child whom the visit concerned, and what was recorded of it."""

    child: Child
    alone: str = ""
    alone_reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Promise:
    """Something that was promised to a child at the visit, by whom and until which day it is done."""

    child: Child
    what: str
    owner: User
    due_on: date


@dataclass(frozen=True)
class Account:
    """What somebody tells about a visit."""

    status: str
    on_day: date
    visitor: User | Supervisor
    children: tuple[SeenChild, ...]
    start: time | None = None
    in_person: bool = True
    reason: str = ""
    announced: bool = True
    promises: tuple[Promise, ...] = ()


class Facts:
    """What the register says around a visit. Who checks thousands at once reads it beforehand (`visits/tables.py`)."""

    def stays(self, child: Child, home: Home) -> list[Placement]:
        """Return the child's stays in the home, the earliest first."""
        return list(Placement.objects.filter(child=child, home=home, planned=False).order_by("from_on"))

    def appointments(self, child: Child, supervisor: User | Supervisor) -> list[SupervisionAppointment]:
        """Return the supervisor's appointments for the child, the earliest first."""
        held = SupervisionAppointment.objects.filter(child=child, supervisor=supervisor.pk)
        return list(held.order_by("from_on"))

    def done_for(self, children: Iterable[Child], track: str, day: date, visit_id: int | None) -> set[int]:
        """Return which of the children another visit was made to that day."""
        others = VisitChild.objects.filter(
            ~Q(visit=visit_id), visit__track=track, visit__on_day=day, visit__status=Visit.Status.DONE
        )
        return set(others.filter(child__in=list(children)).values_list("child", flat=True))


FACTS = Facts()


def check_account(
    account: Account, *, home: Home, track: str, at: datetime, visit_id: int | None = None, facts: Facts = FACTS
) -> None:
    """Raise `ValidationError` with every reason why it cannot have been so. `visit_id`: the row it is about."""
    found: dict[str, list[str]] = defaultdict(list)
    for field, sentence in _problems(account, home, track, timezone.localtime(at), visit_id, facts):
        found[field].append(sentence)
    if found:
        raise ValidationError(dict(found))


def _problems(
    account: Account, home: Home, track: str, now: datetime, visit_id: int | None, facts: Facts
) -> Iterator[Problem]:
    if account.status in NOT_MADE and not account.reason.strip():
        yield "reason", _("Write why the visit was cancelled, or why nobody was met.")
    if not account.children:
        yield "children", _("Choose at least one child.")
    if visit_id is not None:
        yield from _reported(account, visit_id)
    if account.status in MADE:
        yield from _in_the_future(account, now)
        yield from _not_living_there(account, home, facts)
        if track == Track.SUPERVISION:
            yield from _not_appointed(account, facts)
    if account.status == Visit.Status.DONE:
        yield from _twice(account, track, visit_id, facts)
        for seen in account.children:
            yield from _alone(seen)
        yield from _promised(account)


def _reported(account: Account, visit_id: int) -> Iterator[Problem]:
    """What a report already tells of the visit cannot be corrected away under it."""
    for report in SupervisionReport.objects.filter(visit=visit_id).select_related("child", "visit__supervisor"):
        names = {"name": report.child.name}
        if account.status != Visit.Status.DONE:
            yield "status", _("There is a supervision report on %(name)s from this visit, so it was made.") % names
        elif report.child_id not in {seen.child.pk for seen in account.children}:
            yield f"child_{report.child_id}", _("There is a supervision report on %(name)s from this visit.") % names
        elif account.visitor != report.visit.supervisor:
            yield "visitor", _("The supervision report on %(name)s is by another supervisor.") % names


def _in_the_future(account: Account, now: datetime) -> Iterator[Problem]:
    if account.on_day > now.date():
        yield "on_day", _("This day has not come yet. A visit can be recorded once it has been made.")
    elif account.start and not moments(account.on_day, account.start):
        yield "start", _("There was no such hour that day: the clock was put forward from 02:00 to 03:00.")
    elif account.start and not has_come(account.on_day, account.start, now):
        yield "start", _("It is not that late yet. A visit can be recorded once it has been made.")


def _not_living_there(account: Account, home: Home, facts: Facts) -> Iterator[Problem]:
    for seen in account.children:
        stays = facts.stays(seen.child, home)
        if not any(stay.holds_on(account.on_day) for stay in stays):
            yield f"child_{seen.child.pk}", _why_not_there(stays, account.on_day)


def _why_not_there(stays: list[Placement], day: date) -> str:
    """Say what the register knows nearest to the day: not moved in yet, moved out before, or never lived there."""
    before = [stay for stay in stays if stay.until_on is not None and stay.until_on <= day]
    if before:
        return _("Moved out on %(day)s, and did not live here that day.") % {"day": _shown(before[-1].until_on)}
    if stays:
        return _("Moved in on %(day)s, and did not live here that day.") % {"day": _shown(stays[0].from_on)}
    return _("Has never lived in this home.")


def _not_appointed(account: Account, facts: Facts) -> Iterator[Problem]:
    for seen in account.children:
        held = facts.appointments(seen.child, account.visitor)
        if not any(one.holds_on(account.on_day) for one in held):
            yield "visitor", _why_not_appointed(account, seen.child, next(iter(held), None))


def _why_not_appointed(account: Account, child: Child, first: SupervisionAppointment | None) -> str:
    names = {"supervisor": account.visitor.name, "child": child.name, "day": _shown(first.from_on) if first else ""}
    if first is not None and account.on_day < first.from_on:
        return _("%(supervisor)s was appointed for %(child)s on %(day)s, after this day.") % names
    return _("%(supervisor)s was not appointed for %(child)s on this day.") % names


def _twice(account: Account, track: str, visit_id: int | None, facts: Facts) -> Iterator[Problem]:
    again = facts.done_for([seen.child for seen in account.children], track, account.on_day, visit_id)
    for seen in account.children:
        if seen.child.pk in again:
            yield f"child_{seen.child.pk}", _("A visit on this day is already recorded for this child.")


def _alone(seen: SeenChild) -> Iterator[Problem]:
    if not seen.alone:
        yield (
            f"alone_{seen.child.pk}",
            _("Say whether the child could talk without the foster parents present."),
        )
    elif seen.alone != VisitChild.Alone.HELD and not seen.alone_reason.strip():
        yield f"alone_reason_{seen.child.pk}", _("Write why the child was not spoken to alone.")


def _promised(account: Account) -> Iterator[Problem]:
    for promise in account.promises:
        if promise.due_on < account.on_day:
            yield f"task_due_{promise.child.pk}", _("This day lies before the visit.")


def _shown(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def lock_children(children: Iterable[int]) -> None:
    """Make others who record a visit of these children wait. Always taken before a visit's own row: no deadlock.

    Two people who record the same visit at once would each find that nobody had done so. SQLite's transactions are
    one after the other anyway.
    """
    list(Child.objects.select_for_update().filter(pk__in=set(children)).order_by("pk").values_list("pk"))
