"""Which supervisors are near a home, have room, and are independent: one definition for pages and problem.

The law: FF § 17 (independent of the service, the family and the child). A home in another municipality has that
municipality's supervisors (FF § 16), not ours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from fosterhomes.models import Child, Duty, Home, Role, Supervisor, SupervisorTie
from fosterhomes.periods import covers
from fosterhomes.travel import Travel, TravelTimes

from .candidates import Candidates


@dataclass(frozen=True)
class Near:
    """A supervisor who could supervise a child in a home; `travel` from where the supervisor lives."""

    supervisor: Any
    travel: Travel

    @property
    def minutes(self) -> int:
        return self.travel.minutes


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
    def independent(self) -> list[Any]:
        """Return those with room who hold no other duty in the service."""
        duties = Duty.objects.filter(covers(self.on), service=self.service_id).exclude(role=Role.SUPERVISOR)
        staff = set(duties.values_list("user", flat=True))
        return [s for s in self.everybody if s.free > 0 and (s.user_id is None or s.user_id not in staff)]

    @cached_property
    def _tied_to_home(self) -> dict[int, set[int]]:
        return self._ties("home", Q(home__in=[home.pk for home in self.homes]))

    @cached_property
    def _tied_to_child(self) -> dict[int, set[int]]:
        return self._ties("child", Q(child__service=self.service_id))

    def _ties(self, column: str, which: Q) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for key, supervisor in SupervisorTie.objects.filter(which).values_list(column, "supervisor"):
            found[key].add(supervisor)
        return found

    @cached_property
    def _ways(self) -> TravelTimes:
        points = (*(s.base for s in self.everybody), *(home.point for home in self.homes))
        return TravelTimes(point for point in points if point)

    def is_elsewhere(self, home: Home) -> bool:
        """Return whether another service supervises the children of this home."""
        return home.municipality.service_id != self.service_id

    def refused(self, child_id: int) -> set[int]:
        """Return the ids of the supervisors who are tied to the child."""
        return self._tied_to_child[child_id]

    def near(self, home: Home) -> list[Near]:
        """Return who could supervise in the home, whoever the child is: the nearest first."""
        if self.is_elsewhere(home):
            return []
        ways = [(s, self._way(s, home)) for s in self.independent if s.pk not in self._tied_to_home[home.pk]]
        found = [Near(s, way) for s, way in ways if way and way.minutes <= s.longest_minutes]
        return sorted(found, key=lambda near: (near.minutes, near.supervisor.pk))

    def near_for(self, home: Home, children: list[Child]) -> list[Near]:
        """Return who could supervise all of these children in the home."""
        tied = set().union(*(self.refused(child.pk) for child in children))
        return [near for near in self.near(home) if near.supervisor.pk not in tied]

    def _way(self, supervisor: Any, home: Home) -> Travel | None:
        """Return the way to the home; the band set by hand stands for a protected address."""
        if home.protected_address:
            return Travel(int(home.travel_band), 0, 0, "by hand") if home.travel_band else None
        return self._ways.between(supervisor.base, home.point) if home.point else None
