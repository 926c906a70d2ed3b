"""The list of children: which of them a person reads about, what can be asked of the list, and one row of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from .listing import sorted_rows
from .models import (
    Child,
    ContactPerson,
    HomeKind,
    Placement,
    Role,
    SiblingGroup,
    SupervisionAppointment,
    Wait,
    followed_by,
)
from .models.fields import has_code
from .periods import covers
from .permissions import READS_ALL, Access
from .rules import born_after_while_under
from .shown import name_key


class Where(models.TextChoices):
    """Where a child lives, as one filter."""

    KINSHIP = HomeKind.KINSHIP.value, HomeKind.KINSHIP.label
    ORDINARY = HomeKind.ORDINARY.value, HomeKind.ORDINARY.label
    SPECIALISED = HomeKind.SPECIALISED.value, HomeKind.SPECIALISED.label
    PARTICULAR = HomeKind.PARTICULAR_CONDITIONS.value, HomeKind.PARTICULAR_CONDITIONS.label
    EMERGENCY = HomeKind.EMERGENCY.value, HomeKind.EMERGENCY.label
    RELIEF = HomeKind.RELIEF.value, _("with a relief home")
    INSTITUTION = "institution", _("institution")
    OWN_HOUSING = "own_housing", _("housing with follow-up")
    WAITING = "waiting", _("waiting for a home")
    NOWHERE = "nowhere", _("no stay registered")


class CareOf(models.TextChoices):
    OWN = "own", _("own children")
    OTHERS = "others", _("other services' children")


def readable(access: Access) -> models.QuerySet[Child]:
    """Return the children whose case the person reads; a child that one only supervises is not among them.

    This is the one place that decides between the whole page of a child and a supervisor's extract of it.
    """
    mine = followed_by(access.user, access.on) & Q(service__in=access.services(Role.CASEWORKER))
    whole = Q(service__in=access.services(*READS_ALL))
    return Child.objects.visible_to(access).filter(whole | mine)


def listed(access: Access) -> models.QuerySet[Child]:
    """Return the children of the register that the person reads about; the tombstones of merged ones are left out."""
    return readable(access).filter(merged_into__isnull=True)


def lacking_supervisor(access: Access) -> models.QuerySet[Child]:
    """Return the children whose supervision a service of the person answers for, and who have no supervisor today."""
    return Child.objects.filter(pk__in=_supervised(access)).exclude(
        supervision_appointments__in=SupervisionAppointment.objects.filter(covers(access.on))
    )


def _supervised(access: Access) -> set[int]:
    services = access.services()
    stays = [Placement.objects.under_supervision_of(service, access.on) for service in sorted(services)]
    return {child for stay in stays for child in stay.values_list("child", flat=True)}


def stays_on(on: date) -> models.QuerySet[Placement]:
    """Return the stays that answer where a child lives that day; days in a relief home are not where it lives."""
    return Placement.objects.living(on).exclude(kind=HomeKind.RELIEF)


def narrowed(children: models.QuerySet[Child], chosen: dict[str, Any], access: Access) -> models.QuerySet[Child]:
    """Return the children that fit what was chosen in the list's filters (field name → value)."""
    conditions = {
        "where": lambda value: where(value, access.on),
        "municipality": lambda value: _stay(access.on, home__municipality=value),
        "care": lambda value: _own() if value == CareOf.OWN else ~_own(),
        "age_from": lambda value: Q(birth_date__lte=born_after_while_under(value, access.on)),
        "age_to": lambda value: Q(birth_date__gt=born_after_while_under(value + 1, access.on)),
        "contact": lambda value: contact(value, access.on),
        "without_supervisor": lambda value: Q(pk__in=lacking_supervisor(access).values("pk")),
        "siblings": lambda value: Q(sibling_group__isnull=False),
        "language": lambda value: has_code("languages", value),
    }
    if not chosen.get("closed"):
        children = children.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=access.on))
    for name, condition in conditions.items():
        if chosen.get(name) not in (None, "", False):
            children = children.filter(condition(chosen[name]))
    return children


def where(value: str, on: date) -> Q:
    """Return the condition of one choice of `Where`."""
    if value == Where.WAITING:
        return Q(pk__in=Wait.objects.filter(covers(on)).values("child"))
    if value == Where.NOWHERE:
        return ~Q(pk__in=stays_on(on).values("child"))
    if value == Where.RELIEF:
        return Q(pk__in=Placement.objects.living(on).filter(kind=HomeKind.RELIEF).values("child"))
    if value in (Where.INSTITUTION, Where.OWN_HOUSING):
        return _stay(on, setting=value)
    return _stay(on, kind=value)


def contact(value: str, on: date) -> Q:
    """Return the condition for a contact person (`value`: the user's id), or for none (`none`).

    Only the service's own children lack one: those it supervises for others have theirs there.
    """
    current = ContactPerson.objects.filter(covers(on))
    if value == "none":
        return _own() & ~Q(pk__in=current.values("child"))
    return Q(pk__in=current.filter(worker_id=int(value)).values("child"))


def _stay(on: date, **values: Any) -> Q:
    return Q(pk__in=stays_on(on).filter(**values).values("child"))


def _own() -> Q:
    return Q(care_municipality__service=F("service"))


def is_own(child: Child) -> bool:
    """Return whether the service has the care of the child, and is to give it a contact person (FF § 8)."""
    return child.care_municipality.service_id == child.service_id


SORTS: dict[str, Callable[[Any], Any]] = {
    "name": lambda child: name_key(child.name),
    "age": lambda child: -child.birth_date.toordinal(),
    "reference": lambda child: child.reference.casefold(),
    "since": lambda child: child.lives_since,
    "wanted": lambda child: child.wanted_on,
}
"""What the list can be sorted by; who lives nowhere or waits for nothing comes last either way."""


def in_order(children: models.QuerySet[Child], on: date, *, words: str = "", sort: str = "") -> list[int]:
    """Return the ids of the children whose name or reference holds every word, in the order `sort` (else by name).

    Sorted and searched here: neither database knows the Norwegian alphabet in both its cases without help.
    """
    mine = {"child": OuterRef("pk")}
    dated = children.annotate(
        lives_since=Subquery(stays_on(on).filter(**mine).values("from_on")[:1]),
        wanted_on=Subquery(Wait.objects.filter(covers(on), **mine).values("wanted_on")[:1]),
    )
    columns = ("pk", "name", "reference", "birth_date", "lives_since", "wanted_on")
    known = list(dated.order_by("pk").values_list(*columns, named=True))
    wanted = words.casefold().split()
    found = [child for child in known if all(word in f"{child.name} {child.reference}".casefold() for word in wanted)]
    return [child.pk for child in sorted_rows(sorted_rows(found, SORTS, "name"), SORTS, sort)]


@dataclass(frozen=True)
class ChildRow:
    """One line of the list."""

    child: Child
    age: int
    stay: Placement | None
    planned: Placement | None
    wait: Wait | None
    contact: ContactPerson | None
    appointment: SupervisionAppointment | None
    lacks_supervisor: bool
    lacks_contact: bool
    siblings: int


def rows(ids: Sequence[int], access: Access) -> list[ChildRow]:
    """Return the rows of the list for these children, in that order and in a fixed number of queries."""
    supervised = _supervised(access)
    children = {child.pk: child for child in _with_surroundings(access.on).filter(pk__in=ids)}
    return [_row(children[pk], access.on, supervised) for pk in ids]


def _with_surroundings(on: date) -> models.QuerySet[Child]:
    stays: models.QuerySet[Placement] = Placement.objects.filter(covers(on) | Q(planned=True)).exclude(
        kind=HomeKind.RELIEF
    )
    brothers_and_sisters = Child.objects.filter(merged_into__isnull=True).only("pk", "sibling_group")
    return Child.objects.select_related("care_municipality").prefetch_related(
        Prefetch("placements", stays.select_related("home__municipality"), to_attr="stays"),
        Prefetch("waits", Wait.objects.filter(covers(on)), to_attr="open_waits"),
        Prefetch("contact_persons", ContactPerson.objects.filter(covers(on)).select_related("worker"), to_attr="by"),
        Prefetch(
            "supervision_appointments",
            SupervisionAppointment.objects.filter(covers(on)).select_related("supervisor"),
            to_attr="appointed",
        ),
        Prefetch("sibling_group", SiblingGroup.objects.all()),
        Prefetch("sibling_group__children", brothers_and_sisters, to_attr="all_children"),
    )


def _row(child: Any, on: date, supervised: set[int]) -> ChildRow:
    appointment = next(iter(child.appointed), None)
    contact = next(iter(child.by), None)
    return ChildRow(
        child=child,
        age=child.age_on(on),
        stay=next((stay for stay in child.stays if not stay.planned), None),
        planned=next((stay for stay in child.stays if stay.planned), None),
        wait=next(iter(child.open_waits), None),
        contact=contact,
        appointment=appointment,
        lacks_supervisor=child.pk in supervised and appointment is None,
        lacks_contact=contact is None and child.closed_on is None and is_own(child),
        siblings=len(child.sibling_group.all_children) - 1 if child.sibling_group else 0,
    )
