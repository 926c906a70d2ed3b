"""What a person reads of a run: each child with what is proposed, what is proved, and what is decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fosterhomes.models import Child, Home, Run, Wait

from .earlier import Earlier, earlier_than
from .models import Decision, Proposal, Steer
from .passed import passed
from .proposals import lived_in
from .rules import Verdict
from .shortlist import Reason
from .turned_down import SearchRow
from .words import FAILURES, LEVEL_NAMES, runner_up_cost, why_not

_URGENCIES = [*map(str, Wait.Urgency.values), ""]


@dataclass(frozen=True)
class Level:
    """One level of the matching: what it counts, what was reached, and what could be at best."""

    name: str
    value: int
    bound: int | None
    optimal: bool


@dataclass(frozen=True)
class ProposalRow:
    """What is decided in one: the proposal for a child, or those for siblings who are proposed together."""

    proposals: list[Proposal]
    why: str
    records: list[tuple[Child, int]]
    """The record of the decision for each child, where a home was accepted."""
    lacking: set[int]
    """Children of the row who need a supervisor from the service and find none."""
    cost: list[str]
    """What choosing the runner-up would change, in sentences; empty while that is not computed."""
    pinned: Steer | None
    longer: list[str]
    """Names of those who have waited longer, get no home, and for whom this one would do (`matching/envy.py`)."""
    passed: list[Child]
    """Children of an undecided row for whom nothing is to be decided any more: they wait no longer, or moved."""
    urgency: str = ""
    """Of the search; empty for a child that has a home."""
    lives: Home | None = None
    """The home in which the children live already, where a supervisor only is proposed."""
    search: SearchRow | None = None
    """What turns all homes of the kind down today, where none fits (`matching/explained.py`)."""
    reasons: list[Reason] = field(default_factory=list)
    """What the rules say of the proposed home today; empty once it is decided."""
    fit: int = 0

    @property
    def proposal(self) -> Proposal:
        """Return the first of them: home, runner-up and decision are the same for all."""
        return self.proposals[0]

    @property
    def children(self) -> list[Child]:
        return [proposal.child for proposal in self.proposals]

    @property
    def to_settle(self) -> int:
        """Return how many things are to be settled before the home is accepted: what is not known, or no more fits."""
        return sum(reason.verdict != Verdict.MATCH for reason in self.reasons)

    @property
    def names(self) -> str:
        return ", ".join(child.name for child in self.children)


@dataclass(frozen=True)
class Review:
    failure: str
    proved: bool
    levels: list[Level]
    with_home: list[ProposalRow]
    supervisor_only: list[ProposalRow]
    without: list[ProposalRow]
    housed: int
    """Children who get a home in the proposal."""
    undecided: int
    """Decisions that are left; siblings together are one, and what has passed is none."""
    steers: list[Steer]
    """Pins and exclusions that hold now for children of the service."""
    contradicted: bool
    """Pins contradicted each other when it was made: nothing was solved."""
    earlier: Earlier | None
    nobody: str = ""
    """Why none of those who wait gets a home (`matching/explained.py`); empty where somebody does."""


def review_of(run: Run, at: datetime) -> Review:
    """Return the proposals of a run in the order in which a person decides: with a home, supervisor only, nothing.

    It stands as at the moment `at`: who has left since has nothing to be decided.
    """
    related = run.proposals.select_related(
        "child", "home__municipality", "home__point", "runner_up", "supervisor", "decided_by", "placement"
    )
    proposals = list(related.order_by("-kin", "unit", "child__name"))
    homes, lives = _named_homes(proposals), lived_in(run)
    housed = Home.objects.select_related("municipality").in_bulk(lives.values())
    steers = list(_steers(run))
    records = dict(Decision.objects.filter(run=run).values_list("child", "pk"))
    result: dict[str, Any] = run.result or {}
    lacking = _lacking(run.problem or {}, result)
    named = _names_by_unit(proposals)
    gone = passed(proposals, timezone.localdate(at))
    urgency = {int(child["id"][1:]): child["urgency"] for child in (run.problem or {}).get("children", [])}
    rows = [
        _row(together, named, homes, records, steers, lacking, gone, urgency)
        for together in _decided_together(proposals, gone)
    ]
    rows = [replace(row, lives=housed.get(lives.get(row.proposal.child_id, 0))) for row in rows]
    rows.sort(key=_most_urgent)
    with_home = [row for row in rows if row.proposal.home_id]
    return Review(
        failure=FAILURES[run.failure]({}) if run.failure else "",
        proved=result.get("status") == "optimal",
        levels=[_level(level) for level in result.get("levels", [])],
        with_home=with_home,
        supervisor_only=[row for row in rows if not row.proposal.home_id and row.proposal.supervisor_id],
        without=[row for row in rows if not row.proposal.home_id and not row.proposal.supervisor_id],
        housed=sum(len(row.proposals) for row in with_home),
        undecided=sum(_is_open(row) for row in rows),
        steers=steers,
        contradicted=result.get("status") == "infeasible",
        earlier=earlier_than(run) if proposals else None,
    )


def _most_urgent(row: ProposalRow) -> tuple[object, ...]:
    """Return the order in which a person decides: as on the waiting list, kin and network first among the urgent."""
    return _URGENCIES.index(row.urgency), not row.proposal.kin, row.names


def _is_open(row: ProposalRow) -> bool:
    proposal = row.proposal
    return not proposal.decision and bool(proposal.home_id or proposal.supervisor_id) and not row.passed


def _level(level: dict[str, Any]) -> Level:
    return Level(LEVEL_NAMES[level["name"]]({}), level["value"], level["bound"], level["optimal"])


def _named_homes(proposals: list[Proposal]) -> dict[int, Home]:
    return Home.objects.in_bulk({int(p.why_not["home"][1:]) for p in proposals if p.why_not.get("home")})


def _decided_together(proposals: list[Proposal], gone: set[int]) -> list[list[Proposal]]:
    """Return the proposals of each unit; of siblings some of whom are decided on, the others stand by themselves.

    So do those who live in a home where one of them left since: the others still lack their supervisor.
    """
    together: dict[tuple[object, ...], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        left = not proposal.home_id and proposal.child_id in gone
        together[proposal.unit or proposal.pk, proposal.decision, left].append(proposal)
    return list(together.values())


def _names_by_unit(proposals: list[Proposal]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    for proposal in proposals:
        named[proposal.unit].append(proposal.child.name)
    return named


def _lacking(problem: dict[str, Any], result: dict[str, Any]) -> set[int]:
    """Return the children who need a supervisor and to whom none is proposed, here or by another municipality."""
    need = {child["id"] for child in problem.get("children", []) if child.get("needs_supervisor")}
    return {int(child[1:]) for child in need - {row["child"] for row in result.get("supervision", [])}}


def _row(
    together: list[Proposal],
    named: dict[str, list[str]],
    homes: dict[int, Home],
    records: dict[int, int],
    steers: list[Steer],
    lacking: set[int],
    gone: set[int],
    urgency: dict[int, str],
) -> ProposalRow:
    first = together[0]
    children = {proposal.child_id: proposal.child for proposal in together}
    return ProposalRow(
        proposals=together,
        why=why_not(first.why_not, homes) if first.why_not else "",
        records=[(child, records[pk]) for pk, child in children.items() if pk in records],
        lacking=lacking & set(children),
        cost=_cost(first, named) if first.runner_up else [],
        pinned=next((s for s in steers if s.child_id in children and s.home_id == first.home_id), None),
        longer=[name for unit in first.envied_by for name in named[unit]],
        passed=[child for pk, child in children.items() if pk in gone],
        urgency=min((urgency[pk] for pk in children if pk in urgency), key=_URGENCIES.index, default=""),
    )


def _cost(proposal: Proposal, named: dict[str, list[str]]) -> list[str]:
    cost = proposal.runner_up_cost
    # Proposals made before it was counted say nothing of who would gain.
    without, gained, moved = (
        [name for unit in cost.get(key, []) for name in named[unit]] for key in ("without", "gained", "moved")
    )
    return runner_up_cost(without, gained, moved, cost["levels"])


def _steers(run: Run) -> QuerySet[Steer]:
    rows = Steer.objects.filter(child__service=run.service_id, lifted_at=None)
    waiting = rows.filter(child__in=Child.objects.waiting(timezone.localdate(run.asked_at)))
    return waiting.select_related("child", "home", "made_by")
