"""The waiting list: who waits, for what, since when, and how many homes fit today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fosterhomes.models import Child, Wait

from .candidates import Candidate, Candidates, Group
from .shortlist import kin_assessed


@dataclass(frozen=True)
class WaitingRow:
    """One unit on the list: its waits, how many homes fit, the best of them, and what rules most homes out."""

    group: Group
    options: int
    best: Candidate | None
    days: int
    late: bool
    kin_assessed: bool
    most_common_obstacle: str

    @property
    def children(self) -> list[Child]:
        return self.group.children

    @property
    def wait(self) -> Wait:
        return self.group.waits[0]


def waiting_rows(candidates: Candidates) -> list[WaitingRow]:
    """Return the units that wait, the most urgent first, then those who have waited longest."""
    urgencies = [str(value) for value in Wait.Urgency.values]
    rows = [_row(candidates, group) for group in candidates.groups]
    return sorted(rows, key=lambda row: (urgencies.index(row.group.unit.urgency), row.group.unit.since, row.group.id))


def _row(candidates: Candidates, group: Group) -> WaitingRow:
    options = candidates.options(group)
    return WaitingRow(
        group=group,
        options=len(options),
        best=options[0] if options else None,
        days=(candidates.on - group.unit.since).days,
        late=any(wait.wanted_on < candidates.on for wait in group.waits),
        kin_assessed=kin_assessed(group),
        most_common_obstacle="" if options else _obstacle(candidates, group),
    )


def _obstacle(candidates: Candidates, group: Group) -> str:
    """Return the rule that alone keeps out most of the homes of the right kind; empty when there are none."""
    obstacles = [candidate.obstacles for candidate in candidates.all(group)]
    near = [found for found in obstacles if not any(finding.rule == "kind" for finding in found)]
    counted = Counter(found[0].rule for found in near if found)
    return counted.most_common(1)[0][0] if counted else ""
