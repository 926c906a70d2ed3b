"""The page of relief weekends: who waits and for what, which homes have weekends for them, and the calendar."""

from __future__ import annotations

from dataclasses import dataclass

from fosterhomes.models import Child, HomeKind, ReliefAgreement
from fosterhomes.permissions import Access
from fosterhomes.relief import Calendar, calendar, running_out

from .candidates import Candidate, Candidates, Group
from .relief_proposals import relief_groups
from .rules import Weekend, weekends_for


@dataclass(frozen=True)
class WaitingForRelief:
    """A unit that waits: how many weekends it needs, what blocks some, and how many homes have room on enough."""

    group: Group
    days: int
    options: int
    blocked: list[str]

    @property
    def children(self) -> list[Child]:
        return self.group.children


@dataclass(frozen=True)
class ReliefPage:
    waiting: list[WaitingForRelief]
    calendar: Calendar
    without_cycle: int
    """Homes whose weekends nobody has written: none of them is proposed."""
    running_out: list[ReliefAgreement]
    """Agreements that run out while the stay goes on."""

    @property
    def children(self) -> int:
        return sum(len(row.children) for row in self.waiting)

    @property
    def without(self) -> int:
        """Return the children for whom no home has room on enough weekends."""
        return sum(len(row.children) for row in self.waiting if not row.options)


def relief_page(candidates: Candidates, access: Access) -> ReliefPage:
    """Return the page, those who have waited longest first. A fixed number of queries."""
    rows = [_waiting(candidates, group) for group in relief_groups(candidates)]
    homes = [home for home in candidates.homes if home.kind == HomeKind.RELIEF]
    shown = calendar(homes, access)
    return ReliefPage(
        waiting=sorted(rows, key=lambda row: (-row.days, row.group.id)),
        calendar=shown,
        without_cycle=sum(bool(row.trouble) for row in shown.rows),
        running_out=running_out(access),
    )


def _waiting(candidates: Candidates, group: Group) -> WaitingForRelief:
    unit = group.unit
    blocked = dict.fromkeys(pattern.why for pattern in unit.patterns if not pattern.wished)
    options = [one for one in candidates.options(group) if weekends_in(candidates, one)]
    return WaitingForRelief(group, (candidates.on - unit.since).days, len(options), list(blocked))


def weekends_in(candidates: Candidates, chosen: Candidate) -> list[Weekend]:
    """Return the weekends of a home as the unit meets them; none while its cycle is not known."""
    return weekends_for(chosen.group.unit, candidates.facts[chosen.home.pk])
