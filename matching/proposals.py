"""The one adapter between the register and the engine: rows → frozen problem → solve → proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from fosterhomes.models import Child, HomeKind, Run, Wait
from fosterhomes.periods import covers
from fosterhomes.runs import CannotSolve

from .candidates import Candidates
from .envy import envy_in
from .models import Proposal
from .problem import ELSEWHERE, Problem
from .sources import mark_estimates

BY_THEMSELVES = (HomeKind.RELIEF,)
"""Relief is matched weekend by weekend (`relief_proposals.py`)."""


def freeze(run: Run) -> dict[str, Any]:
    """Return the problem of the run's service today. Raises `CannotSolve` when there is nothing to match.

    Where no home is open, those who live in one and lack a supervisor are still matched.
    """
    candidates = Candidates(run.service_id, timezone.localdate(run.asked_at), run.asked_at)
    problem = Problem(candidates, leave_out=BY_THEMSELVES).as_json()
    if not problem["children"] and not problem["placed"]:
        raise CannotSolve("nobody_waits")
    if not candidates.homes and not problem["placed"]:
        raise CannotSolve("no_homes")
    return problem


def keep(run: Run, result: dict[str, Any], at: datetime) -> None:
    """Store one proposal for each child of the problem; none while pins contradict each other."""
    runner_ups = {row["unit"]: row for row in result.pop("runner_ups", [])}
    if result["status"] != "infeasible":
        envied = _envied_by(run, result)
        proposals = list(_proposals(run, result, runner_ups))
        for proposal in proposals:
            proposal.envied_by = envied.get(proposal.unit, [])
        mark_estimates(proposals, lived_in(run))
        Proposal.objects.bulk_create(proposals)


def _envied_by(run: Run, result: dict[str, Any]) -> dict[str, list[str]]:
    """Return for each unit with a home the units that waited longer and would have fitted."""
    problem: dict[str, Any] = run.problem or {}
    children = [_number(child["id"]) for child in problem["children"]]
    on = timezone.localdate(run.asked_at)
    waits = Wait.objects.filter(covers(on), child__in=children).values_list("child", "from_on")
    envied: dict[str, list[str]] = defaultdict(list)
    for envy in envy_in(problem, result, {f"c{child}": from_on for child, from_on in waits}):
        envied[envy.other].append(envy.unit)
    return envied


def lived_in(run: Run) -> dict[int, int]:
    """Return the home of each child of the problem that has one already; nothing once the problem is forgotten."""
    return {_number(stay["child"]): _number(stay["home"]) for stay in (run.problem or {}).get("placed", [])}


def _number(identity: str) -> int:
    return int(identity[1:])


class _Found:
    """The result by child: the home of its unit, its supervisor, and why it has none."""

    def __init__(self, problem: dict[str, Any], result: dict[str, Any]) -> None:
        self.homes = {row["unit"]: row["home"] for row in result["placements"]}
        self.supervisors = {row["child"]: row["supervisor"] for row in result["supervision"]}
        self.why = {row["unit"]: row["why"] for row in result["unplaced"]}
        self.options = {(row["unit"], row["home"]): row for row in problem["options"]}
        self.reach = {(row["home"], row["supervisor"]): row["minutes"] for row in problem["reach"]}


def _proposals(run: Run, result: dict[str, Any], runner_ups: dict[str, dict[str, Any]]) -> Iterator[Proposal]:
    problem: dict[str, Any] = run.problem or {}
    found = _Found(problem, result)
    for child in problem["children"]:
        proposal = _of_waiting(run, child, found)
        if second := runner_ups.get(child["unit"]):
            proposal.runner_up_id = _number(second["home"])
            proposal.runner_up_cost = {key: second[key] for key in ("without", "gained", "moved", "levels")}
        yield proposal
    placed = [_of_placed(run, stay, found) for stay in problem["placed"]]
    _join_siblings(placed, lived_in(run))
    yield from placed


def _of_waiting(run: Run, child: dict[str, Any], found: _Found) -> Proposal:
    home = found.homes.get(child["unit"])
    option = found.options.get((child["unit"], home), {})
    proposal = Proposal(run=run, child_id=_number(child["id"]), unit=child["unit"], kin=option.get("kin", False))
    proposal.minutes = option.get("minutes")
    proposal.home_id = _number(home) if home else None
    proposal.why_not = found.why.get(child["unit"], {})
    return _with_supervisor(proposal, child["id"], home, found)


def _of_placed(run: Run, stay: dict[str, Any], found: _Found) -> Proposal:
    proposal = Proposal(run=run, child_id=_number(stay["child"]))
    if stay["child"] not in found.supervisors:
        proposal.why_not = {"code": "no_supervisor"}
    return _with_supervisor(proposal, stay["child"], stay["home"], found)


def _join_siblings(placed: list[Proposal], lives: dict[int, int]) -> None:
    """Let siblings in one home for whom the same supervisor is proposed be one unit: they are decided on together."""
    groups = dict(Child.objects.filter(pk__in=lives).values_list("pk", "sibling_group"))
    together: dict[tuple[int, int, int], list[Proposal]] = defaultdict(list)
    for proposal in placed:
        group = groups.get(proposal.child_id)
        if group and proposal.supervisor_id:
            together[group, lives[proposal.child_id], proposal.supervisor_id].append(proposal)
    for (group, home, supervisor), siblings in together.items():
        if len(siblings) > 1:
            for proposal in siblings:
                proposal.unit = f"g{group}h{home}s{supervisor}"


def _with_supervisor(proposal: Proposal, child: str, home: str | None, found: _Found) -> Proposal:
    supervisor = found.supervisors.get(child)
    if supervisor and supervisor != ELSEWHERE and home:
        proposal.supervisor_id = _number(supervisor)
        proposal.supervisor_minutes = found.reach[home, supervisor]
    return proposal
