"""Who is turned down, by which rule and how often: every home against everybody who waits, as the rules stand today.

Siblings who are to live together count once, as one search. Homes of another kind than is searched for are counted
beside: that a relief home takes no foster child turns nobody down.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fosterhomes.models import Home

from .candidates import Candidates, Group
from .words import rule_name


@dataclass(frozen=True)
class Named:
    """A rule, or rules about the same thing, and how often."""

    name: str
    count: int


@dataclass(frozen=True)
class RuleRow:
    """One rule: in how many pairs of search and home it is broken, in how many it alone, and for how many searches."""

    name: str
    broken: int
    alone: int
    searches: int


@dataclass(frozen=True)
class HomeRow:
    """One home: how many search for its kind, how many of them are turned down, and most often by what."""

    home: Home
    searches: int
    turned_down: int
    by: list[Named]


@dataclass(frozen=True)
class SearchRow:
    """A child, or siblings together: how many homes of the kind there are, how many fit, what turns most down."""

    group: Group
    homes: int
    fit: int
    by: list[Named]


@dataclass(frozen=True)
class TurnedDown:
    pairs: int
    turned_down: int
    other_kind: int
    rules: list[RuleRow]
    homes: list[HomeRow]
    searches: list[SearchRow]


@dataclass(frozen=True)
class _Pair:
    group: Group
    home: Home
    broken: frozenset[str]
    """Names of what is broken; empty where the home fits."""


MOST_NAMED = 3
"""So many rules are named for a home or a child, the commonest first."""


def turned_down(candidates: Candidates) -> TurnedDown:
    """Return the counts over all who wait and all open homes. As many queries as `candidates` needs."""
    pairs, other_kind = _pairs(candidates)
    refused = [pair for pair in pairs if pair.broken]
    return TurnedDown(
        pairs=len(pairs),
        turned_down=len(refused),
        other_kind=other_kind,
        rules=_by_rule(refused),
        homes=_by_home(pairs),
        searches=_by_search(pairs, candidates),
    )


def search_of(candidates: Candidates, group: Group) -> SearchRow:
    """Return what turns one child, or siblings together, down among the homes of the kind and kin."""
    pairs, _other_kind = _pairs_of(candidates, group)
    return _search(group, pairs)


def _pairs(candidates: Candidates) -> tuple[list[_Pair], int]:
    of_each = [_pairs_of(candidates, group) for group in candidates.groups]
    return [pair for pairs, _other in of_each for pair in pairs], sum(other for _pairs, other in of_each)


def _pairs_of(candidates: Candidates, group: Group) -> tuple[list[_Pair], int]:
    """Return the pairs of a search with the homes of its kind, and how many homes are of another."""
    homes = [home for home in candidates.homes if candidates.could_be_asked(group, home)]
    found = [(home, {one.rule for one in candidates.candidate(group, home).obstacles}) for home in homes]
    pairs = [_Pair(group, home, frozenset(map(rule_name, rules))) for home, rules in found if "kind" not in rules]
    return pairs, len(candidates.homes) - len(pairs)


def _by_rule(refused: list[_Pair]) -> list[RuleRow]:
    broken, alone, searches = Counter[str](), Counter[str](), defaultdict[str, set[int]](set)
    for pair in refused:
        broken.update(pair.broken)
        for name in pair.broken:
            searches[name].add(pair.group.id)
        if len(pair.broken) == 1:
            alone.update(pair.broken)
    return [RuleRow(name, count, alone[name], len(searches[name])) for name, count in _commonest(broken)]


def _by_home(pairs: list[_Pair]) -> list[HomeRow]:
    """Return the homes that turn somebody down, those that turn most down first."""
    of_home: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        of_home[pair.home.pk].append(pair)
    rows = [
        HomeRow(these[0].home, len(these), sum(bool(pair.broken) for pair in these), _named(these))
        for these in of_home.values()
    ]
    return sorted((row for row in rows if row.turned_down), key=lambda row: (-row.turned_down, row.home.name))


def _by_search(pairs: list[_Pair], candidates: Candidates) -> list[SearchRow]:
    """Return everybody who waits, those for whom the fewest homes fit first."""
    of_group: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        of_group[pair.group.id].append(pair)
    rows = [_search(group, of_group[group.id]) for group in candidates.groups]
    return sorted(rows, key=lambda row: (row.fit, row.group.unit.since, row.group.id))


def _search(group: Group, pairs: list[_Pair]) -> SearchRow:
    return SearchRow(group, len(pairs), sum(not pair.broken for pair in pairs), _named(pairs))


def _named(pairs: list[_Pair]) -> list[Named]:
    counted = Counter(name for pair in pairs for name in pair.broken)
    return [Named(name, count) for name, count in _commonest(counted)][:MOST_NAMED]


def _commonest(counted: Counter[str]) -> Iterator[tuple[str, int]]:
    yield from sorted(counted.items(), key=lambda item: (-item[1], item[0]))
