"""Homes and supervisors that do not exist yet, as the rules would see them: what a recruiter could look for.

Each invented home is of a kind that somebody waits for, with one to three places, for a span of ages, in a village of
the service's own municipalities. Which waiting children it would suit is asked of the same rules as for a real home.
Of homes that suit the same children only the plainest is kept: the narrowest ages, and all villages in which it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from typing import Any

from django.utils import timezone

from fosterhomes.models import Home, Need, Point, Run, Supervisor
from fosterhomes.periods import covers
from fosterhomes.runs import CannotSolve
from fosterhomes.travel import TravelTimes

from .candidates import Candidate, Candidates, Group
from .problem import Problem
from .rules import SERVES, HomeFacts
from .supervision import Supervision

PLACES = (1, 2, 3)
SPANS = ((0, 5), (6, 12), (13, 17), (0, 12), (6, 17), (0, 17))
"""Ages that are looked for, the narrow spans first: before school, primary school, after it, and what joins them."""

NEEDS = tuple(str(need) for need in Need.values)
"""The needs in the order in which the problem numbers them: it names none."""

USUAL_MINUTES = 60
"""How far an invented supervisor drives where the service has none to compare with."""


@dataclass(frozen=True)
class Village:
    """A village of the service, seen from the point of the register that lies nearest to its middle."""

    point: Point

    @property
    def id(self) -> str:
        return f"v{self.point.pk}"


@dataclass(frozen=True)
class Profile:
    """An invented home wherever it lies. `number` is its id among the homes, below all real ones."""

    number: int
    kind: str
    places: int
    youngest: int
    oldest: int

    def facts(self) -> HomeFacts:
        """Return what the rules see: empty, trained, its vacancy confirmed today, and takes on whatever is asked.

        How much less it could take on is solved for (`matching/needs_asked.py`).
        """
        return HomeFacts(
            home=self.number, kind=self.kind, places=self.places, free=self.places, youngest_age=self.youngest,
            oldest_age=self.oldest, largest_sibling_group=self.places, vacancy_fresh=True, trained=True,
            takes_on=frozenset(NEEDS),
        )  # fmt: skip


def freeze(run: Run) -> dict[str, Any]:
    """Return the matching problem of today, and who could be recruited. Raises `CannotSolve` when nobody waits."""
    villages = villages_of(run.service_id)
    on = timezone.localdate(run.asked_at)
    candidates = Candidates(run.service_id, on, run.asked_at, further_points=[one.point for one in villages])
    problem = Problem(candidates)
    matching = problem.as_json()
    if not matching["children"] and not matching["placed"]:
        raise CannotSolve("nobody_waits")
    homes = list(Invented(problem, villages).homes()) if problem.groups else []
    supervisors = list(_supervisors(problem, matching, villages))
    named = [village.id for village in villages]
    asks = {f"u{group.id}": _asks(group) for group in problem.groups}
    return {"matching": matching, "villages": named, "homes": homes, "asks": asks, "supervisors": supervisors}


def _asks(group: Group) -> list[int]:
    """Return what a home must take on for these children, as numbers of `NEEDS`."""
    wanted = {code for child in group.unit.children for code in child.needs}
    return [number for number, code in enumerate(NEEDS) if code in wanted]


def keep(run: Run, result: dict[str, Any], at: datetime) -> None:
    """The result stands with the run; nothing else changes in the register."""


def villages_of(service_id: int) -> list[Village]:
    """Return the villages of the service's municipalities, by name."""
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    own = Point.objects.filter(municipality__service=service_id).select_related("ferry_area", "municipality")
    for point in own.order_by("village", "pk"):
        points[point.municipality_id, point.village].append(point)
    return [Village(_middlemost(these)) for these in points.values()]


def _middlemost(points: list[Point]) -> Point:
    latitude = fmean(float(point.latitude) for point in points)
    longitude = fmean(float(point.longitude) for point in points)
    # A degree of longitude is about half as long as one of latitude in Norway.
    return min(
        points,
        key=lambda p: ((float(p.latitude) - latitude) ** 2 + ((float(p.longitude) - longitude) / 2) ** 2, p.pk),
    )


class Invented:
    """Every home that could be looked for in a service, as options of the children who wait."""

    def __init__(self, problem: Problem, villages: list[Village]) -> None:
        self.problem, self.candidates, self.villages = problem, problem.candidates, villages
        self.groups = {f"u{group.id}": group for group in self.candidates.groups}
        self.profiles = self._profiles()
        self.candidates.facts.update({profile.number: profile.facts() for profile in self.profiles})
        self.supervision = Supervision(self.candidates, [self._home(self.profiles[0], v) for v in villages])

    def _profiles(self) -> list[Profile]:
        wanted = {kind for group in self.groups.values() for kind in SERVES[group.unit.kind]}
        all_of_them = [(kind, places, span) for kind in sorted(wanted) for places in PLACES for span in SPANS]
        return [Profile(-n, kind, places, *span) for n, (kind, places, span) in enumerate(all_of_them, start=1)]

    def homes(self) -> Iterator[dict[str, Any]]:
        """Yield each home that suits somebody, with its options in the village that is nearest to all whom it suits."""
        for number, (profile, units, where) in enumerate(self._plainest(), start=1):
            found = {village.id: self._options(profile, village, units) for village in where}
            nearest = sorted(where, key=lambda village: (_driven(found[village.id]), village.point.pk))
            yield {
                "id": f"n{number}", "kind": profile.kind, "places": profile.places,
                "youngest": profile.youngest, "oldest": profile.oldest,
                "villages": [village.id for village in nearest], "options": found[nearest[0].id],
                "reach": self._reach(profile, nearest[0]),
            }  # fmt: skip

    def _plainest(self) -> Iterator[tuple[Profile, frozenset[str], list[Village]]]:
        """Yield homes with the units they suit and the villages where they do; none that a plainer one replaces."""
        near = {village.id: self._within_the_limit(village) for village in self.villages}
        seen: set[tuple[object, ...]] = set()
        for profile in self.profiles:
            suits = self._suits(profile)
            where: dict[frozenset[str], list[Village]] = defaultdict(list)
            for village in self.villages:
                units = suits & near[village.id]
                # Wider ages and more places than anybody there has use of add nothing.
                key = (profile.kind, min(profile.places, self._children(units)), units, village.id)
                if units and key not in seen:
                    seen.add(key)
                    where[units].append(village)
            yield from ((profile, units, villages) for units, villages in where.items())

    def _children(self, units: frozenset[str]) -> int:
        return sum(self.groups[unit].unit.size for unit in units)

    def _suits(self, profile: Profile) -> frozenset[str]:
        """Return the units that a home of this kind suits, wherever it lies."""
        home = Home(pk=profile.number)
        return frozenset(u for u, group in self.groups.items() if not self.candidates.candidate(group, home).obstacles)

    def _within_the_limit(self, village: Village) -> frozenset[str]:
        """Return the units that nothing keeps from a home because of where it lies."""
        there = self._home(self.profiles[0], village)
        nowhere = Home(pk=there.pk)
        return frozenset(
            u for u, group in self.groups.items() if self._broken(group, there) <= self._broken(group, nowhere)
        )

    def _broken(self, group: Group, home: Home) -> set[str]:
        return {finding.rule for finding in self.candidates.candidate(group, home).obstacles}

    def _home(self, profile: Profile, village: Village) -> Home:
        point = village.point
        return Home(pk=profile.number, kind=profile.kind, point=point, municipality=point.municipality)

    def _options(self, profile: Profile, village: Village, units: frozenset[str]) -> list[dict[str, Any]]:
        home = self._home(profile, village)
        found: list[Candidate] = [self.candidates.candidate(self.groups[unit], home) for unit in sorted(units)]
        rows = [self.problem.option(one) for one in found]
        return [{key: row[key] for key in ("unit", "kin", "uses", "fit", "minutes")} for row in rows]

    def _reach(self, profile: Profile, village: Village) -> list[dict[str, Any]]:
        near = self.supervision.near(self._home(profile, village))
        return [{"supervisor": f"s{one.supervisor.pk}", "minutes": one.minutes} for one in near]


def _driven(options: list[dict[str, Any]]) -> int:
    return sum(option["minutes"] for option in options)


def _supervisors(problem: Problem, matching: dict[str, Any], villages: list[Village]) -> Iterator[dict[str, Any]]:
    """Yield an invented supervisor in each village, with the homes of the problem within the usual drive."""
    candidates = problem.candidates
    supervision, used = Supervision(candidates), {home["id"] for home in matching["homes"]}
    homes = [home for home in candidates.homes if f"h{home.pk}" in used and not supervision.is_elsewhere(home)]
    ways = TravelTimes([*(v.point for v in villages), *(home.point for home in homes if home.point)])
    limit = usual_minutes(candidates.service_id, candidates.on)
    for number, village in enumerate(villages, start=1):
        driven = {f"h{home.pk}": ways.between(village.point, home.point) for home in homes if home.point}
        reach = [{"home": home, "minutes": way.minutes} for home, way in driven.items() if way and way.minutes <= limit]
        if reach:
            yield {"id": f"t{number}", "village": village.id, "reach": reach}


def usual_minutes(service_id: int, on: Any) -> int:
    """Return how far the service's supervisors drive as a rule: the middle one of their limits."""
    own = Supervisor.objects.filter(covers(on), service=service_id, merged_into=None)
    limits = list(own.values_list("longest_minutes", flat=True))
    return round(median(limits)) if limits else USUAL_MINUTES
