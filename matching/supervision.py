"""Which supervisors are near a home, have room, and are independent: one definition for pages and problem.

The law: FF § 17 (independent of the service, the family and the child). A home in another municipality has that
municipality's supervisors (FF § 16), not ours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fosterhomes.findings import Finding, Sort, Verdict
from fosterhomes.models import Child, Home, Supervisor
from fosterhomes.periods import covers
from fosterhomes.supervisor_facts import SupervisorRegister, services_of
from fosterhomes.supervisor_rules import Asked, judged, tied_to_home
from fosterhomes.supervisor_words import words
from fosterhomes.travel import Travel, TravelTimes

from .candidates import Candidates

NOBODY_ASKS = Asked(frozenset())
"""Where the question is only whether somebody is tied to a home."""

UNKNOWN_MINUTES = 10_000
"""Orders those to whom no way is known after all others."""


@dataclass(frozen=True)
class Near:
    """A supervisor seen from a home and its children; `travel` is from where they live, `found` what the rules say."""

    supervisor: Any
    travel: Travel | None
    found: tuple[Finding, ...] = ()

    @property
    def minutes(self) -> int:
        return self.travel.minutes if self.travel else UNKNOWN_MINUTES

    @property
    def why_not(self) -> list[str]:
        """Return why they cannot, in a few words each; empty for those who can."""
        return [words(one) for one in self.found if one.rules_out]

    @property
    def tied(self) -> bool:
        """Return whether the law keeps them from it, whatever room they have."""
        return any(one.rules_out and one.sort == Sort.LAW for one in self.found)

    @property
    def notes(self) -> list[str]:
        """Return what else is worth knowing of one who can: whether they speak the child's language, and a certificate
        that lacks."""
        lacks = ("certificate", Verdict.UNKNOWN)
        return [words(one) for one in self.found if one.rule == "language" or (one.rule, one.verdict) == lacks]

    @property
    def order(self) -> tuple[bool, int, int]:
        """Return what the best has least of: somebody who speaks the child's language, then the nearest (FF § 17)."""
        shared = any(one.rule == "language" and one.verdict == Verdict.MATCH for one in self.found)
        return not shared, self.minutes, self.supervisor.pk


class Supervision:
    """The supervisors of a service on a day, seen from its homes. Read once, in a fixed number of queries."""

    def __init__(self, candidates: Candidates, homes: list[Home] | None = None) -> None:
        self.candidates = candidates
        self.service_id, self.on = candidates.service_id, candidates.on
        self.homes = candidates.homes if homes is None else homes

    @cached_property
    def everybody(self) -> list[Any]:
        rows = Supervisor.objects.filter(covers(self.on), service=self.service_id, merged_into=None).with_load(self.on)
        return list(rows.select_related("base__ferry_area").order_by("pk"))

    @cached_property
    def register(self) -> SupervisorRegister:
        return SupervisorRegister(self.everybody, self.on)

    @cached_property
    def independent(self) -> list[Any]:
        """Return those with room who hold no other duty in the service."""
        return [s for s in self.everybody if s.free > 0 and self.service_id not in self.register.works_for(s)]

    @cached_property
    def _ways(self) -> TravelTimes:
        points = (*(s.base for s in self.everybody), *(home.point for home in self.homes))
        return TravelTimes(point for point in points if point)

    def is_elsewhere(self, home: Home) -> bool:
        """Return whether another service supervises the children of this home."""
        return home.municipality.service_id != self.service_id

    def refused(self, child_id: int) -> set[int]:
        """Return the ids of the supervisors who are tied to the child, or work for the service that has its care."""
        staff = {s.pk for s in self.everybody if self._services[child_id] & set(self.register.works_for(s))}
        return self.register.tied_to(child_id) | staff

    @cached_property
    def _services(self) -> defaultdict[int, set[int]]:
        """Return the services that have part in the case of each child of the register."""
        return defaultdict(set, services_of(Child.objects.filter(service=self.service_id, closed_on=None)))

    def near(self, home: Home) -> list[Near]:
        """Return who could supervise in the home, whoever the child is: the nearest first."""
        if self.is_elsewhere(home):
            return []
        found = (self._near(s, home) for s in self.independent)
        return sorted((near for near in found if near), key=lambda near: (near.minutes, near.supervisor.pk))

    def _near(self, supervisor: Any, home: Home) -> Near | None:
        """Return one who has room and no other duty, unless tied to the home or too far from it."""
        travel = self._way(supervisor, home)
        if travel is None or travel.minutes > supervisor.longest_minutes:
            return None
        facts = self.register.facts(supervisor, home, ())
        return None if tied_to_home(facts, NOBODY_ASKS) else Near(supervisor, travel)

    def everybody_for(self, home: Home, children: list[Child]) -> list[Near]:
        """Return every supervisor with what each rule says of them for all of these children in the home."""
        if self.is_elsewhere(home):
            return []
        ids = [child.pk for child in children]
        languages = frozenset(code for child in children for code in child.languages)
        services = frozenset({self.service_id}.union(*(self._services[pk] for pk in ids)))
        ways = [(s, self._way(s, home)) for s in self.everybody]
        found = [
            Near(s, way, judged(self.register.facts(s, home, ids), Asked(services, _minutes(way), languages)))
            for s, way in ways
        ]
        return sorted(found, key=lambda near: near.order)

    def near_for(self, home: Home, children: list[Child]) -> list[Near]:
        """Return who could supervise all of these children in the home, the best first."""
        return [near for near in self.everybody_for(home, children) if near.travel and not near.why_not]

    def _way(self, supervisor: Any, home: Home) -> Travel | None:
        """Return the way to the home; the band set by hand stands for a protected address."""
        if home.protected_address:
            return Travel(int(home.travel_band), 0, 0, "by hand") if home.travel_band else None
        return self._ways.between(supervisor.base, home.point) if home.point else None


def _minutes(way: Travel | None) -> int | None:
    return way.minutes if way else None
