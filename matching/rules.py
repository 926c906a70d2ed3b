"""Whether a home suits children who wait: one function a rule, on plain values, each with its finding.

No Django, no clock. A finding says whether the rule holds (`MATCH`), holds with support (`STRETCH`), is broken
(`MISMATCH`), or cannot be told (`UNKNOWN`); of what sort the rule is; and, in `facts`, what a person needs to know to
mend it. `matching/words.py` makes a sentence of it.

Sorts: `LAW` cannot be crossed; `SERVICE` is the service's own rule; `WISH` counts as fit and rules nobody out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from fosterhomes.rules import age_on


class Sort(StrEnum):
    LAW = "law"
    SERVICE = "service"
    WISH = "wish"


class Verdict(StrEnum):
    MATCH = "match"
    STRETCH = "stretch"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Waiting:
    """One child who waits. `needs`, `languages` are codes; `kin_homes` the homes of kin who said yes."""

    child: int
    birth_date: date
    needs: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    background: str = ""
    kin_homes: frozenset[int] = frozenset()
    declined_homes: frozenset[int] = frozenset()
    """Homes that a person has refused for this child, with a reason that is kept."""
    said_no_homes: frozenset[int] = frozenset()
    """Homes that, asked about this child, said no last."""
    excluded_homes: frozenset[int] = frozenset()
    """Homes that a person has excluded for this child until it is lifted."""
    exceptions: frozenset[tuple[int, str, str]] = frozenset()
    """Home, rule and reason of each exception that a leader made for this child."""
    held_homes: frozenset[int] = frozenset()
    """Homes in which a place is held for this child: taken from all others, free for it."""


@dataclass(frozen=True)
class Unit:
    """A child, or siblings who are to live together: what they wait for. `must_be_alone` holds for all."""

    children: tuple[Waiting, ...]
    kind: str
    urgency: str
    wanted_on: date
    since: date
    longest_minutes: int
    must_be_alone: bool = False

    @property
    def size(self) -> int:
        return len(self.children)


@dataclass(frozen=True)
class HomeFacts:
    """What the rules ask of a home. `free` as `Home.objects.with_vacancy` says on the day the places are needed."""

    home: int
    kind: str
    places: int
    free: int
    living: int = 0
    coming: int = 0
    """Children to whom a place is promised, or for whom one is held."""
    youngest_age: int | None = None
    oldest_age: int | None = None
    largest_sibling_group: int = 1
    takes_on: frozenset[str] = frozenset()
    stretches_to: frozenset[str] = frozenset()
    does_not_take: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    background: str = ""
    free_from: date | None = None
    paused_until: date | None = None
    closed: bool = False
    approved: bool = False
    vacancy_fresh: bool = False
    trained: bool = False
    certificates_missing: int = 0
    """Adults of the home whose police certificate nobody has seen."""
    alone_there: bool = False
    """A child who must be the only foster child already lives there."""
    siblings_there: frozenset[int] = frozenset()
    """Ids of waiting children who have a sibling living there."""


@dataclass(frozen=True)
class Finding:
    """What one rule says of one pair. `points` are added to the fit of the pair, 0 to 100 in all."""

    rule: str
    sort: Sort
    verdict: Verdict
    facts: dict[str, Any] = field(default_factory=dict)
    points: int = 0
    excepted: str = ""
    """Why a leader excepted the pair from this rule of the service; empty when nobody did."""

    @property
    def rules_out(self) -> bool:
        return self.verdict == Verdict.MISMATCH and self.sort != Sort.WISH and not self.excepted


def as_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values, to be kept with a decision."""
    said = {"rule": finding.rule, "sort": finding.sort.value, "verdict": finding.verdict.value}
    return {**said, "facts": finding.facts, "excepted": finding.excepted}


def from_data(data: dict[str, Any]) -> Finding:
    """Return the finding that `as_data` made; days come back as days."""
    facts = {key: date.fromisoformat(v) if key == "from_on" else v for key, v in data["facts"].items()}
    verdict = Verdict(data["verdict"])
    return Finding(data["rule"], Sort(data["sort"]), verdict, facts, excepted=data.get("excepted", ""))


KINSHIP, ORDINARY, SPECIALISED, PARTICULAR, EMERGENCY, RELIEF = (
    "kinship", "ordinary", "specialised", "particular_conditions", "emergency", "relief",
)  # fmt: skip

SERVES = {
    KINSHIP: {ORDINARY},
    ORDINARY: {ORDINARY},
    SPECIALISED: {SPECIALISED},
    PARTICULAR: {PARTICULAR},
    EMERGENCY: {EMERGENCY},
    RELIEF: {RELIEF},
}
"""Kinds of home that serve a search for a kind. A kinship home serves its own kin only, in every lasting search."""

LASTING = {KINSHIP, ORDINARY, SPECIALISED}


def is_kin(unit: Unit, home: HomeFacts) -> bool:
    """Return whether the home is kin or network of any of the children, and has said yes."""
    return any(home.home in child.kin_homes for child in unit.children)


def kind_of_home(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """Kin and network first (FF § 5(6)); otherwise a home of the kind that is searched for."""
    if is_kin(unit, home):
        return Finding("kin", Sort.SERVICE, Verdict.MATCH, points=20)
    facts = {"kind": home.kind, "wanted": unit.kind}
    fits = home.kind in SERVES[unit.kind]
    return Finding("kind", Sort.SERVICE, Verdict.MATCH if fits else Verdict.MISMATCH, facts)


def is_open(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """The home takes children on the day that is wanted."""
    if home.closed:
        return Finding("closed", Sort.LAW, Verdict.MISMATCH)
    begins = max((day for day in (home.free_from, home.paused_until) if day), default=None)
    if begins and begins > unit.wanted_on:
        return Finding("free_from", Sort.SERVICE, Verdict.MISMATCH, {"from_on": begins})
    return Finding("open", Sort.SERVICE, Verdict.MATCH)


def places(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """There is a place for each of the children."""
    held = held_for(unit, home.home)
    free = home.free + held
    facts = {"free": free, "held": held, "needed": unit.size, "short": max(0, unit.size - free)}
    return Finding("places", Sort.SERVICE, Verdict.MATCH if free >= unit.size else Verdict.MISMATCH, facts)


def held_for(unit: Unit, home: int) -> int:
    """Return how many places of the home are held for the unit."""
    return sum(home in child.held_homes for child in unit.children)


def alone(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """A child who must be the only foster child is, and one who already lives alone there stays so."""
    if home.alone_there:
        return Finding("other_must_be_alone", Sort.SERVICE, Verdict.MISMATCH)
    if not unit.must_be_alone:
        return None
    others = home.living + home.coming - held_for(unit, home.home)
    return Finding("alone", Sort.SERVICE, Verdict.MISMATCH if others else Verdict.MATCH, {"living": others})


def ages(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """Each child's age on the wanted day lies within the ages the home takes."""
    facts = {"youngest": home.youngest_age, "oldest": home.oldest_age}
    if home.youngest_age is None or home.oldest_age is None:
        return Finding("ages", Sort.SERVICE, Verdict.UNKNOWN, facts)
    outside = [
        age
        for age in (age_on(child.birth_date, unit.wanted_on) for child in unit.children)
        if not home.youngest_age <= age <= home.oldest_age
    ]
    verdict = Verdict.MISMATCH if outside else Verdict.MATCH
    return Finding("ages", Sort.SERVICE, verdict, facts | {"outside": outside})


def sibling_group(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """The home takes sibling groups of this size."""
    if unit.size == 1:
        return None
    fits = unit.size <= home.largest_sibling_group
    facts = {"largest": home.largest_sibling_group, "needed": unit.size}
    return Finding("siblings", Sort.SERVICE, Verdict.MATCH if fits else Verdict.MISMATCH, facts)


def needs(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """What the children need, against what the home takes on, can stretch to, and does not take (FF § 5(2) a, d)."""
    wanted = frozenset().union(*(child.needs for child in unit.children))
    if not wanted:
        return None
    refused = wanted & home.does_not_take
    stretched, unsaid = wanted & home.stretches_to, wanted - home.takes_on - home.stretches_to - home.does_not_take
    facts = {"refused": sorted(refused), "stretched": sorted(stretched), "unsaid": sorted(unsaid)}
    if refused:
        return Finding("needs", Sort.SERVICE, Verdict.MISMATCH, facts)
    points = round(30 * len(wanted & home.takes_on) / len(wanted)) + round(10 * len(stretched) / len(wanted))
    if unsaid:
        return Finding("needs", Sort.SERVICE, Verdict.UNKNOWN, facts, points)
    return Finding("needs", Sort.SERVICE, Verdict.STRETCH if stretched else Verdict.MATCH, facts, points)


def distance(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """The home lies within the limit from the children's own surroundings (FF § 5(2) b)."""
    facts = {"minutes": minutes, "limit": unit.longest_minutes}
    if minutes is None:
        return Finding("distance", Sort.SERVICE, Verdict.UNKNOWN, facts)
    over = minutes - unit.longest_minutes
    verdict = Verdict.MISMATCH if over > 0 else Verdict.MATCH
    return Finding("distance", Sort.SERVICE, verdict, facts | {"over": max(0, over)})


def languages(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """Somebody in the home speaks the children's language (FF § 5: linguistic background)."""
    wanted = frozenset().union(*(child.languages for child in unit.children))
    if not wanted:
        return None
    shared = wanted & home.languages
    facts = {"wanted": sorted(wanted), "shared": sorted(shared)}
    return Finding("languages", Sort.WISH, Verdict.MATCH if shared else Verdict.MISMATCH, facts, 15 if shared else 0)


def siblings_there(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """A sibling already lives there."""
    if not any(child.child in home.siblings_there for child in unit.children):
        return None
    return Finding("sibling_lives_there", Sort.WISH, Verdict.MATCH, points=20)


def approval(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """The care municipality approves the home for the child before moving in (FF § 6, BVL § 9-4); it can still come."""
    verdict = Verdict.MATCH if home.approved else Verdict.UNKNOWN
    return Finding("approval", Sort.LAW, verdict, points=5 if home.approved else 0)


def training(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """Basic training comes before the child moves in (FF § 4); a relief home is no foster home."""
    if home.kind == RELIEF:
        return None
    return Finding("training", Sort.LAW, Verdict.MATCH if home.trained else Verdict.UNKNOWN)


def certificates(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """A police certificate is seen for each adult before the child moves in (FOR-2022-12-20-2359)."""
    verdict = Verdict.UNKNOWN if home.certificates_missing else Verdict.MATCH
    return Finding("certificates", Sort.LAW, verdict, {"missing": home.certificates_missing})


def background(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """Culture and religion (FF § 5): both sides' own words stand beside each other, for a person to judge."""
    said = [child.background for child in unit.children if child.background]
    if not said:
        return None
    return Finding("background", Sort.WISH, Verdict.UNKNOWN, {"wanted": "; ".join(said), "home": home.background})


def freshness(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding:
    """The vacancy was confirmed not long ago."""
    verdict = Verdict.MATCH if home.vacancy_fresh else Verdict.UNKNOWN
    return Finding("vacancy_fresh", Sort.WISH, verdict, points=10 if home.vacancy_fresh else 0)


def declined(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """A person has refused this home for one of the children."""
    if not any(home.home in child.declined_homes for child in unit.children):
        return None
    return Finding("declined", Sort.SERVICE, Verdict.MISMATCH)


def said_no(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """The family was asked about one of the children, and said no."""
    if not any(home.home in child.said_no_homes for child in unit.children):
        return None
    return Finding("said_no", Sort.SERVICE, Verdict.MISMATCH)


def excluded(unit: Unit, home: HomeFacts, minutes: int | None) -> Finding | None:
    """A person has excluded the home for one of the children."""
    if not any(home.home in child.excluded_homes for child in unit.children):
        return None
    return Finding("excluded", Sort.SERVICE, Verdict.MISMATCH)


Rule = Callable[[Unit, HomeFacts, int | None], Finding | None]
RULES: tuple[Rule, ...] = (
    kind_of_home, is_open, places, sibling_group, ages, alone, needs, distance, declined, said_no, excluded,
    siblings_there, languages, background, training, certificates, approval, freshness,
)  # fmt: skip
"""In the order in which a person reads them."""


def findings(unit: Unit, home: HomeFacts, minutes: int | None) -> tuple[Finding, ...]:
    """Return what every rule says; `minutes` is the way from the children's surroundings, None when not known."""
    said = (rule(unit, home, minutes) for rule in RULES)
    return tuple(_excepted(found, unit, home) for found in said if found is not None)


EXCEPTABLE = frozenset({"kind", "free_from", "siblings", "ages", "alone", "other_must_be_alone", "needs", "distance"})
"""Rules of the service that a leader may except. A place that is not there cannot be; what a family or a colleague
said is changed with them."""


def _excepted(found: Finding, unit: Unit, home: HomeFacts) -> Finding:
    """Return the finding with the leader's reason, where each of the children is excepted from the rule."""
    if not found.rules_out or found.rule not in EXCEPTABLE or found.sort != Sort.SERVICE:
        return found
    reasons = [
        next((why for at, rule, why in child.exceptions if (at, rule) == (home.home, found.rule)), "")
        for child in unit.children
    ]
    return replace(found, excepted=reasons[0]) if all(reasons) else found


def ruled_out(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that keep the children from this home; empty when it is an option."""
    return [finding for finding in found if finding.rules_out]


MOST_WAITING_POINTS = 20


def fit(found: Iterable[Finding], waited_days: int) -> int:
    """Return the fit of a pair: the points of its findings, and one for each week of waiting, at most twenty.

    Waiting time stands here so that of two equal children the one who has waited longer is served first.
    """
    return sum(finding.points for finding in found) + min(MOST_WAITING_POINTS, max(0, waited_days) // 7)
