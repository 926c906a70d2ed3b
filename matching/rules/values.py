"""The plain values that the rules read: who waits and for what, what a home is, the ways between. Ids are row ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fosterhomes.rules import age_on
from fosterhomes.weekends import Cycle, Rhythm

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Way:
    """One way: whole minutes, and metres of road; `metres` is None where only a band of minutes is known."""

    minutes: int
    metres: int | None = None

    @property
    def km(self) -> int | None:
        """Return whole kilometres, rounded up."""
        return None if self.metres is None else -(-self.metres // 1000)


@dataclass(frozen=True)
class Ways:
    """Where one home lies: the ways to it, None where a way is not known, and the number of its municipality.

    `own`: from the children's surroundings, the longest of them. `to`: to what matters, by the id of the limit.
    `away`: to what a child is kept away from, by the id of the ban.
    """

    own: Way | None = None
    to: Mapping[int, Way | None] = field(default_factory=dict)
    away: Mapping[int, Way | None] = field(default_factory=dict)
    municipality: str | None = None


@dataclass(frozen=True)
class Limit:
    """How far a home may lie from something that matters to a child; without numbers the way is only told.

    `purpose`: school, parents, siblings, contact or other. A wish rules no home out.
    """

    id: int
    purpose: str
    minutes: int | None = None
    km: int | None = None
    wish: bool = False
    place: str = ""
    """The village, where one is chosen and the purpose does not say it."""


@dataclass(frozen=True)
class Ban:
    """What a child is kept away from: a home, a whole municipality, or everything within minutes of a point.

    `ordered`: a court or the Board decided it, and nobody in the service can except from it. `who`: the person whom
    the child is to have no contact with, in the service's words. `until`: the first day on which it no longer holds.
    """

    id: int
    who: str
    ordered: bool = False
    home: int | None = None
    municipality: str | None = None
    minutes: int | None = None
    place: str = ""
    until: date | None = None


@dataclass(frozen=True)
class NotWith:
    """With whom a child is not to live: one named child, or children of a gender and of some ages."""

    child: int | None = None
    gender: str = ""
    youngest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True)
class Pattern:
    """Weekends that come back: a child cannot come then or, `wished`, would like to. `why` in the service's words."""

    rhythm: Rhythm
    why: str
    wished: bool = False


@dataclass(frozen=True)
class Waiting:
    """One child who waits. `needs`, `languages` are codes; `kin_homes` the homes of kin who said yes."""

    child: int
    birth_date: date
    gender: str = ""
    siblings: int | None = None
    """The id of the sibling group; None for a child without one."""
    needs: frozenset[str] = NOTHING
    languages: frozenset[str] = NOTHING
    background: str = ""
    protected: bool = False
    """The child's address is protected (code 6 or 7, or the Board's decision)."""
    must_be_youngest: bool = False
    not_with: tuple[NotWith, ...] = ()
    limits: tuple[Limit, ...] = ()
    bans: tuple[Ban, ...] = ()
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
    longest_km: int | None = None
    must_be_alone: bool = False
    weekends: int = 1
    """Of relief: how many weekends of the home's cycle."""
    patterns: tuple[Pattern, ...] = ()
    """Of relief: weekends that are blocked or wished for one of the children."""

    @property
    def size(self) -> int:
        return len(self.children)

    @property
    def limits(self) -> list[Limit]:
        return [limit for child in self.children for limit in child.limits]

    @property
    def bans(self) -> list[Ban]:
        """Return what holds on the day on which the children are to come."""
        every = (ban for child in self.children for ban in child.bans)
        return [ban for ban in every if ban.until is None or ban.until > self.wanted_on]


@dataclass(frozen=True)
class Resident:
    """A child who lives in the home, is promised a place there, or for whom one is held; an own child has no `child`.

    Of own children only the birth year is known, and no gender.
    """

    child: int | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    gender: str = ""
    must_be_youngest: bool = False
    not_with: tuple[NotWith, ...] = ()
    siblings: int | None = None
    """The id of the sibling group; None for a child without one."""
    must_be_alone: bool = False

    @property
    def own(self) -> bool:
        return self.child is None

    def age(self, on: date) -> int | None:
        """Return the age that day, for own children about; None when not known."""
        if self.birth_date:
            return age_on(self.birth_date, on)
        return on.year - self.birth_year if self.birth_year else None

    def is_younger_than(self, born: date) -> bool | None:
        """Return whether this child is younger than one born that day; None when that cannot be told."""
        if self.birth_date:
            return self.birth_date > born
        if self.birth_year is None or self.birth_year == born.year:
            return None
        return self.birth_year > born.year


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
    moves_out: tuple[date, ...] = ()
    """The days on which children who live there are to move out, the first day first."""
    youngest_age: int | None = None
    oldest_age: int | None = None
    largest_sibling_group: int = 1
    one_family: bool = False
    """Takes the children of one family at a time."""
    younger_than_own: bool = False
    """A child who comes must be younger than the family's own children."""
    takes_on: frozenset[str] = NOTHING
    stretches_to: frozenset[str] = NOTHING
    does_not_take: frozenset[str] = NOTHING
    languages: frozenset[str] = NOTHING
    background: str = ""
    protected: bool = False
    free_from: date | None = None
    paused_until: date | None = None
    closed: bool = False
    vacancy_fresh: bool = False
    vacancy_confirmed_on: date | None = None
    """When the family last said that the vacancy holds; None where it never did."""
    cycle: Cycle | None = None
    """The weekends of a relief home; None where no cycle is registered."""
    residents: tuple[Resident, ...] = ()
    alone_there: bool = False
    """A child who must be the only foster child already lives there."""
    siblings_there: Mapping[int, int] = field(default_factory=dict)
    """How many siblings of a waiting child live there, by the id of the waiting child."""
    approved: bool = False
    """Approved in general, today."""
    approved_until: date | None = None
    """When the general approval runs out, or the latest one did; None where it has no end or there never was one."""
    approved_for: frozenset[int] = frozenset()
    """Ids of waiting children for whom the home is approved."""
    approval_lacks: tuple[str, ...] = ()
    """Codes of what else is missing before it can be approved: `health talk visit not_asked not_answered`."""
    trained: bool = False
    without_certificate: tuple[str, ...] = ()
    """Names of adults of the home whose police certificate nobody has seen."""
    old_certificate: tuple[str, ...] = ()
    """Names of those whose certificate was more than three months old when it was seen."""
