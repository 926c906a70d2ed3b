"""The rows of a service as the frozen problem of `contracts.md` § 1. Ids are opaque: no names, no addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

from fosterhomes.models import SUPERVISED_KINDS, Placement
from fosterhomes.rules import ADULT_AT, age_on

from .candidates import Candidate, Candidates, Group
from .home_facts import by_first
from .models import Proposal, Steer
from .passed import without_supervisor
from .rules import must_live_apart
from .supervision import Supervision

LEVELS = ("kin", "acute", "soon", "ordinary", "supervised", "fit", "minutes")
"""Kin and network first, then urgency; a supervisor for each child; then how well they fit, then the least travel."""

ELSEWHERE = "elsewhere"
"""Stands for the supervisors of other services: a home in their municipality has theirs, not ours (FF § 16)."""


class Problem:
    """Builds the problem of one service on one day; `candidates` is read once and shared with the pages."""

    def __init__(
        self, candidates: Candidates, *, leave_out: Collection[str] = (), only: Collection[int] | None = None
    ) -> None:
        """`leave_out`: kinds of home that are matched by themselves. `only`: the units that are asked about."""
        self.candidates = candidates
        groups = [group for group in candidates.groups if group.unit.kind not in leave_out]
        self.groups = groups if only is None else [group for group in groups if group.id in only]
        self.service_id, self.on = candidates.service_id, candidates.on
        self.options = {group.id: candidates.options(group) for group in self.groups}
        self.unsupervised = list(self._unsupervised().select_related("home__point__ferry_area", "home__municipality"))

    @cached_property
    def pinned(self) -> dict[int, int]:
        """Return the home of each unit that a person has pinned, or has places held in. A pin wins over a hold.

        Pins are handed to the engine also where no option is left: it names those that cannot hold.
        """
        unit_of = {child.pk: group.id for group in self.groups for child in group.children}
        steers = [steer for steer in self.candidates.steers if steer.child_id in unit_of]
        pins = [steer for steer in steers if steer.kind == Steer.Kind.PINNED]
        return self.held | {unit_of[pin.child_id]: pin.home_id for pin in pins}

    @cached_property
    def held(self) -> dict[int, int]:
        """Return the home in which places are held for each unit, where it still is an option.

        Somebody is talking with that family: a proposal keeps the places for them, as if a person had pinned it.
        """
        held = {(hold.child_id, hold.home_id) for hold in self.candidates.holds}
        return {
            group.id: option.home.pk
            for group in self.groups
            for option in self.options[group.id]
            if all((child.pk, option.home.pk) in held for child in group.children)
        }

    @cached_property
    def kept(self) -> dict[int, int]:
        """Return the held homes of the units that go there: their places are free for them, beside the others."""
        return {unit: home for unit, home in self.held.items() if self.pinned[unit] == home}

    def _unsupervised(self) -> Any:
        """Return the stays whose supervision the service owes and for which nobody is appointed."""
        return without_supervisor(self.service_id, self.on)

    def as_json(self) -> dict[str, Any]:
        """Return the problem file's content."""
        groups = self.groups
        waiting = {child.pk for group in groups for child in group.children}
        placed = [stay for stay in self.unsupervised if stay.child_id not in waiting]
        homes = self._homes_in_use(placed)
        supervision = Supervision(self.candidates, homes)
        return {
            "version": 1,
            "children": [child for group in groups for child in self._children(group)],
            "homes": [{"id": f"h{home.pk}", "places": self.places(home)} for home in homes],
            "supervisors": [{"id": f"s{s.pk}", "places": max(0, s.free)} for s in supervision.everybody]
            + [{"id": ELSEWHERE, "places": len(waiting) + len(placed)}],
            "options": [self.option(option) for options in self.options.values() for option in options],
            "apart": self._apart(groups),
            "reach": list(self._reach(homes, supervision)),
            "refused": self._refused(waiting | {stay.child_id for stay in placed}, supervision),
            "placed": [{"child": f"c{stay.child_id}", "home": f"h{stay.home_id}"} for stay in placed],
            "pinned": [{"unit": f"u{unit}", "home": f"h{home}"} for unit, home in sorted(self.pinned.items())],
            "levels": list(LEVELS),
        }

    def _children(self, group: Group) -> list[dict[str, Any]]:
        supervised = group.unit.kind in SUPERVISED_KINDS
        return [
            {
                "id": f"c{child.pk}",
                "unit": f"u{group.id}",
                "urgency": group.unit.urgency,
                "needs_supervisor": supervised and age_on(child.birth_date, group.unit.wanted_on) < ADULT_AT,
            }
            for child in group.children
        ]

    def option(self, option: Candidate) -> dict[str, Any]:
        """Return the option as the problem holds it."""
        unit = option.group.unit
        # Where the way is not known, the limit stands for it: never better than a home that is known to be near.
        minutes = option.minutes if option.minutes is not None else unit.longest_minutes
        return {
            "unit": f"u{option.group.id}",
            "home": f"h{option.home.pk}",
            "kin": option.kin,
            "uses": self.places(option.home) if self._takes_all(option) else unit.size,
            "fit": option.fit,
            "minutes": minutes,
        }

    def _takes_all(self, option: Candidate) -> bool:
        """Return whether nobody else may come: a child who must be alone, a home that takes one family at a time."""
        return option.group.unit.must_be_alone or self.candidates.facts[option.home.pk].one_family

    def _homes_in_use(self, placed: list[Placement]) -> list[Any]:
        used = {option.home.pk: option.home for options in self.options.values() for option in options}
        used |= {home: self.known[home] for home in self.pinned.values()}
        used |= {stay.home.pk: stay.home for stay in placed if stay.home}
        return [used[pk] for pk in sorted(used)]

    @cached_property
    def known(self) -> dict[int, Any]:
        """Return the homes by id. A pinned one may have closed meanwhile; the engine must know it to name the pin."""
        return {pin.home_id: pin.home for pin in self.candidates.steers} | {h.pk: h for h in self.candidates.homes}

    def places(self, home: Any) -> int:
        """Return the free places of the home, with those that are held for a unit that goes there."""
        facts = self.candidates.facts.get(home.pk)
        sizes = {group.id: group.unit.size for group in self.groups}
        return (facts.free if facts else 0) + sum(sizes[unit] for unit, held in self.kept.items() if held == home.pk)

    def _apart(self, groups: list[Group]) -> list[list[str]]:
        """Who may not share a home: siblings who live apart by decision, and who is not to live with whom."""
        pairs = combinations(sorted(groups, key=lambda group: group.id), 2)
        return [[f"u{one.id}", f"u{other.id}"] for one, other in pairs if _are_apart(one, other)]

    def _reach(self, homes: list[Any], supervision: Supervision) -> Iterator[dict[str, Any]]:
        for home in homes:
            if supervision.is_elsewhere(home):
                yield {"home": f"h{home.pk}", "supervisor": ELSEWHERE, "minutes": 0}
            for near in supervision.near(home):
                yield {"home": f"h{home.pk}", "supervisor": f"s{near.supervisor.pk}", "minutes": near.minutes}

    def _refused(self, children: set[int], supervision: Supervision) -> list[dict[str, str]]:
        """Who may not supervise whom: by law, or because a person refused the proposal with a reason."""
        known, declined = {s.pk for s in supervision.everybody}, self._declined_supervisors
        pairs = [(c, s) for c in sorted(children) for s in sorted(supervision.refused(c) | declined[c]) if s in known]
        return [{"child": f"c{child}", "supervisor": f"s{s}"} for child, s in pairs]

    @cached_property
    def _declined_supervisors(self) -> dict[int, set[int]]:
        """Return whom a person refused as supervisor of a child that lives in its home; a home is refused by itself."""
        rows = Proposal.objects.filter(decision=Proposal.Decision.REFUSED, home=None, child__service=self.service_id)
        return by_first(rows.filter(supervisor__isnull=False).values_list("child", "supervisor"))


def _are_apart(one: Group, other: Group) -> bool:
    split = {
        child.sibling_group_id for child in one.children if child.sibling_group and not child.sibling_group.together
    }
    return any(child.sibling_group_id in split for child in other.children) or must_live_apart(one.unit, other.unit)
