"""Everything that the page of one child shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from .children import is_own, lacking_supervisor, listed, stays_on
from .history import HistoryEvent, history
from .limits import LimitRow, limits_of
from .models import Approval, AuditEvent, Child, ContactPerson, Cover, Kin, Placement, SupervisionAppointment, Wait
from .periods import covers
from .permissions import Access
from .rules import ADULT_AT, AFTERCARE_ENDS_AT, PARTY_AT, birthday
from .shown import labels

_NEEDS: Any = Child._meta.get_field("needs")
_LANGUAGES: Any = Child._meta.get_field("languages")

SOON_DAYS = 365
"""A birthday that changes the child's rights is marked for a year before it."""

EVENTS_SHOWN = 20


@dataclass(frozen=True)
class Milestone:
    """A birthday that changes something: party at 15, adult at 18, aftercare ends at 25."""

    age: int
    on: date
    soon: bool


@dataclass(frozen=True)
class Sibling:
    """A brother or sister; `place` is empty where the reader has no duty to know it."""

    child: Child
    age: int
    same_home: bool
    elsewhere: bool
    place: str
    readable: bool


@dataclass(frozen=True)
class ChildPage:
    """The page of one child on one day, for one reader."""

    child: Child
    age: int
    milestone: Milestone | None
    stay: Placement | None
    planned: Placement | None
    relief: list[Placement]
    past: list[Placement]
    approved: bool
    address_open: bool
    contact: ContactPerson | None
    cover: Cover | None
    appointment: SupervisionAppointment | None
    lacks_supervisor: bool
    lacks_contact: bool
    wait: Wait | None
    limits: list[LimitRow]
    siblings: list[Sibling]
    kin: list[Kin]
    needs: list[str]
    languages: list[str]
    events: list[HistoryEvent]

    @property
    def apart(self) -> bool:
        """Return whether a brother or sister has a stay somewhere else than the child."""
        return any(sibling.elsewhere for sibling in self.siblings)

    @property
    def has_relief_need(self) -> bool:
        return any(row.kind == "relief" for row in self.limits)

    @property
    def kin_assessed(self) -> list[Kin]:
        """Return those whose assessment is written and dated: what FF § 5(6) asks for."""
        return [one for one in self.kin if one.assessed_on]


def child_page(child: Child, access: Access) -> ChildPage:
    """Return the page of a child whose case the person reads."""
    on = access.on
    stays = list(child.placements.select_related("home__municipality").prefetch_related("relief_agreements"))
    current = [stay for stay in stays if not stay.planned and stay.holds_on(on)]
    stay = next((one for one in current if one.kind != "relief"), None)
    contact = child.contact_persons.filter(covers(on)).select_related("worker").first()
    return ChildPage(
        child=child,
        age=child.age_on(on),
        milestone=next_milestone(child, on),
        stay=stay,
        planned=next((one for one in stays if one.planned and one.kind != "relief"), None),
        relief=[one for one in stays if one.kind == "relief" and (one.planned or one.holds_on(on))],
        past=[one for one in stays if not one.planned and not one.holds_on(on)],
        approved=_is_approved(child, stay, on),
        address_open=_shows_address(child, stay),
        contact=contact,
        cover=Cover.objects.holding(on).filter(child=child).select_related("stand_in").first(),
        appointment=child.supervision_appointments.filter(covers(on)).select_related("supervisor").first(),
        lacks_supervisor=lacking_supervisor(access).filter(pk=child.pk).exists(),
        lacks_contact=contact is None and child.closed_on is None and is_own(child),
        wait=child.waits.filter(covers(on)).first(),
        limits=limits_of(child, access),
        siblings=_siblings(child, stay, access),
        kin=list(child.kin.select_related("home")),
        needs=labels(_NEEDS, child.needs),
        languages=labels(_LANGUAGES, child.languages),
        events=history(
            AuditEvent.objects.filter(Q(child=child) | Q(child__merged_into=child)).select_related("by")[:EVENTS_SHOWN]
        ),
    )


def next_milestone(child: Child, on: date) -> Milestone | None:
    """Return the next birthday that changes something, or None after the last."""
    for age in (PARTY_AT, ADULT_AT, AFTERCARE_ENDS_AT):
        day = birthday(child.birth_date, age)
        if day > on:
            return Milestone(age, day, (day - on).days <= SOON_DAYS)
    return None


def _is_approved(child: Child, stay: Placement | None, on: date) -> bool:
    """Return whether the home is approved for this child (FF § 6); true where there is no home to approve."""
    if stay is None or stay.home_id is None:
        return True
    valid = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return Approval.objects.filter(valid, home=stay.home_id, child=child, approved_on__lte=on).exists()


def _shows_address(child: Child, stay: Placement | None) -> bool:
    """Return whether a protected child lives in a home whose address stands in the register."""
    return child.protected_address and stay is not None and stay.home is not None and not stay.home.protected_address


def _siblings(child: Child, stay: Placement | None, access: Access) -> list[Sibling]:
    if child.sibling_group_id is None:
        return []
    others = Child.objects.filter(sibling_group=child.sibling_group_id, merged_into__isnull=True).exclude(pk=child.pk)
    homes = {one.child_id: one for one in stays_on(access.on).filter(child__in=others).select_related("home")}
    known = set(listed(access).filter(pk__in=others.values("pk")).values_list("pk", flat=True))
    return [_sibling(other, stay, homes.get(other.pk), other.pk in known, access.on) for other in others]


def _sibling(other: Child, stay: Placement | None, theirs: Placement | None, readable: bool, on: date) -> Sibling:
    same = stay is not None and theirs is not None and stay.home_id is not None and stay.home_id == theirs.home_id
    place = str(theirs.home or theirs.place_name or theirs.get_setting_display()) if theirs and readable else ""
    elsewhere = stay is not None and theirs is not None and not same
    return Sibling(other, other.age_on(on), same, elsewhere, place, readable)
