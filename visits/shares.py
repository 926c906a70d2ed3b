"""Who could take the children of somebody who is away or leaves: caseworkers with their load, and a suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.caseload import Caseload, Worker, caseload
from fosterhomes.models import Child, Cover, Service, User
from fosterhomes.periods import overlaps
from fosterhomes.sharing import shared_out

from .models import Absence


@dataclass(frozen=True)
class Takers:
    """The caseworkers who are there, the least loaded first, and who would take which child."""

    people: dict[int, User]
    choices: list[tuple[str, str]]
    suggested: dict[int, int]

    def users(self, shares: dict[Child, int]) -> dict[Child, User]:
        return {child: self.people[pk] for child, pk in shares.items()}


def loaded_worker(service: Service, pk: int, on: date) -> tuple[Caseload, Worker | None]:
    """Return the caseload of the service, and the worker in it who has children."""
    load = caseload(service, on)
    return load, next((one for one in load.workers if one.user.pk == pk and one.children), None)


def takers(load: Caseload, worker: Worker, from_on: date, until_on: date | None) -> Takers:
    """Return who could take the worker's children on these days: caseworkers who are not away then."""
    away = Absence.objects.filter(overlaps(from_on, until_on), worker__isnull=False).values_list("worker", flat=True)
    gone = {worker.user.pk, *away}
    there = [one for one in load.workers if one.has_duty and one.user.pk not in gone]
    there.sort(key=lambda one: (one.cases + len(one.covers), one.user.name))
    return Takers(
        people={one.user.pk: one.user for one in there},
        choices=[(str(one.user.pk), f"{one.user.name} – {_load(one)}") for one in there],
        suggested=shared_out(units(worker.children), {one.user.pk: one.cases + len(one.covers) for one in there}),
    )


def _load(worker: Worker) -> str:
    extra = f" + {len(worker.covers)}" if worker.covers else ""
    return worker.in_words + extra


def name_of(child: int) -> str:
    """Return the name of the field in which somebody is chosen for a child."""
    return f"child_{child}"


def units(children: list[Child]) -> list[list[int]]:
    """Return the ids of siblings together, and of each other child alone."""
    found: dict[object, list[int]] = defaultdict(list)
    for child in children:
        found[child.sibling_group_id or f"c{child.pk}"].append(child.pk)
    return list(found.values())


def check_there(shares: Mapping[Child, User], worker: User, from_on: date, until_on: date) -> None:
    """Raise at each child whose stand-in is away on one of these days, or for whom somebody covers already."""
    rows = Absence.objects.filter(overlaps(from_on, until_on), worker__in={user.pk for user in shares.values()})
    away, covered = set(rows.values_list("worker", flat=True)), covers_in(worker, from_on, until_on)
    refused = {}
    for child, user in shares.items():
        if user.pk in away:
            refused[child.pk] = _("%(name)s is away on some of these days.") % {"name": user.name}
        elif cover := covered.get(child.pk):
            refused[child.pk] = _("%(name)s covers already on some of these days.") % {"name": cover.stand_in.name}
    if refused:
        raise ValidationError({name_of(pk): sentence for pk, sentence in refused.items()})


def covers_in(worker: User, from_on: date, until_on: date | None) -> dict[int, Cover]:
    """Return who covers which of the worker's children on at least one of these days, by the child's id."""
    rows = Cover.objects.filter(overlaps(from_on, until_on), worker=worker).select_related("stand_in", "child")
    return {row.child_id: row for row in rows}
