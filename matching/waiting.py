"""The waiting list: who waits, for what, since when, and how many homes fit today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fosterhomes.models import Child, Wait

from .candidates import Candidate, Candidates, Group
from .kin_first import asks_for_kin, kin_assessed
from .notices import Notice, notices_of_children
from .turned_down import SearchRow, search_of


@dataclass(frozen=True)
class WaitingRow:
    """One unit on the list: its waits, how many homes fit and the best of them; where none does, what is in the way."""

    group: Group
    options: int
    best: Candidate | None
    days: int
    late: bool
    kin_asked: bool
    kin_assessed: bool
    why_none: SearchRow | None
    notices: list[Notice]
    """What is missing in the register, so that less can be told."""

    @property
    def children(self) -> list[Child]:
        return self.group.children

    @property
    def wait(self) -> Wait:
        return self.group.waits[0]

    @property
    def wanted_on(self) -> date:
        """Return the first day on which a home is wanted for any of them."""
        return min(wait.wanted_on for wait in self.group.waits)


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
        kin_asked=asks_for_kin(group),
        kin_assessed=kin_assessed(group),
        why_none=None if options else search_of(candidates, group),
        notices=list(notices_of_children(group)),
    )
