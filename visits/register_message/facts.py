"""What a message and the register both can say of a child: plain values, the one shape in which they are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from fosterhomes.models import HomeKind, LegalGround

KINDS = {
    "2.1": HomeKind.KINSHIP,
    "2.2": HomeKind.ORDINARY,
    "2.3": HomeKind.SPECIALISED,
    "2.4": HomeKind.PARTICULAR_CONDITIONS,
    "2.5": HomeKind.EMERGENCY,
    "2.6": HomeKind.KINSHIP,
    "4.5": HomeKind.RELIEF,
}
"""The register's categories of measure that are a stay in a home, and which kind of home it is."""

TEMPORARY_KINSHIP = "2.6"
FULL, REDUCED = "4", "2"

GROUNDS = {
    ("BVL2021", "5", "1"): LegalGround.CARE_ORDER,
    ("BVL2021", "3", "2"): LegalGround.VOLUNTARY,
    ("BVL2021", "3", "1"): LegalGround.ASSISTANCE,
    ("BVL2021", "3", "6"): LegalGround.AFTERCARE,
    ("BVL2021", "6", "2"): LegalGround.BEHAVIOUR,
    ("BVL", "4", "12"): LegalGround.CARE_ORDER,
    ("BVL", "4", "8"): LegalGround.CARE_ORDER,
    ("BVL", "4", "4"): LegalGround.VOLUNTARY,
    ("BVL", "4", "6"): LegalGround.EMERGENCY,
    ("BVL", "4", "24"): LegalGround.BEHAVIOUR,
    ("BVL", "1", "3"): LegalGround.AFTERCARE,
    **{("BVL2021", "4", str(number)): LegalGround.EMERGENCY for number in range(1, 6)},
}
"""Law, chapter and paragraph of a measure. BVL is the act of 1992, BVL2021 that of 2021."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that holds from a day until the next of its sort: a frequency, a municipality's responsibility."""

    id: str
    from_on: date
    value: str


@dataclass(frozen=True, slots=True)
class Done:
    """A visit that was made."""

    id: str
    on_day: date


@dataclass(frozen=True, slots=True)
class Tracked:
    """One track of a measure: how often from which day, and the days on which a visit was made."""

    frequencies: tuple[Dated, ...] = ()
    done: tuple[Done, ...] = ()

    @property
    def days(self) -> set[date]:
        return {one.on_day for one in self.done}


@dataclass(frozen=True, slots=True)
class Measure:
    """A stay in a foster, emergency or relief home. `lifted`: the code of why a care order ended."""

    id: str
    category: str
    ground: tuple[str, str, str]
    from_on: date
    until_on: date | None = None
    responsible: tuple[Dated, ...] = ()
    follow_up: Tracked = Tracked()
    supervision: Tracked = Tracked()
    lifted: str = ""
    lifted_words: str = ""

    @property
    def kind(self) -> HomeKind:
        return KINDS[self.category]

    def track(self, track: str) -> Tracked:
        return self.follow_up if track == "follow_up" else self.supervision


@dataclass(frozen=True, slots=True)
class Move:
    """The child moved out on a day: the codes of why, and where to."""

    id: str
    on_day: date
    why: str
    to: str


@dataclass(frozen=True, slots=True)
class Aftercare:
    """The offer of aftercare, and what the young person answered (1 accepted, 2 wanted something else, 3 none)."""

    id: str
    offered_on: date
    answered_on: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One child's case, as far as it is foster care; `left` counts the measures of other categories."""

    id: str
    journal: str
    from_on: date
    until_on: date | None = None
    deleted: bool = False
    birth_date: date | None = None
    national_number: str = ""
    gender: str = ""
    measures: tuple[Measure, ...] = ()
    moves: tuple[Move, ...] = ()
    aftercare: tuple[Aftercare, ...] = ()
    gone: frozenset[str] = frozenset()
    left: Mapping[str, int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Header:
    """Who sent the message, from which system, and when it was taken out."""

    id: str
    extracted_at: datetime
    municipality: str
    municipality_name: str
    system: str
    previous: str = ""


def value_on(rows: tuple[Dated, ...], day: date) -> str:
    """Return what holds on the day; empty before the first."""
    held = [row for row in sorted(rows, key=lambda row: row.from_on) if row.from_on <= day]
    return held[-1].value if held else ""
