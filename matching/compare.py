"""A few homes side by side for one unit: one line for each rule, and for what placing the children there would mean."""

from __future__ import annotations

from dataclasses import dataclass

from .candidates import Candidates, Group
from .effects import Effects
from .shortlist import Reason, ShortlistRow, reason_of, row_of
from .words import rule_name

MOST = 4
"""Homes side by side."""


@dataclass(frozen=True)
class Line:
    """What one rule says of each home; None where it says nothing."""

    name: str
    cells: list[Reason | None]


@dataclass(frozen=True)
class Comparison:
    """`dropped`: homes that were asked for beyond the four."""

    rows: list[ShortlistRow]
    lines: list[Line]
    dropped: int


def compared(candidates: Candidates, group: Group, wanted: list[int]) -> Comparison:
    """Return the wanted homes of the service in the order asked for, at most four."""
    known = {home.pk: home for home in candidates.homes}
    homes = [known[pk] for pk in dict.fromkeys(wanted) if pk in known]
    effects = Effects(candidates, group)
    found = [candidates.candidate(group, home) for home in homes[:MOST]]
    rows = [row_of(candidates, candidate, effects.of(candidate)) for candidate in found]
    return Comparison(rows, _lines(rows), max(0, len(homes) - MOST))


def _lines(rows: list[ShortlistRow]) -> list[Line]:
    said = [{rule_name(finding.rule): reason_of(finding) for finding in row.candidate.found} for row in rows]
    names = dict.fromkeys(name for cells in said for name in cells)
    return [Line(name, [cells.get(name) for cells in said]) for name in names]
