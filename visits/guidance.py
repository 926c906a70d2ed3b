"""Guidance cases: the list, how many are active each month, which homes were never offered any, one case's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, HomeKind, Placement, Role, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access
from fosterhomes.rules import months_before
from fosterhomes.shown import name_key

from .models import Guidance, GuidanceSession

MONTHS = 12
GIVES = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
"""The duties that offer, give and read guidance; also those whose holders are its guides."""

Form, Status = Guidance.Form, GuidanceSession.Status


class State(models.TextChoices):
    """How a case stands on a day."""

    OFFERED = "offered", _("offered, no answer yet")
    TO_BEGIN = "to_begin", _("accepted, not begun")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")
    DECLINED = "declined", _("declined")


COLORS = {State.OFFERED: "warning", State.TO_BEGIN: "info", State.ACTIVE: "success"}


def state_of(case: Guidance, on: date) -> State:
    """Return how the case stands on the day."""
    if case.answer == Guidance.Answer.DECLINED:
        return State.DECLINED
    if not case.answer:
        return State.OFFERED
    if case.until_on is not None and case.until_on <= on:
        return State.ENDED
    return State.ACTIVE if case.holds_on(on) else State.TO_BEGIN


@dataclass(frozen=True, slots=True)
class GuidanceRow:
    """A case in the list; `held` sessions so far, and the day of the `next_on`."""

    case: Guidance
    state: State
    held: int
    next_on: date | None

    @property
    def color(self) -> str:
        return COLORS.get(self.state, "neutral")


def guidance_rows(cases: QuerySet[Guidance], on: date) -> list[GuidanceRow]:
    """Return the cases with their sessions counted, those that need something first. A fixed number of queries."""
    read = cases.select_related("home__municipality", "child", "guide").prefetch_related("sessions")
    rows = [_row(case, on) for case in read]
    order = list(State)
    return sorted(rows, key=lambda row: (order.index(row.state), name_key(row.case.whom), row.case.pk))


def _row(case: Guidance, on: date) -> GuidanceRow:
    sessions = list(case.sessions.all())
    coming = [one.on_day for one in sessions if one.status == Status.PLANNED and one.on_day >= on]
    held = sum(one.status == Status.HELD for one in sessions)
    return GuidanceRow(case, state_of(case, on), held, min(coming, default=None))


def narrowed(rows: Iterable[GuidanceRow], chosen: dict[str, Any]) -> list[GuidanceRow]:
    """Return the rows that fit what was chosen in the filters (field name → value)."""
    conditions: dict[str, Callable[[GuidanceRow, Any], bool]] = {
        "state": lambda row, value: row.state == value,
        "form": lambda row, value: row.case.form == value,
        "method": lambda row, value: row.case.method == value,
        "guide": lambda row, value: row.case.guide == value,
    }
    asked = [(fits, chosen[name]) for name, fits in conditions.items() if chosen.get(name)]
    return [row for row in rows if all(fits(row, value) for fits, value in asked)]


@dataclass(frozen=True, slots=True)
class Month:
    """One month: cases that were active on at least one of its days, by form, and the sessions held in it."""

    first_on: date
    active: int
    by_form: tuple[int, ...]
    sessions: int


def months(cases: QuerySet[Guidance], on: date) -> list[Month]:
    """Return the last twelve months, this one first: what services otherwise count by hand. Two queries."""
    begun = list(cases.filter(from_on__isnull=False).values_list("form", "from_on", "until_on"))
    held = GuidanceSession.objects.filter(cases__in=cases, status=Status.HELD).distinct()
    days = list(held.values_list("on_day", flat=True))
    first = on.replace(day=1)
    firsts = [months_before(first, back) for back in range(MONTHS)]
    return [_month(begun, days, from_on, months_before(from_on, -1)) for from_on in firsts]


def _month(begun: list[Any], days: list[date], from_on: date, until_on: date) -> Month:
    active = [form for form, begins, ends in begun if begins < until_on and (ends is None or ends > from_on)]
    by_form = tuple(active.count(form) for form in Form.values)
    return Month(from_on, len(active), by_form, sum(from_on <= day < until_on for day in days))


def never_offered(access: Access) -> QuerySet[Home]:
    """Return the foster homes in which a child lives and whose family was never offered guidance, by name."""
    living = Placement.objects.living(access.on).exclude(kind=HomeKind.RELIEF).values("home")
    homes = Home.objects.visible_to(access).filter(
        service__in=access.services(*GIVES), pk__in=living, merged_into=None, guidance=None
    )
    return homes.open_on(access.on).select_related("municipality").order_by("name", "pk")


def guides_of(service_id: int, on: date) -> QuerySet[User]:
    """Return who may be the guide: people of the service who work with children and homes that day."""
    duty = covers(on, "duties__")
    people = User.objects.filter(duty, duties__service=service_id, duties__role__in=GIVES, is_active=True)
    return people.distinct().order_by("name")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session on a case's page; `others` are the families in the group that the person does not read about."""

    session: GuidanceSession
    names: tuple[str, ...]
    others: int
    may_record: bool
    may_correct: bool

    @property
    def is_removed(self) -> bool:
        return self.session.status == Status.REMOVED


def session_rows(access: Access, case: Guidance) -> list[SessionRow]:
    """Return the case's sessions, the latest first. A fixed number of queries."""
    seen = set(Guidance.objects.visible_to(access).values_list("pk", flat=True))
    read = case.sessions.select_related("guide").prefetch_related("cases__home", "cases__child")
    return [_session(access, one, case, seen) for one in read.order_by("-on_day", "-start", "-pk")]


def _session(access: Access, session: GuidanceSession, case: Guidance, seen: set[int]) -> SessionRow:
    company = [other for other in session.cases.all() if other.pk != case.pk]
    known = [other for other in company if other.pk in seen]
    mine = len(known) == len(company) or session.guide_id == access.user.pk
    names = tuple(other.whom for other in known)
    return SessionRow(session, names, len(company) - len(known), mine and session.status == Status.PLANNED, mine)


def joinable(access: Access, case: Guidance, session: GuidanceSession | None = None) -> QuerySet[Guidance]:
    """Return the cases that the person may put on a session with this one: those of the same form of group, or none.

    To correct a `session` they may also choose those that were under way that day, and those who stand on it.
    """
    chosen = Q(pk=case.pk)
    group = Q(service=case.service_id, form=case.form, answer=Guidance.Answer.ACCEPTED)
    if case.form != Form.INDIVIDUAL:
        chosen |= group & Q(until_on=None)
    if case.form != Form.INDIVIDUAL and session is not None:
        chosen |= group & Q(until_on__gt=session.on_day)
    if session is not None:
        chosen |= Q(pk__in=session.cases.values("pk"))
    found = Guidance.objects.visible_to(access).filter(chosen)
    return found.select_related("home", "child").order_by("home__name", "child__name", "pk")


def who_takes_part(cases: Iterable[Guidance]) -> str:
    """Return who takes part as part of a session's version."""
    return "-".join(str(pk) for pk in sorted(case.pk for case in cases))


def parents_to_offer(access: Access, home: Home) -> QuerySet[Child]:
    """Return the children in the home, whom the person follows, whose biological parents were never offered any."""
    here = Placement.objects.living(access.on).filter(home=home).values("child")
    return Child.objects.visible_to(access).filter(
        pk__in=here, guidance=None, care_municipality__service=home.service_id
    )
