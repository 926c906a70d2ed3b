"""What a person reads of a run: each child with what is proposed, what is proved, and what is decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fosterhomes.models import Child, Home, Run

from .earlier import Earlier, earlier_than
from .models import Decision, Proposal, Steer
from .words import FAILURES, LEVEL_NAMES, runner_up_cost, why_not


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
    cost: list[str]
    """What choosing the runner-up would change, in sentences; empty while that is not computed."""
    pinned: Steer | None


@dataclass(frozen=True)
class Contradiction:
    """A pin of those that contradict each other; `steer` is None where a held place stands for it."""

    child: Child
    home: Home
    steer: Steer | None


@dataclass(frozen=True)
class Review:
    failure: str
    proved: bool
    levels: list[Level]
    with_home: list[ProposalRow]
    supervisor_only: list[ProposalRow]
    without: list[ProposalRow]
    undecided: int
    steers: list[Steer]
    """Pins and exclusions that hold now for children of the service."""
    conflict: list[Contradiction]
    earlier: Earlier | None


def review_of(run: Run) -> Review:
    """Return the proposals of a run in the order in which a person decides: with a home, supervisor only, nothing."""
    related = run.proposals.select_related(
        "child", "home__municipality", "home__point", "runner_up", "supervisor", "decided_by", "placement"
    )
    proposals = list(related.order_by("-kin", "unit", "child__name"))
    homes = _named_homes(proposals)
    steers = list(_steers(run))
    records = dict(Decision.objects.filter(run=run).values_list("child", "pk"))
    rows = [_row(proposal, proposals, homes, records, steers) for proposal in proposals]
    result: dict[str, Any] = run.result or {}
    return Review(
        failure=FAILURES[run.failure]({}) if run.failure else "",
        proved=result.get("status") == "optimal",
        levels=[_level(level) for level in result.get("levels", [])],
        with_home=[row for row in rows if row.proposal.home_id],
        supervisor_only=[row for row in rows if not row.proposal.home_id and row.proposal.supervisor_id],
        without=[row for row in rows if not row.proposal.home_id and not row.proposal.supervisor_id],
        undecided=sum(not p.decision and bool(p.home_id or p.supervisor_id) for p in proposals),
        steers=steers,
        conflict=_conflict(result, steers),
        earlier=earlier_than(run) if proposals else None,
    )


def _level(level: dict[str, Any]) -> Level:
    return Level(LEVEL_NAMES[level["name"]]({}), level["value"], level["bound"], level["optimal"])


def _named_homes(proposals: list[Proposal]) -> dict[int, Home]:
    return Home.objects.in_bulk({int(p.why_not["home"][1:]) for p in proposals if p.why_not.get("home")})


def _row(
    proposal: Proposal,
    proposals: list[Proposal],
    homes: dict[int, Home],
    records: dict[int, int],
    steers: list[Steer],
) -> ProposalRow:
    siblings = sum(bool(proposal.unit) and other.unit == proposal.unit for other in proposals) - 1
    why = why_not(proposal.why_not, homes) if proposal.why_not else ""
    cost = _cost(proposal, proposals) if proposal.runner_up else []
    pinned = next((s for s in steers if s.child_id == proposal.child_id and s.home_id == proposal.home_id), None)
    return ProposalRow(proposal, why, max(0, siblings), records.get(proposal.child_id), cost, pinned)


def _cost(proposal: Proposal, proposals: list[Proposal]) -> list[str]:
    named: dict[str, list[str]] = defaultdict(list)
    for other in proposals:
        named[other.unit].append(other.child.name)
    cost = proposal.runner_up_cost
    without, moved = ([name for unit in cost[key] for name in named[unit]] for key in ("without", "moved"))
    return runner_up_cost(without, moved, cost["levels"])


def _steers(run: Run) -> QuerySet[Steer]:
    rows = Steer.objects.filter(child__service=run.service_id, lifted_at=None)
    waiting = rows.filter(child__in=Child.objects.waiting(timezone.localdate(run.asked_at)))
    return waiting.select_related("child", "home", "made_by")


def _conflict(result: dict[str, Any], steers: list[Steer]) -> list[Contradiction]:
    pairs = [(int(pin["unit"][1:]), int(pin["home"][1:])) for pin in result.get("conflict", [])]
    children = Child.objects.in_bulk([child for child, _home in pairs])
    homes = Home.objects.in_bulk([home for _child, home in pairs])
    by_pair = {(s.child_id, s.home_id): s for s in steers if s.kind == Steer.Kind.PINNED}
    return [Contradiction(children[c], homes[h], by_pair.get((c, h))) for c, h in pairs if c in children and h in homes]
