"""How many cases each caseworker has, against the service's norm. A case is a child whose contact person one is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from .models import Child, ContactPerson, Role, Service, User
from .periods import covers
from .shown import name_key


@dataclass
class Worker:
    """A caseworker and the children whose contact person they are."""

    user: User
    norm: int
    has_duty: bool = True
    children: list[Child] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return len(self.children)

    @property
    def over(self) -> int:
        """Return how many cases above the norm; 0 when at or below it."""
        return max(0, self.cases - self.norm)

    @property
    def in_words(self) -> str:
        """Return the caseload in a few words: `11 cases (norm 13)`."""
        return _("%(cases)d cases (norm %(norm)d)") % {"cases": self.cases, "norm": self.norm}


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
    ranked = sorted(workers.values(), key=lambda worker: (-worker.cases, name_key(worker.user.name)))
    return Caseload(service, ranked, nobody)
