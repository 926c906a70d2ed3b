"""What it would mean to place a unit in a home: who lives there, the visits it adds and whose they are, who supervises.

Visits are what the law asks at least (FF §§ 10, 17): four follow-up visits a year, and four of supervision, for each
child. Relief homes have neither; homes on particular conditions (BVL § 6-3) have no supervision by the municipality.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from fosterhomes.models import (
    SUPERVISED_KINDS,
    ContactPerson,
    Home,
    HomeKind,
    HomeMember,
    Placement,
    Point,
    TravelTime,
    User,
)
from fosterhomes.periods import covers
from fosterhomes.rules import age_on
from fosterhomes.travel import Travel, TravelTimes

from .candidates import Candidate, Candidates, Group
from .supervision import Near, Supervision

VISITS_A_YEAR = 4
NEAREST = 3
"""So many supervisors are named for a home."""


def visits_a_year(kind: str) -> tuple[int, int]:
    """Return the follow-up and the supervision visits that the law asks for one child in a home of the kind."""
    return 0 if kind == HomeKind.RELIEF else VISITS_A_YEAR, VISITS_A_YEAR if kind in SUPERVISED_KINDS else 0


@dataclass(frozen=True)
class Effect:
    """`foster_ages` and `own_ages`: who lives in the home; `way`: from the office, one way; None when not known."""

    foster_ages: list[int]
    own_ages: list[int]
    follow_up: int
    supervision: int
    way: Travel | None
    worker: User | None
    cases: int
    norm: int
    """The service's norm of cases for each caseworker."""
    near: list[Near]
    unfit: list[Near]
    """Supervisors who live nearer than those, and why they cannot."""
    elsewhere: bool
    relief: bool = False
    """Children come to the home for weekends, and nobody lives there."""
    moves: bool = False
    """The children live in foster homes already: the follow-up visits go on, and are no more than before."""

    @property
    def above_norm(self) -> bool:
        """Return whether the contact person has more children than the norm; these are among them already."""
        return self.cases > self.norm

    @property
    def minutes_a_year(self) -> int | None:
        """Return the travel that the follow-up visits add in a year, there and back."""
        return 2 * self.way.minutes * self.follow_up if self.way else None


class Effects:
    """Effects for one unit, read once for all homes of the service."""

    def __init__(self, candidates: Candidates, group: Group) -> None:
        self.candidates, self.group, self.on = candidates, group, candidates.on
        self.supervision = Supervision(candidates)

    @cached_property
    def _foster_ages(self) -> dict[int, list[int]]:
        stays = Placement.objects.living(self.on).filter(home__service=self.candidates.service_id)
        rows = stays.order_by("child__birth_date").values_list("home", "child__birth_date")
        return _grouped([(home, age_on(born, self.on)) for home, born in rows if home])

    @cached_property
    def _own_ages(self) -> dict[int, list[int]]:
        own = HomeMember.objects.filter(covers(self.on), relation=HomeMember.Relation.OWN_CHILD)
        rows = own.filter(home__service=self.candidates.service_id, birth_year__isnull=False)
        return _grouped([(home, self.on.year - year) for home, year in rows.values_list("home", "birth_year") if year])

    @cached_property
    def _contact(self) -> ContactPerson | None:
        found = ContactPerson.objects.filter(covers(self.on), child__in=self.group.children)
        return found.select_related("worker").order_by("child").first()

    @cached_property
    def _cases(self) -> Counter[int]:
        return Counter(ContactPerson.objects.filter(covers(self.on)).values_list("worker", flat=True))

    @cached_property
    def _ways(self) -> TravelTimes:
        points = [home.point for home in self.candidates.homes] + [self._office]
        return TravelTimes(point for point in points if point)

    @cached_property
    def _office(self) -> Point | None:
        return next((home.service.office for home in self.candidates.homes), None)

    def _way(self, home: Home) -> Travel | None:
        """Return the way from the office; to a protected address the band that was set by hand."""
        if home.protected_address:
            return Travel(int(home.travel_band), 0, 0, TravelTime.Source.BY_HAND) if home.travel_band else None
        return self._ways.between(self._office, home.point) if self._office and home.point else None

    def of(self, candidate: Candidate) -> Effect:
        """Return what placing the unit in this home would mean."""
        home, size = candidate.home, self.group.unit.size
        worker = self._contact.worker if self._contact else None
        follow_up, supervision = visits_a_year(home.kind)
        supervisors = self.supervision.everybody_for(home, self.group.children)
        near = [one for one in supervisors if one.travel and not one.why_not]
        return Effect(
            foster_ages=self._foster_ages.get(home.pk, []),
            own_ages=self._own_ages.get(home.pk, []),
            follow_up=follow_up * size,
            supervision=supervision * size,
            way=self._way(home),
            worker=worker,
            cases=self._cases[worker.pk] if worker else 0,
            norm=home.service.caseload_norm,
            near=near[:NEAREST],
            unfit=_nearer(supervisors, near[:NEAREST])[:NEAREST],
            elsewhere=self.supervision.is_elsewhere(home),
            relief=home.kind == HomeKind.RELIEF,
            moves=all(child.pk in self.candidates.register.fostered for child in self.group.children),
        )


def _nearer(everybody: list[Near], chosen: list[Near]) -> list[Near]:
    """Return those who cannot, and live nearer than the farthest of the chosen: who is tied first."""
    farthest = max((one.minutes for one in chosen), default=None)
    unfit = [one for one in everybody if one.travel and one.why_not]
    near = [one for one in unfit if farthest is None or one.minutes <= farthest]
    return sorted(near, key=lambda one: (not one.tied, one.minutes, one.supervisor.pk))


def _grouped(pairs: list[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for home, age in pairs:
        found[home].append(age)
    return {home: sorted(ages, reverse=True) for home, ages in found.items()}
