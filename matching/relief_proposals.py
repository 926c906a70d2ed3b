"""The one adapter between the register and the relief core: rows → frozen problem of `docs/relief.md` → proposals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import combinations
from typing import Any

from django.utils import timezone

from fosterhomes.models import HomeKind, Run
from fosterhomes.runs import CannotSolve
from fosterhomes.weekends import Cycle

from .candidates import Candidate, Candidates, Group
from .models import Proposal, Steer
from .relief.problem import LEVELS
from .rules import must_live_apart, weekends_for
from .sources import mark_estimates


def freeze(run: Run) -> dict[str, Any]:
    """Return the problem of the service today. Raises `CannotSolve` when there is nothing to match."""
    problem = ReliefProblem(Candidates(run.service_id, timezone.localdate(run.asked_at), run.asked_at))
    if not problem.groups:
        raise CannotSolve("nobody_waits_for_relief")
    if not problem.homes:
        raise CannotSolve("no_cycles")
    return problem.as_json()


@dataclass(frozen=True)
class _Option:
    """A home in which enough weekends suit a unit, or, for a pin, does not: then it has none."""

    candidate: Candidate
    cycle: Cycle
    weekends: list[int]
    wished: list[int]


class ReliefProblem:
    """Builds the problem of one service on one day: everybody who waits for relief, and the homes with a cycle."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.groups = relief_groups(candidates)
        self.options = [one for group in self.groups for one in self._options(group)]

    @property
    def homes(self) -> list[int]:
        """Return the homes whose weekends are known: only these can be proposed."""
        known = ((pk, facts.cycle) for pk, facts in self.candidates.facts.items())
        return sorted({pk for pk, cycle in known if cycle and cycle.rhythm} | set(self._pins.values()))

    @cached_property
    def _pins(self) -> dict[int, int]:
        """Return where a person has pinned a unit: to be named by the core also where it cannot hold."""
        unit_of = {child.pk: group.id for group in self.groups for child in group.children}
        pins = [one for one in self.candidates.steers if one.kind == Steer.Kind.PINNED and one.child_id in unit_of]
        return {unit_of[pin.child_id]: pin.home_id for pin in pins}

    def _options(self, group: Group) -> Iterator[_Option]:
        for candidate in self.candidates.options(group):
            facts = self.candidates.facts[candidate.home.pk]
            if facts.cycle and facts.cycle.rhythm:
                suiting = [one for one in weekends_for(group.unit, facts) if one.suits(group.unit.size)]
                wished = [one.number for one in suiting if one.wished]
                yield _Option(candidate, facts.cycle, [one.number for one in suiting], wished)

    def as_json(self) -> dict[str, Any]:
        """Return the problem file's content."""
        return {
            "version": 1,
            "units": [{"id": f"u{group.id}", "weekends": group.unit.weekends} for group in self.groups],
            "children": [child for group in self.groups for child in self._children(group)],
            "homes": [self._home(pk) for pk in self.homes],
            "options": [self._option(one) for one in self.options],
            "apart": [[f"u{a.id}", f"u{b.id}"] for a, b in combinations(self.groups, 2) if _are_apart(a, b)],
            "pinned": [{"unit": f"u{unit}", "home": f"h{home}"} for unit, home in sorted(self._pinned().items())],
            "levels": list(LEVELS),
        }

    def _children(self, group: Group) -> Iterator[dict[str, Any]]:
        for wait in group.waits:
            waited = max(0, (self.candidates.on - wait.from_on).days)
            yield {
                "id": f"c{wait.child_id}", "unit": f"u{group.id}", "urgency": wait.urgency, "waited_days": waited,
            }  # fmt: skip

    def _home(self, pk: int) -> dict[str, Any]:
        facts, on = self.candidates.facts.get(pk), self.candidates.on
        if facts is None or facts.cycle is None:
            return {"id": f"h{pk}", "places": 0, "weekends": [0]}
        held = sum(len(group.children) for group in self.groups if self._held(group) == pk)
        # A child whose weekends nobody has written may come on any: no weekend is proposed twice on that account.
        # Where a person has pinned somebody, or holds a place, that person knows.
        unset = 0 if pk in self._pinned().values() else facts.cycle.unset
        free = [max(0, facts.cycle.free(number, on) - unset) for number in facts.cycle.numbers]
        return {"id": f"h{pk}", "places": max(0, facts.free) + held, "weekends": free}

    def _option(self, one: _Option) -> dict[str, Any]:
        unit, home = one.candidate.group.unit, one.candidate.home
        minutes = one.candidate.minutes
        return {
            "unit": f"u{one.candidate.group.id}",
            "home": f"h{home.pk}",
            "kin": one.candidate.kin,
            "alone": unit.must_be_alone or self.candidates.facts[home.pk].one_family,
            # Where the way is not known, the limit stands for it: never better than a home that is known to be near.
            "minutes": unit.longest_minutes if minutes is None else minutes,
            "weekends": one.weekends,
            "wished": one.wished,
        }

    def _held(self, group: Group) -> int | None:
        """Return the home in which places are held for all of them: somebody is talking with that family."""
        held = {(hold.child_id, hold.home_id) for hold in self.candidates.holds}
        homes = {option.candidate.home.pk for option in self.options if option.candidate.group.id == group.id}
        return next((home for home in sorted(homes) if all((c.pk, home) in held for c in group.children)), None)

    def _pinned(self) -> dict[int, int]:
        """Return the home of each unit that a person has pinned, or has places held in. A pin wins over a hold."""
        return {group.id: home for group in self.groups if (home := self._held(group))} | self._pins


def relief_groups(candidates: Candidates) -> list[Group]:
    """Return the units that wait for relief."""
    return [group for group in candidates.groups if group.unit.kind == HomeKind.RELIEF]


def _are_apart(one: Group, other: Group) -> bool:
    """Return whether two units may not come on the same weekend: siblings who come apart, or who is kept apart."""
    families = {child.sibling_group_id for child in one.children if child.sibling_group_id}
    siblings = any(child.sibling_group_id in families for child in other.children)
    return siblings or must_live_apart(one.unit, other.unit)


def keep(run: Run, result: dict[str, Any], at: datetime) -> None:
    """Store one proposal for each child of the problem; none while pins contradict each other."""
    if result["status"] != "infeasible":
        proposals = list(_proposals(run, result))
        mark_estimates(proposals, {})
        Proposal.objects.bulk_create(proposals)


def _proposals(run: Run, result: dict[str, Any]) -> Iterator[Proposal]:
    problem: dict[str, Any] = run.problem or {}
    placed = {row["unit"]: row for row in result["placements"]}
    why = {row["unit"]: row["why"] for row in result["unplaced"]}
    options = {(row["unit"], row["home"]): row for row in problem["options"]}
    for child in problem["children"]:
        row = placed.get(child["unit"], {})
        option = options.get((child["unit"], row.get("home")), {})
        yield Proposal(
            run=run, child_id=int(child["id"][1:]), unit=child["unit"],
            home_id=int(row["home"][1:]) if row else None, weekends=row.get("weekends", []),
            kin=option.get("kin", False), minutes=option.get("minutes"), why_not=why.get(child["unit"], {}),
        )  # fmt: skip
