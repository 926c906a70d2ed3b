"""The homes that do not fit, as a person reads them: the nearest to fitting first, and what is alike said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .rules import EASIEST_FIRST, NOT_FOR_THIS_SEARCH, Finding
from .sentences import cure, rule_name, sentence

if TYPE_CHECKING:
    from .shortlist import ShortlistRow

OF_THE_HOME = ("from_on", "free_on", "over", "minutes", "youngest", "ages", "closed")
"""Facts of a finding that are a home's own number or day: homes that differ in them each keep their sentence."""

SHOWN_AT_ONCE = 3
"""So many homes of a group that differ stand before the fold, the nearest to fitting first."""

MANY = 3
"""From so many things in the way it is all one how many they are."""


@dataclass(frozen=True)
class Said:
    """One broken rule in words. `text` and `cure` are empty where they differ from home to home, or are said above."""

    name: str
    sort: str
    text: str
    cure: str


@dataclass(frozen=True)
class Line:
    """One home: what is said of it alone, and the names of what else would be in the way."""

    row: ShortlistRow
    own: list[Said]
    also: list[str]


@dataclass(frozen=True)
class Alike:
    """Homes that the same rules keep away, with the same cure."""

    shared: list[Said]
    lines: list[Line]
    never: bool
    """Nothing that can be asked of the family mends it."""

    @property
    def differ(self) -> bool:
        return any(line.own for line in self.lines)

    @property
    def first(self) -> list[Line]:
        """Return the homes before the fold: those with something of their own to say, where that can be mended."""
        return self.lines[:SHOWN_AT_ONCE] if self.differ and not self.never else []

    @property
    def rest(self) -> list[Line]:
        return self.lines[len(self.first) :]


@dataclass(frozen=True)
class Section:
    """Homes that are about as near to fitting."""

    name: str
    homes: int
    groups: list[Alike]


def by_nearest(row: ShortlistRow) -> tuple[object, ...]:
    """Return the order of homes that are ruled out: the fewest things in the way, then what is easiest to mend, then
    what mends itself on a known day, then the least beyond a limit."""
    broken = row.candidate.obstacles
    hardest = max(map(_hardness, broken))
    return _never(row), _things(row), hardest, _mends_on(broken), sum(map(_beyond, broken))


def _mends_on(broken: list[Finding]) -> date:
    """Return the day on which the last of what mends itself has; the end of time where nothing does."""
    days = [one.facts[name] for one in broken for name in ("from_on", "free_on") if one.facts.get(name)]
    return max(days, default=date.max)


def _beyond(finding: Finding) -> int:
    """Return by how much a limit is passed: minutes, kilometres or years."""
    facts = finding.facts
    years = sum(max(facts["youngest"] - age, age - facts["oldest"]) for age in facts.get("outside", ()))
    return int(facts.get("over", 0) + facts.get("km_over", 0) + years)


def sections_of(rows: Iterable[ShortlistRow]) -> list[Section]:
    """Return the homes, in the order in which they come, by how near they are to fitting."""
    found: dict[tuple[bool, int], list[ShortlistRow]] = defaultdict(list)
    for row in rows:
        found[_never(row), _things(row)].append(row)
    return [Section(_name(*key), len(these), _groups(these)) for key, these in found.items()]


def _name(never: bool, things: int) -> str:
    if never:
        return _("Another kind of home, or kept away by decision")
    return {
        1: _("One thing is in the way"),
        2: _("Two things are in the way"),
        MANY: _("Three things or more are in the way"),
    }[things]


def _never(row: ShortlistRow) -> bool:
    return any(one.rule in NOT_FOR_THIS_SEARCH for one in row.candidate.obstacles)


def _things(row: ShortlistRow) -> int:
    """Return how many things are in the way, where that tells how near the home is to fitting."""
    return 0 if _never(row) else min(MANY, len(row.candidate.obstacles))


def _hardness(finding: Finding) -> int:
    return EASIEST_FIRST.index(finding.rule)


def _telling(row: ShortlistRow) -> list[Finding]:
    """Return what is said of a home in full: of one that is not for this search only what is hardest."""
    broken = sorted(row.candidate.obstacles, key=_hardness, reverse=True)
    return broken[:1] if _never(row) else broken


def _groups(rows: list[ShortlistRow]) -> list[Alike]:
    alike: dict[Any, list[ShortlistRow]] = defaultdict(list)
    for row in rows:
        alike[tuple(map(_kept_by, _telling(row)))].append(row)
    return [_alike(these) for these in alike.values()]


def _kept_by(finding: Finding) -> tuple[str, ...]:
    """Return what homes of a group have in common: the rule, and what it says unless that is a number of the home."""
    if any(finding.facts.get(name) is not None for name in OF_THE_HOME):
        return (finding.rule, finding.sort)
    return (finding.rule, finding.sort, sentence(finding), cure(finding))


def _alike(rows: list[ShortlistRow]) -> Alike:
    columns = list(zip(*(_telling(row) for row in rows), strict=True))
    shared = [_shared(column) for column in columns]
    return Alike(shared, [Line(row, _own(row, shared), _also(row)) for row in rows], _never(rows[0]))


def _shared(column: Sequence[Finding]) -> Said:
    texts, cures = {sentence(one) for one in column}, {cure(one) for one in column}
    text, mended = (said.pop() if len(said) == 1 else "" for said in (texts, cures))
    return Said(rule_name(column[0].rule), column[0].sort, text, mended)


def _own(row: ShortlistRow, shared: list[Said]) -> list[Said]:
    told = zip(_telling(row), shared, strict=True)
    return [
        Said("", above.sort, "" if above.text else sentence(one), "" if above.cure else cure(one))
        for one, above in told
        if not (above.text and above.cure)
    ]


def _also(row: ShortlistRow) -> list[str]:
    told = _telling(row)
    return list(dict.fromkeys(rule_name(one.rule) for one in row.candidate.obstacles if one not in told))
