"""Whether somebody can be the supervisor of a child in a home: one function a rule, pure, each with its finding.

The supervisor is independent of the service and of the foster parents (FF § 17), and refused as an official would be
(forvaltningsloven § 6). The law sets neither how far somebody drives nor how many children they have: that is agreed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .findings import Finding, Sort, Verdict

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SupervisorFacts:
    """One supervisor, seen from a home and the children in it. Ties are codes of `SupervisorTie.Kind`."""

    supervisor: int
    capacity: int
    load: int
    longest_minutes: int
    languages: frozenset[str] = NOTHING
    works_for: Mapping[int, str] = field(default_factory=dict)
    """Names of the services in which the person holds another duty, by id."""
    home_ties: tuple[str, ...] = ()
    child_ties: tuple[str, ...] = ()
    certificates: int = 0
    """Police certificates that were seen."""
    valid_certificates: int = 0
    """Those that were at most three months old when they were seen."""

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.load)


@dataclass(frozen=True)
class Asked:
    """What is asked for: `services` have part in the case: of the child's care municipality, and of the home's.

    `minutes`: the way from where the supervisor lives; None when it is not known.
    """

    services: frozenset[int]
    minutes: int | None = None
    languages: frozenset[str] = NOTHING


def staff(who: SupervisorFacts, asked: Asked) -> Finding | None:
    """Nobody supervises for a service that they work for, the child's or the home's (FF § 17)."""
    names = [name for service, name in sorted(who.works_for.items()) if service in asked.services]
    return Finding("staff", Sort.LAW, Verdict.MISMATCH, {"services": names}) if names else None


def tied_to_home(who: SupervisorFacts, asked: Asked) -> Finding | None:
    """Nobody supervises in a family that they are tied to: relative, friend, colleague, guide (FF § 17)."""
    return Finding("home_tie", Sort.LAW, Verdict.MISMATCH, {"ties": list(who.home_ties)}) if who.home_ties else None


def tied_to_child(who: SupervisorFacts, asked: Asked) -> Finding | None:
    """Nobody supervises a child whose kin or person of trust they are (FF § 17)."""
    return Finding("child_tie", Sort.LAW, Verdict.MISMATCH, {"ties": list(who.child_ties)}) if who.child_ties else None


def room(who: SupervisorFacts, asked: Asked) -> Finding:
    """The supervisor has room for one more of the children that were agreed on."""
    facts = {"load": who.load, "capacity": who.capacity}
    return Finding("room", Sort.SERVICE, Verdict.MATCH if who.free else Verdict.MISMATCH, facts)


def way(who: SupervisorFacts, asked: Asked) -> Finding:
    """The home lies within the drive that was agreed on."""
    facts = {"minutes": asked.minutes, "limit": who.longest_minutes}
    if asked.minutes is None:
        return Finding("way", Sort.SERVICE, Verdict.UNKNOWN, facts)
    over = max(0, asked.minutes - who.longest_minutes)
    return Finding("way", Sort.SERVICE, Verdict.MISMATCH if over else Verdict.MATCH, facts | {"over": over})


def certificate(who: SupervisorFacts, asked: Asked) -> Finding:
    """A police certificate is seen, at most three months old that day (PA); it can still come."""
    verdict = Verdict.MATCH if who.valid_certificates else Verdict.UNKNOWN
    return Finding("certificate", Sort.LAW, verdict, {"old": who.certificates > 0})


def language(who: SupervisorFacts, asked: Asked) -> Finding | None:
    """Somebody of the child's language or culture is to be sought (FF § 17): a wish that orders, and refuses nobody."""
    return spoken(who.languages, asked.languages)


def spoken(theirs: frozenset[str], wanted: frozenset[str]) -> Finding | None:
    """Return whether a supervisor speaks one of the languages; not known where none is registered of them."""
    if not wanted:
        return None
    shared = sorted(wanted & theirs)
    verdict = Verdict.MATCH if shared else Verdict.MISMATCH if theirs else Verdict.UNKNOWN
    return Finding("language", Sort.WISH, verdict, {"shared": shared, "wanted": sorted(wanted)})


Rule = Callable[[SupervisorFacts, Asked], Finding | None]
INDEPENDENCE: tuple[Rule, ...] = (staff, tied_to_home, tied_to_child)
RULES: tuple[Rule, ...] = (*INDEPENDENCE, room, way, language, certificate)


def judged(who: SupervisorFacts, asked: Asked) -> tuple[Finding, ...]:
    """Return what every rule says of the supervisor."""
    return tuple(found for rule in RULES if (found := rule(who, asked)) is not None)
