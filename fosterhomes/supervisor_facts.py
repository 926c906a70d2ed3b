"""What the register knows of supervisors, as the plain values that the rules read: one definition for every page and
for the matching problem. A fixed number of queries for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from .models import Child, Duty, Home, PoliceCertificate, Role, SupervisorTie
from .rules import certificate_too_old
from .supervisor_rules import SupervisorFacts


class SupervisorRegister:
    """Supervisors that were read `with_load`, on one day."""

    def __init__(self, people: list[Any], on: date) -> None:
        self.people, self.on = people, on

    def facts(self, person: Any, home: Home | None, children: Iterable[int]) -> SupervisorFacts:
        """Return what the rules ask of one supervisor, seen from a home and its children."""
        mine = set(children)
        ties = self._ties[person.pk]
        certificates = self._certificates[person.pk]
        return SupervisorFacts(
            supervisor=person.pk,
            capacity=person.capacity,
            load=person.load,
            longest_minutes=person.longest_minutes,
            languages=frozenset(person.languages),
            works_for=self.works_for(person),
            home_ties=tuple(tie.kind for tie in ties if home is not None and tie.home_id == home.pk),
            child_ties=tuple(tie.kind for tie in ties if tie.child_id in mine),
            certificates=len(certificates),
            valid_certificates=sum(not certificate_too_old(row.issued_on, row.seen_on) for row in certificates),
        )

    def works_for(self, person: Any) -> dict[int, str]:
        """Return the services in which the person holds another duty than that of a supervisor."""
        return self._works_for[person.user_id] if person.user_id else {}

    @cached_property
    def _works_for(self) -> dict[int, dict[int, str]]:
        users = [person.user_id for person in self.people if person.user_id]
        duties = Duty.objects.on(self.on).filter(user__in=users).exclude(role=Role.SUPERVISOR)
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for duty in duties.select_related("service"):
            found[duty.user_id][duty.service_id] = duty.service.name
        return found

    @cached_property
    def _ties(self) -> dict[int, list[SupervisorTie]]:
        found: dict[int, list[SupervisorTie]] = defaultdict(list)
        for tie in SupervisorTie.objects.filter(supervisor__in=[person.pk for person in self.people]):
            found[tie.supervisor_id].append(tie)
        return found

    def tied_to(self, child: int) -> set[int]:
        """Return the ids of those who are tied to a child."""
        return self._by_child[child]

    @cached_property
    def _by_child(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for ties in self._ties.values():
            for tie in ties:
                if tie.child_id:
                    found[tie.child_id].add(tie.supervisor_id)
        return found

    @cached_property
    def _certificates(self) -> dict[int, list[PoliceCertificate]]:
        found: dict[int, list[PoliceCertificate]] = defaultdict(list)
        for row in PoliceCertificate.objects.filter(supervisor__in=[person.pk for person in self.people]):
            found[row.supervisor_id or 0].append(row)
        return found


def services_of(children: QuerySet[Child]) -> dict[int, set[int]]:
    """Return for each child the services that have part in its case: that of its register, and of who has the care."""
    rows = children.values_list("pk", "service", "care_municipality__service")
    return {pk: {service for service in services if service} for pk, *services in rows}
