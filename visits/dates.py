"""The dates that bind, for the register: rows → `visits.deadlines` → what is to be done. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fosterhomes.children import readable
from fosterhomes.models import (
    Child,
    ContactPerson,
    Cover,
    Home,
    HomeKind,
    Placement,
    Role,
    SiblingGroup,
    SupervisionAppointment,
    User,
)
from fosterhomes.periods import covers
from fosterhomes.permissions import WRITES_REGISTER, Access
from fosterhomes.shown import name_key

from . import deadlines, law
from .duty import MOVES, duty_on
from .emergency import emergency_orders, order_behind
from .home_dates import home_dates
from .models import DateMet, VisitChild, VisitSettings, settings_of

SENTENCES = {
    "emergency_order": _("The case is sent to the Child Welfare and Health Board, or the emergency order lapses"),
    "agreement_review": _("The foster-home agreement is reviewed"),
    "siblings": _("Why the siblings live apart is assessed again"),
    "aftercare": _("Aftercare is talked about with the young person"),
    "vacancy": _("The family is asked again whether the place is free"),
    "first_follow_up": _("The first follow-up visit after moving in"),
    "first_supervision": _("The first supervision visit after moving in"),
    "supervisor": _("A supervisor is appointed"),
    "approval": _("The home is approved for the child"),
    "relief_agreement": _("The relief weekends are agreed anew, or end"),
    "municipality_notice": _("The municipality of the home is told of the approval and the placement"),
    "municipality_answer": _("The municipality of the home answers the letter"),
}
"""What is to be done, by the code of the rule."""

SOURCES = {
    "emergency_order": _("six weeks, BVL § 4-2"),
    "agreement_review": _("at least once a year, FF § 7"),
    "siblings": _("the day that was set; Bufdir's main rule, FF § 5"),
    "aftercare": _("in good time before 18, BVL § 3-6; the age is the service's own"),
    "vacancy": _("the service's own number of days"),
    "first_follow_up": _("FF § 10; the number of days is the service's own"),
    "first_supervision": _("FF § 18; the number of days is the service's own"),
    "supervisor": _("FF § 16; the number of days is the service's own"),
    "approval": _("before moving in, or as soon as possible after; FF § 6, BVL § 9-4"),
    "relief_agreement": _("the day that was agreed; one to two years at a time"),
    "municipality_notice": _("BVL § 9-4, FF § 6; the number of days is the service's own"),
    "municipality_answer": _("the day that was given; BVL § 9-4, FF § 6"),
}

UNDATED = _("six weeks from moving in, for the day of the decision is not registered; BVL § 4-2")
"""Where an emergency order has no date."""

MET_BY = {
    "emergency_order": DateMet.Kind.CASE_SENT,
    "agreement_review": DateMet.Kind.AGREEMENT_REVIEWED,
    "aftercare": DateMet.Kind.AFTERCARE_RAISED,
}
"""Deadlines that are met by registering that it was done; the others are met where the thing itself is done."""


class Show(models.TextChoices):
    """Which of the dates a person wants to see."""

    LATE = "late", _("late")
    SOON = "soon", _("due within 60 days")
    LATER = "later", _("later")


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date that binds: what is to be done, for whom, by when, by whom, and where one does it."""

    deadline: deadlines.Deadline
    child: Child | None
    home: Home | None
    placement: Placement | None
    contact: User | None
    access: Access
    covering: bool = False
    """Whether the person stands in for the contact person today."""
    page: str = ""
    """Where it is done, when that is not told by the code."""

    @property
    def on(self) -> date:
        return self.access.on

    @property
    def state(self) -> str:
        return self.deadline.state(self.on)

    @property
    def name(self) -> str:
        return str(self.child or self.home)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.deadline.code])

    @property
    def source(self) -> str:
        return str(UNDATED if self.deadline.assumed else SOURCES[self.deadline.code])

    @property
    def undated(self) -> str:
        """Return the page on which the day is written from which this runs, where it is lacking and the person may."""
        if not self.deadline.assumed or self.placement is None or self.child is None or not self._writes(self.child):
            return ""
        return reverse("placement_order", args=[self.placement.pk])

    @property
    def address(self) -> str:
        """Return the page on which it is done."""
        if self.page:
            return self.page
        if self.child is None:
            return f"{reverse('home', args=[self.home.pk])}#vacancy" if self.home else ""
        if self.deadline.code in MET_BY and self.placement:
            kind = MET_BY[self.deadline.code].value
            return reverse("date_met", args=[self.placement.pk, kind]) if self._follows(self.child) else ""
        pages = {"siblings": "siblings_split", "supervisor": "appointment_new"}
        page = pages.get(self.deadline.code, "child")
        return reverse(page, args=[self.child.pk]) if page == "child" or self._writes(self.child) else ""

    def _follows(self, child: Child) -> bool:
        """As `can_follow_child` says, with the contact person that is read already."""
        leads = child.service_id in self.access.services(Role.LEADER, Role.COORDINATOR)
        return leads or self.covering or self.contact == self.access.user

    def _writes(self, child: Child) -> bool:
        return child.service_id in self.access.services(*WRITES_REGISTER)


def date_rows(access: Access) -> list[DateRow]:
    """Return every date that binds for the children and homes that the person answers for, the first due first."""
    children = readable(access).filter(merged_into=None)
    settings = settings_of(access.services())
    stays = list(_stays(children, access.on))
    contacts = _contacts(children, access.on)
    facts = _Facts(stays, access.on)
    rows = [
        DateRow(due, stay.child, stay.home, stay, contacts.get(stay.child_id), access)
        for stay in stays
        for due in deadlines.deadlines_of_stay(facts.of(stay), _days(settings, stay.child.service_id), access.on)
    ]
    rows += _siblings(children, contacts, access)
    rows += _vacancies(access)
    rows += [
        DateRow(due.deadline, due.child, due.home, None, contacts.get(due.child.pk) if due.child else None, access,
                page=due.page)
        for due in home_dates(children, access)
    ]  # fmt: skip
    rows = _with_covers(rows, access)
    return sorted(rows, key=lambda row: (row.deadline.last_on, name_key(row.name), row.deadline.code))


def _with_covers(rows: list[DateRow], access: Access) -> list[DateRow]:
    covered = set(Cover.objects.holding(access.on).filter(stand_in=access.user).values_list("child", flat=True))
    return [replace(row, covering=row.child is not None and row.child.pk in covered) for row in rows]


def narrowed(rows: Iterable[DateRow], chosen: dict[str, Any]) -> list[DateRow]:
    """Return the rows that fit what was chosen in the filters (field name → value)."""
    conditions = {
        "show": lambda row, value: row.state == value,
        "rule": lambda row, value: row.deadline.code == value,
        "caseworker": lambda row, value: row.contact == value,
    }
    asked = [(fits, chosen[name]) for name, fits in conditions.items() if chosen.get(name)]
    return [row for row in rows if all(fits(row, value) for fits, value in asked)]


def _days(settings: dict[int, VisitSettings], service_id: int) -> deadlines.Days:
    own = settings[service_id]
    return deadlines.Days(
        first_visit=own.first_visit_days,
        appoint_supervisor=own.appoint_supervisor_days,
        aftercare_age=own.aftercare_age,
    )


def _stays(children: QuerySet[Child], on: date) -> QuerySet[Placement]:
    living = Placement.objects.living(on).filter(child__in=children).exclude(kind=HomeKind.RELIEF)
    return living.select_related("child__care_municipality", "home__municipality").prefetch_related(MOVES)


def _contacts(children: QuerySet[Child], on: date) -> dict[int, User]:
    rows = ContactPerson.objects.filter(covers(on), child__in=children).select_related("worker")
    return {row.child_id: row.worker for row in rows}


class _Facts:
    """What is known of many stays, read once."""

    def __init__(self, stays: list[Placement], on: date) -> None:
        self.on = on
        ids = [stay.child_id for stay in stays]
        self.orders = emergency_orders(ids)
        chained = {row.pk for rows in self.orders.values() for row in rows}
        met = (
            DateMet.objects.filter(placement__in={*chained, *(stay.pk for stay in stays)})
            .values_list("placement", "kind")
            .order_by()
        )
        self.met = {(stay, kind): day for stay, kind, day in met.annotate(day=Max("on_day"))}
        made = VisitChild.objects.filter(child__in=ids, visit__status="done", visit__in_person=True)
        keys = made.values_list("child", "visit__home", "visit__track").order_by()
        self.made = {(child, home, track): day for child, home, track, day in keys.annotate(day=Max("visit__on_day"))}
        self.appointments: dict[int, list[SupervisionAppointment]] = defaultdict(list)
        for row in SupervisionAppointment.objects.filter(child__in=ids, from_on__lte=on):
            self.appointments[row.child_id].append(row)

    def of(self, stay: Placement) -> deadlines.Stay:
        supervision_from = self._answers_from(stay, law.SUPERVISION)
        order = order_behind(stay, self.orders[stay.child_id])
        sent = [self.met.get((one.pk, DateMet.Kind.CASE_SENT)) for one in order or (stay,)]
        return deadlines.Stay(
            legal_ground=stay.legal_ground,
            home_kind=stay.kind,
            birth_date=stay.child.birth_date,
            moved_in_on=stay.from_on,
            ordered_on=next((one.emergency_order_on for one in order if one.emergency_order_on), None),
            ordered_by_on=order[0].from_on if order else None,
            own=stay.child.care_municipality.service_id == stay.child.service_id,
            reviewed_on=self.met.get((stay.pk, DateMet.Kind.AGREEMENT_REVIEWED)),
            case_sent_on=max((day for day in sent if day), default=None),
            aftercare_raised_on=self.met.get((stay.pk, DateMet.Kind.AFTERCARE_RAISED)),
            follow_up_from=self._answers_from(stay, law.FOLLOW_UP),
            supervision_from=supervision_from,
            followed_up_on=self._visited(stay, law.FOLLOW_UP),
            supervised_on=self._visited(stay, law.SUPERVISION),
            without_supervisor_from=self._without_supervisor_from(stay) if supervision_from else None,
        )

    def _answers_from(self, stay: Placement, track: str) -> date | None:
        days = duty_on(stay, track, self.on)
        return days.from_on if days else None

    def _visited(self, stay: Placement, track: str) -> date | None:
        day = self.made.get((stay.child_id, stay.home_id, track))
        return day if day is not None and day >= stay.from_on else None

    def _without_supervisor_from(self, stay: Placement) -> date | None:
        rows = self.appointments[stay.child_id]
        if any(row.holds_on(self.on) for row in rows):
            return None
        return max([stay.from_on, *(row.until_on for row in rows if row.until_on)])


def _siblings(children: QuerySet[Child], contacts: dict[int, User], access: Access) -> Iterator[DateRow]:
    """Yield one date for each group that lives apart, at its first child that the person reads about."""
    apart = SiblingGroup.objects.filter(together=False, children__in=children).distinct()
    first: dict[int | None, Child] = {}
    for child in children.filter(sibling_group__in=apart, closed_on=None).select_related("sibling_group"):
        first.setdefault(child.sibling_group_id, child)
    for child in first.values():
        if child.sibling_group and child.sibling_group.reassess_on:
            due = deadlines.sibling_deadline(child.sibling_group.reassess_on)
            yield DateRow(due, child, None, None, contacts.get(child.pk), access)


def _vacancies(access: Access) -> Iterator[DateRow]:
    """Yield the homes with a free place whose family is to be asked, for who keeps the register."""
    homes: Any = Home.objects.filter(service__in=access.services(*WRITES_REGISTER), merged_into=None)
    for home in homes.with_vacancy(access.on, access.at).filter(free__gt=0).select_related("service", "municipality"):
        days = deadlines.Days(vacancy_fresh=home.service.vacancy_fresh_days)
        asked_on = home.vacancy_confirmed_on or home.created_at.date()
        yield DateRow(deadlines.vacancy_deadline(asked_on, days), None, home, None, None, access)
