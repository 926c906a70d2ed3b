"""How many cases each caseworker has, against the service's norm. A case is a child whose contact person one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from .models import Child, ContactPerson, Cover, Duty, Role, Service, SupervisionAppointment, User
from .periods import covers
from .shown import name_key


@dataclass
class Worker:
    """A caseworker and the children whose contact person they are."""

    user: User
    norm: int
    has_duty: bool = True
    children: list[Child] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    """The children of absent colleagues for whom this one stands in today."""
    covered: list[Cover] = field(default_factory=list)
    """Who stands in today for this one's children."""

    @property
    def cases(self) -> int:
        return len(self.children)

    @property
    def standing_in(self) -> list[tuple[User, int, date | None]]:
        """Return for whom this one stands in, with how many children, and until when."""
        return _counted((cover.worker, cover.until_on) for cover in self.covers)

    @property
    def stand_ins(self) -> list[tuple[User, int, date | None]]:
        """Return who stands in for this one, with how many children, and until when."""
        return _counted((cover.stand_in, cover.until_on) for cover in self.covered)

    @property
    def over(self) -> int:
        """Return how many cases above the norm; 0 when at or below it."""
        return max(0, self.cases - self.norm)

    @property
    def in_words(self) -> str:
        """Return the caseload in a few words: `11 cases (norm 13)`."""
        return _("%(cases)d cases (norm %(norm)d)") % {"cases": self.cases, "norm": self.norm}


def _counted(pairs: Iterable[tuple[User, date | None]]) -> list[tuple[User, int, date | None]]:
    return [(user, number, until_on) for (user, until_on), number in Counter(pairs).items()]


@dataclass(frozen=True)
class Caseload:
    service: Service
    workers: list[Worker]
    without_contact: list[Child]

    @property
    def cases(self) -> int:
        return sum(worker.cases for worker in self.workers)


def open_cases(service: Service, on: date) -> list[Child]:
    """Return the service's own children whose case is open that day; of others' it answers for the supervision."""
    children = Child.objects.filter(service=service, merged_into__isnull=True).own()
    return sorted(
        (child for child in children if child.closed_on is None or child.closed_on > on),
        key=lambda child: name_key(child.name),
    )


def caseload(service: Service, on: date) -> Caseload:
    """Return each caseworker's cases that day, the most loaded first, and the children who have nobody.

    Somebody who no longer is a caseworker but still has children stands there too: they are to be handed over.
    """
    contacts = ContactPerson.objects.filter(covers(on), child__service=service).select_related("worker")
    answering = {contact.child_id: contact.worker for contact in contacts}
    on_duty = User.objects.with_duty(Role.CASEWORKER, service, on)
    workers = {user.pk: Worker(user, service.caseload_norm) for user in on_duty}
    nobody = []
    for child in open_cases(service, on):
        user = answering.get(child.pk)
        if user is None:
            nobody.append(child)
            continue
        worker = workers.setdefault(user.pk, Worker(user, service.caseload_norm, has_duty=False))
        worker.children.append(child)
    _add_covers(service, on, workers)
    ranked = sorted(workers.values(), key=lambda worker: (-worker.cases, name_key(worker.user.name)))
    return Caseload(service, ranked, nobody)


def _add_covers(service: Service, on: date, workers: dict[int, Worker]) -> None:
    rows = Cover.objects.holding(on).filter(child__service=service).select_related("worker", "stand_in")
    for cover in rows:
        if cover.stand_in_id in workers:
            workers[cover.stand_in_id].covers.append(cover)
        if cover.worker_id in workers:
            workers[cover.worker_id].covered.append(cover)


def children_of_duty(duty: Duty, on: date) -> int:
    """Return for how many children the holder of a duty answers by it on that day: who is to be handed over first."""
    mine = covers(on)
    if duty.role == Role.CASEWORKER:
        return ContactPerson.objects.filter(mine, worker=duty.user_id, child__service=duty.service_id).count()
    if duty.role == Role.SUPERVISOR:
        appointed = SupervisionAppointment.objects.filter(mine, supervisor__user=duty.user_id)
        return appointed.filter(child__service=duty.service_id).count()
    return 0
