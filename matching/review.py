"""What a person reads of a run: each child with what is proposed, what is proved, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fosterhomes.models import Home, Run

from .models import Decision, Proposal
from .words import FAILURES, LEVEL_NAMES, why_not


@dataclass(frozen=True)
class Level:
    """One level of the matching: what it counts, what was reached, and what could be at best."""

    name: str
    value: int
    bound: int | None
    optimal: bool


@dataclass(frozen=True)
class ProposalRow:
    proposal: Proposal
    why: str
    siblings: int
    record: int | None
    """The record of the decision, where a home was accepted."""


@dataclass(frozen=True)
class Review:
    failure: str
    proved: bool
    levels: list[Level]
    with_home: list[ProposalRow]
    supervisor_only: list[ProposalRow]
    without: list[ProposalRow]
    undecided: int


def review_of(run: Run) -> Review:
    """Return the proposals of a run in the order in which a person decides: with a home, supervisor only, nothing."""
    related = run.proposals.select_related(
        "child", "home__municipality", "home__point", "supervisor", "decided_by", "placement"
    )
    proposals = list(related.order_by("-kin", "unit", "child__name"))
    homes = _named_homes(proposals)
    records = dict(Decision.objects.filter(run=run).values_list("child", "pk"))
    rows = [_row(proposal, proposals, homes, records) for proposal in proposals]
    result: dict[str, Any] = run.result or {}
    return Review(
        failure=FAILURES[run.failure]({}) if run.failure else "",
        proved=result.get("status") == "optimal",
        levels=[_level(level) for level in result.get("levels", [])],
        with_home=[row for row in rows if row.proposal.home_id],
        supervisor_only=[row for row in rows if not row.proposal.home_id and row.proposal.supervisor_id],
        without=[row for row in rows if not row.proposal.home_id and not row.proposal.supervisor_id],
        undecided=sum(not p.decision and bool(p.home_id or p.supervisor_id) for p in proposals),
    )


def _level(level: dict[str, Any]) -> Level:
    return Level(LEVEL_NAMES[level["name"]]({}), level["value"], level["bound"], level["optimal"])


def _named_homes(proposals: list[Proposal]) -> dict[int, Home]:
    return Home.objects.in_bulk({int(p.why_not["home"][1:]) for p in proposals if p.why_not.get("home")})


def _row(proposal: Proposal, proposals: list[Proposal], homes: dict[int, Home], records: dict[int, int]) -> ProposalRow:
    siblings = sum(bool(proposal.unit) and other.unit == proposal.unit for other in proposals) - 1
    why = why_not(proposal.why_not, homes) if proposal.why_not else ""
    return ProposalRow(proposal, why, max(0, siblings), records.get(proposal.child_id))
