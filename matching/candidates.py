"""Rows to plain values for the rules: who waits in a service, its homes, and the ways between. Read once, in a fixed
number of queries; every page, and the problem that is solved, asks here which homes are options and why others are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from fosterhomes.models import Child, Hold, Home, HomeKind, KeepAway, Placement, Point, TravelLimit, Wait
from fosterhomes.periods import covers
from fosterhomes.travel import Travel

from .home_facts import HomeRegister, by_first
from .models import Call, KinReason, Proposal, RuleException, Steer
from .relief_needs import ReliefNeeds
from .rules import SERVES, Ban, Finding, HomeFacts, Limit, Unit, Waiting, Ways, findings, fit, is_kin, ruled_out
from .way_finder import WayFinder


@dataclass(frozen=True)
class Group:
    """A unit with its rows: the waits of one child, or of siblings who are to live together."""

    unit: Unit
    waits: tuple[Wait, ...]

    @property
    def id(self) -> int:
        return min(wait.child_id for wait in self.waits)

    @property
    def children(self) -> list[Child]:
        return [wait.child for wait in self.waits]


@dataclass(frozen=True)
class Candidate:
    """A unit and a home: what every rule says, the way there, and how well they fit."""

    group: Group
    home: Home
    found: tuple[Finding, ...]
    travel: Travel | None
    fit: int
    kin: bool

    @property
    def obstacles(self) -> list[Finding]:
        return ruled_out(self.found)

    @property
    def minutes(self) -> int | None:
        return self.travel.minutes if self.travel else None

    @property
    def is_estimated(self) -> bool:
        return self.travel is not None and self.travel.is_estimate


class Candidates:
    """Who waits in a service on a day, and its homes. Children with a planned placement have what they waited for."""

    def __init__(
        self, service_id: int, on: date, at: datetime | None = None, *, further_points: Iterable[Point] = ()
    ) -> None:
        """`further_points`: where no home lies yet, and ways are asked for all the same."""
        self.service_id, self.on, self.further_points = service_id, on, tuple(further_points)
        self.at = at or timezone.make_aware(datetime.combine(on, datetime.min.time()))

    @cached_property
    def homes(self) -> list[Home]:
        rows = (
            Home.objects.filter(service=self.service_id, merged_into=None)
            .open_on(self.on)
            .with_vacancy(self.on, self.at)
        )
        places = ("service__office__ferry_area", "municipality", "point__ferry_area", "point__municipality")
        return list(rows.select_related(*places).order_by("name", "pk"))

    @cached_property
    def waits(self) -> list[Wait]:
        rows = Wait.objects.filter(covers(self.on), child__service=self.service_id, child__merged_into=None)
        # Who is promised a home waits for none; weekends of relief are another matter, both ways.
        relief = Q(kind=HomeKind.RELIEF)
        planned = Placement.objects.filter(planned=True)
        promised = Q(kind=HomeKind.RELIEF, child__in=planned.filter(relief).values("child"))
        promised |= ~relief & Q(child__in=planned.exclude(relief).values("child"))
        related = rows.select_related("child__point__ferry_area", "child__point__municipality", "child__sibling_group")
        return list(related.exclude(promised).prefetch_related("child__kin").order_by("from_on", "pk"))

    @cached_property
    def groups(self) -> list[Group]:
        """Siblings who are to live together and wait for the same kind make one unit; everybody else stands alone."""
        together: dict[tuple[object, ...], list[Wait]] = defaultdict(list)
        for wait in self.waits:
            siblings = wait.child.sibling_group
            joined = siblings and siblings.together and not self.relief.comes_alone(wait)
            key = (siblings.pk, wait.kind) if siblings and joined else ("alone", wait.pk)
            together[key].append(wait)
        return [self._group(waits) for waits in together.values()]

    def group_of(self, child: Child) -> Group | None:
        """Return the unit of a waiting child, or None when the child does not wait."""
        return next((group for group in self.groups if any(w.child_id == child.pk for w in group.waits)), None)

    def _group(self, waits: list[Wait]) -> Group:
        urgencies = [str(value) for value in Wait.Urgency.values]
        unit = Unit(
            children=tuple(self._waiting(wait.child) for wait in waits),
            kind=waits[0].kind,
            urgency=min((wait.urgency for wait in waits), key=urgencies.index),
            wanted_on=max(self.on, *(wait.wanted_on for wait in waits)),
            since=min(wait.from_on for wait in waits),
            longest_minutes=min(wait.longest_minutes for wait in waits),
            longest_km=min((wait.longest_km for wait in waits if wait.longest_km), default=None),
            must_be_alone=any(wait.must_be_alone for wait in waits),
            weekends=self.relief.weekends(waits),
            patterns=self.relief.patterns(waits),
        )
        return Group(unit, tuple(waits))

    def _waiting(self, child: Child) -> Waiting:
        return Waiting(
            child=child.pk,
            birth_date=child.birth_date,
            needs=frozenset(child.needs),
            languages=frozenset(child.languages),
            gender=child.gender,
            siblings=child.sibling_group_id,
            background=child.background,
            protected=child.protected_address,
            must_be_youngest=child.pk in self._youngest,
            not_with=self.register.not_with(child),
            limits=tuple(map(_limit, self.way_finder.limits[child.pk])),
            bans=tuple(map(_ban, self.way_finder.bans[child.pk])),
            kin_homes=frozenset(kin.home_id for kin in child.kin.all() if kin.home_id and kin.answer == "yes"),
            declined_homes=frozenset(self._declined[child.pk]),
            said_no_homes=frozenset(self._said_no[child.pk]),
            excluded_homes=frozenset(
                one.home_id for one in self.steers if one.child_id == child.pk and one.kind == Steer.Kind.EXCLUDED
            ),
            exceptions=frozenset(
                (one.home_id, one.rule, one.reason) for one in self.exceptions if one.child_id == child.pk
            ),
            held_homes=frozenset(hold.home_id for hold in self.holds if hold.child_id == child.pk),
        )

    @cached_property
    def _youngest(self) -> set[int]:
        return {wait.child_id for wait in self.waits if wait.must_be_youngest}

    @cached_property
    def _declined(self) -> dict[int, set[int]]:
        refused = Proposal.objects.filter(decision=Proposal.Decision.REFUSED, home__isnull=False)
        return by_first(refused.filter(child__in=[w.child_id for w in self.waits]).values_list("child", "home"))

    @cached_property
    def _said_no(self) -> dict[int, set[int]]:
        latest = {(call.child_id, call.home_id): call.answer for call in reversed(self.calls)}
        return by_first(pair for pair, answer in latest.items() if answer == Call.Answer.NO)

    @cached_property
    def calls(self) -> list[Call]:
        """Return the calls about the waiting children, the latest first."""
        calls = Call.objects.filter(child__in=[wait.child_id for wait in self.waits])
        return list(calls.select_related("called_by"))

    @cached_property
    def exceptions(self) -> list[RuleException]:
        """Return the exceptions that leaders made for the waiting children."""
        children = [wait.child_id for wait in self.waits]
        return list(RuleException.objects.filter(child__in=children, lifted_at=None))

    @cached_property
    def steers(self) -> list[Steer]:
        """Return the pins and exclusions that hold for the waiting children."""
        rows = Steer.objects.filter(child__in=[wait.child_id for wait in self.waits], lifted_at=None)
        return list(rows.select_related("child", "home", "made_by"))

    @cached_property
    def kin_reasons(self) -> dict[int, KinReason]:
        """Return for each waiting child why homes beyond kin and network are looked at, as last written in its wait."""
        reasons = KinReason.objects.filter(child__in=[wait.child_id for wait in self.waits])
        begun = {wait.child_id: wait.from_on for wait in self.waits}
        rows = reasons.select_related("written_by").order_by("written_at", "pk")
        return {row.child_id: row for row in rows if timezone.localdate(row.written_at) >= begun[row.child_id]}

    @cached_property
    def holds(self) -> list[Hold]:
        """Return the places that are held for somebody of the service now."""
        live = Hold.objects.live(self.at).filter(child__service=self.service_id)
        return list(live.select_related("made_by", "child"))

    @cached_property
    def register(self) -> HomeRegister:
        children, wanted = [wait.child for wait in self.waits], self.relief.wanted
        return HomeRegister(self.service_id, self.on, children, self.holds, relief_wanted=wanted)

    @cached_property
    def relief(self) -> ReliefNeeds:
        return ReliefNeeds(self.waits, self.on)

    @cached_property
    def facts(self) -> dict[int, HomeFacts]:
        """Return what the rules ask of each home, by its id."""
        return {home.pk: self.register.of(home) for home in self.homes}

    @cached_property
    def way_finder(self) -> WayFinder:
        return WayFinder(self.on, [wait.child for wait in self.waits], self.homes, self.further_points)

    def travel(self, group: Group, home: Home) -> Travel | None:
        """Return the longest of the ways from the children's surroundings; None when a place is not known."""
        return self.way_finder.own(group.children, home)

    def candidate(self, group: Group, home: Home) -> Candidate:
        """Return what every rule says of the unit and the home."""
        facts, travel = self.facts[home.pk], self.travel(group, home)
        found = findings(group.unit, facts, self.way_finder.ways(group.children, home))
        points = fit(found, (self.on - group.unit.since).days)
        return Candidate(group, home, found, travel, points, is_kin(group.unit, facts))

    def could_be_asked(self, group: Group, home: Home) -> bool:
        """Return whether the home is of the kind, kin, or perhaps excepted: most are not, and all rules cost time."""
        facts = self.facts[home.pk]
        excepted = any(at == home.pk for child in group.unit.children for at, _rule, _why in child.exceptions)
        return facts.kind in SERVES[group.unit.kind] or is_kin(group.unit, facts) or excepted

    def options(self, group: Group) -> list[Candidate]:
        """Return the homes that no rule keeps the unit from: kin first, then by fit, then the nearest."""
        # The way is computed last: it costs more than all other rules together.
        asked = [home for home in self.homes if self.could_be_asked(group, home)]
        near = [home for home in asked if not ruled_out(findings(group.unit, self.facts[home.pk], Ways()))]
        found = [candidate for home in near if not (candidate := self.candidate(group, home)).obstacles]
        return sorted(found, key=by_rank)

    def all(self, group: Group) -> list[Candidate]:
        """Return every home, also those that are ruled out, in the same order."""
        return sorted((self.candidate(group, home) for home in self.homes), key=by_rank)


def by_rank(candidate: Candidate) -> tuple[object, ...]:
    far = candidate.minutes if candidate.minutes is not None else 10_000
    return (not candidate.kin, -candidate.fit, far, candidate.home.name, candidate.home.pk)


def _limit(row: TravelLimit) -> Limit:
    place = row.point.village if row.point and row.purpose == TravelLimit.Purpose.OTHER else ""
    return Limit(row.pk, row.purpose, row.longest_minutes, row.longest_km, row.wish, place)


def _ban(row: KeepAway) -> Ban:
    place = str(row.municipality or (row.point.village if row.point else ""))
    return Ban(
        id=row.pk, who=row.who, ordered=row.ordered, home=row.from_home_id, municipality=row.municipality_id,
        minutes=row.minutes, place=place, until=row.until_on,
    )  # fmt: skip
