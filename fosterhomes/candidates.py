"""Who could be the supervisor of a child: near enough, with room, independent; and for the others, why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .findings import Finding, Verdict
from .models import Child, Home, Language, Placement, Supervisor
from .models.words import HomeKind
from .supervisor_facts import SupervisorRegister, services_of
from .supervisor_rules import Asked, judged
from .supervisor_words import words
from .supervisors import SupervisorRow, supervisor_row
from .travel import TravelTimes


@dataclass(frozen=True)
class Candidate:
    """A supervisor seen from one child. `found`: what every rule says.

    A drive that is longer than agreed does not refuse here: a person may ask whether it can be done all the same.
    """

    row: SupervisorRow
    found: tuple[Finding, ...]

    @property
    def refusals(self) -> list[str]:
        """Return what stands in the way by law, or because there is no room."""
        return [words(one) for one in self.found if one.rules_out and one.rule != "way"]

    @property
    def doubts(self) -> list[str]:
        """Return what is to be settled first."""
        paper = [one for one in self.found if one.rule == "certificate" and one.verdict == Verdict.UNKNOWN]
        return [words(one) for one in (*self._too_far, *paper)]

    @property
    def _too_far(self) -> list[Finding]:
        return [one for one in self.found if one.rule == "way" and one.rules_out]

    @property
    def shared_languages(self) -> list[str]:
        codes = [code for one in self.found if one.rule == "language" for code in one.facts["shared"]]
        return [str(Language(code).label) for code in codes]

    @property
    def order(self) -> tuple[bool, bool, bool, int]:
        minutes = self.row.travel.minutes if self.row.travel else 0
        return bool(self.refusals), bool(self._too_far), not self.shared_languages, minutes


def home_of(child: Child, on: date) -> Home | None:
    """Return the home in which the child lives that day, else the one that it is to move to; relief homes apart."""
    stays = child.placements.filter(Q(until_on=None) | Q(until_on__gt=on), home__isnull=False)
    lasting = (
        stays.exclude(kind=HomeKind.RELIEF)
        .select_related("home__point__ferry_area", "home__municipality")
        .order_by("planned", "from_on")
    )
    stay: Placement | None = lasting.first()
    return stay.home if stay else None


def candidates(child: Child, home: Home | None, on: date) -> list[Candidate]:
    """Return every supervisor of the service but the child's present one, the best first. A fixed number of queries."""
    people = list(_available(child, on))
    point = home.point if home else None
    times = TravelTimes([person.base for person in people] + [point]) if point else None
    register, services = SupervisorRegister(people, on), frozenset(_services(child, home))
    found = []
    for person in people:
        row = supervisor_row(person, on, times, point)
        asked = Asked(services, row.travel.minutes if row.travel else None, frozenset(child.languages))
        found.append(Candidate(row, judged(register.facts(person, home, [child.pk]), asked)))
    return sorted(found, key=lambda candidate: candidate.order)


def _services(child: Child, home: Home | None) -> set[int]:
    there = home.municipality.service_id if home else None
    return services_of(Child.objects.filter(pk=child.pk))[child.pk] | ({there} if there else set())


def _available(child: Child, on: date) -> Iterable[Supervisor]:
    people = Supervisor.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), service=child.service_id, merged_into=None
    )
    present = child.supervision_appointments.on(on).values("supervisor")
    others = people.filter(from_on__lte=on).exclude(pk__in=present)
    return others.with_load(on).select_related("base__ferry_area", "base__municipality")
