"""What the page of a home shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from .history import HistoryEvent, history
from .models import AuditEvent, Child, Home, Kin, Placement, Point, Role
from .permissions import READS_ALL, Access, can_write_register
from .shown import labels
from .travel import Travel, TravelTimes
from .vacancy import Confirmation, Vacancy, ages_of, confirmation_of, vacancy_of

RECENT = 12
"""Events of the history shown at once."""


@dataclass(frozen=True)
class ChildHere:
    """A child who lives in the home or is to move in, and whom the person may see."""

    pk: int
    name: str
    age: int
    from_on: date
    planned: bool


@dataclass(frozen=True)
class HomePage:
    """Everything on the page save its parts, which `parts` words row by row."""

    home: Home
    vacancy: Vacancy
    confirmation: Confirmation
    ages: str
    office: Point | None
    travel: Travel | None
    takes_on: list[str]
    stretches_to: list[str]
    does_not_take: list[str]
    languages: list[str]
    children: list[ChildHere]
    others: int
    kin_of: list[Kin]
    ties: list[Any]
    events: list[HistoryEvent]
    more_events: bool
    inner: bool
    may_write: bool

    @property
    def way_url(self) -> str:
        """Return where the time from the office is set by hand, for whoever may."""
        if not self.may_write or self.office is None or self.home.point_id in (None, self.office.pk):
            return ""
        return reverse("way_edit", args=[self.office.pk, self.home.point_id])


def home_page(home: Home, access: Access, *, whole_history: bool = False) -> HomePage:
    """Return the page of a home that was read by `page_rows`."""
    stays = list(_stays(home, access.on))
    seen = set(Child.objects.visible_to(access).filter(placements__in=stays).values_list("pk", flat=True))
    inner = reads_inner(access, home)
    events = list(_events(home, access)) if inner else []
    shown = events if whole_history else events[:RECENT]
    return HomePage(
        home=home,
        vacancy=vacancy_of(home, access.on),
        confirmation=confirmation_of(home, access.on),
        ages=ages_of(home),
        office=home.service.office,
        travel=_travel(home),
        takes_on=labels(_field("takes_on"), home.takes_on),
        stretches_to=labels(_field("stretches_to"), home.stretches_to),
        does_not_take=labels(_field("does_not_take"), home.does_not_take),
        languages=labels(_field("languages"), home.languages),
        children=[_child(stay, access.on) for stay in stays if stay.child_id in seen],
        others=sum(stay.child_id not in seen for stay in stays),
        kin_of=list(_kin_of(home, access)) if inner else [],
        ties=list(home.supervisor_ties.select_related("supervisor")) if inner else [],
        events=history(shown),
        more_events=len(events) > len(shown),
        inner=inner,
        may_write=can_write_register(access, home.service_id),
    )


def page_rows(access: Access) -> Any:
    """Return the homes that the person may open, ready for `home_page`."""
    homes = Home.objects.visible_to(access).with_vacancy(access.on, access.at)
    related = homes.select_related("service__office__ferry_area", "municipality", "point__ferry_area")
    return related.prefetch_related("members")


def reads_inner(access: Access, home: Home) -> bool:
    """Return whether the person reads approvals, certificates, training, ties and history.

    A supervisor and an on-call worker see how to reach the home and who lives there, and no more.
    """
    return home.service_id in access.services(*READS_ALL, Role.CASEWORKER)


def _stays(home: Home, on: date) -> Iterable[Placement]:
    lasting = Q(until_on=None) | Q(until_on__gt=on)
    return home.placements.filter(lasting).select_related("child").order_by("planned", "from_on", "pk")


def _child(stay: Placement, on: date) -> ChildHere:
    coming = stay.planned or stay.from_on > on
    return ChildHere(stay.child_id, stay.child.name, stay.child.age_on(on), stay.from_on, coming)


def _travel(home: Home) -> Travel | None:
    office = home.service.office
    if office is None or home.point is None:
        return None
    return TravelTimes([office, home.point]).between(office, home.point)


def _kin_of(home: Home, access: Access) -> Iterable[Kin]:
    return home.kin_of.filter(child__in=Child.objects.visible_to(access)).select_related("child")


def _events(home: Home, access: Access) -> Iterable[AuditEvent]:
    """Return the events of the home and of those merged into it; about a child only where duty shows the child."""
    homes = Q(home=home) | Q(home__merged_into=home)
    about = Q(child=None) | Q(child__in=Child.objects.visible_to(access))
    return AuditEvent.objects.filter(homes, about).select_related("by")


def _field(name: str) -> Any:
    return Home._meta.get_field(name)
