"""What the register knows of each home of a service, as the plain values that the rules read. A fixed number of
queries for all homes together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from fosterhomes.approval import papers_of
from fosterhomes.approval_rules import NO_CERTIFICATE, OLD_CERTIFICATE, Papers, before_approval
from fosterhomes.models import Approval, Child, Hold, Home, HomeKind, HomeMember, NotTogether, Placement, Wait
from fosterhomes.periods import covers
from fosterhomes.relief import cycles_of
from fosterhomes.weekends import Cycle

from .rules import HomeFacts, NotWith, Resident

TOLD_ELSEWHERE = {"training", "certificate", "certificate_old", "carer"}
"""What stands in the way of approval and has a rule of its own, or is a home without people in it."""


class HomeRegister:
    """The homes of one service on one day, seen by the children who wait there.

    `papers`: whether approval papers are asked for. They rule no home out, and are half of what there is to read.
    """

    def __init__(
        self, service_id: int, on: date, waiting: list[Child], holds: list[Hold], *, relief_wanted: bool = False,
        papers: bool = True,
    ) -> None:  # fmt: skip
        self.service_id, self.on, self.waiting, self.holds = service_id, on, waiting, holds
        self.relief_wanted, self.papers = relief_wanted, papers

    def of(self, home: Any) -> HomeFacts:
        """Return what the rules ask of a home that was read `with_vacancy`."""
        fresh_since = self.on - timedelta(days=home.service.vacancy_fresh_days)
        return HomeFacts(
            home=home.pk,
            kind=home.kind,
            places=home.places,
            free=home.left,
            living=home.living,
            coming=home.promised + home.held,
            moves_out=tuple(self._moves_out[home.pk]),
            youngest_age=home.youngest_age,
            oldest_age=home.oldest_age,
            largest_sibling_group=home.largest_sibling_group,
            one_family=home.one_family,
            younger_than_own=home.younger_than_own,
            takes_on=frozenset(home.takes_on),
            stretches_to=frozenset(home.stretches_to),
            does_not_take=frozenset(home.does_not_take),
            languages=frozenset(home.languages),
            background=home.background,
            protected=home.protected_address,
            free_from=home.free_from,
            paused_until=home.paused_until,
            cycle=self._cycles.get(home.pk),
            vacancy_confirmed_on=home.vacancy_confirmed_on,
            vacancy_fresh=home.vacancy_confirmed_on is not None and home.vacancy_confirmed_on >= fresh_since,
            residents=tuple(self._residents[home.pk]),
            alone_there=any(child in self._alone for child in self._living[home.pk]),
            siblings_there=self._siblings_there(home.pk),
            **self._approval(home.pk),
            **self._in_order(home.pk),
        )

    @cached_property
    def _stays(self) -> list[Placement]:
        """Return the stays in homes of the service, lived and planned."""
        lasting = Placement.objects.living(self.on) | Placement.objects.filter(planned=True)
        return list(lasting.filter(home__service=self.service_id).select_related("child"))

    @cached_property
    def fostered(self) -> set[int]:
        """Return the children who live in a foster home of any kind; to come to a relief home is not to live there."""
        return {stay.child_id for stay in self._stays if not stay.planned and stay.kind != HomeKind.RELIEF}

    @cached_property
    def _cycles(self) -> dict[int, Cycle]:
        """Return the weekends of the relief homes; nothing is asked while nobody waits for relief."""
        if not self.relief_wanted:
            return {}
        homes = Home.objects.filter(service=self.service_id, kind=HomeKind.RELIEF, merged_into=None)
        return cycles_of(list(homes.values_list("pk", flat=True)), self.on)

    @cached_property
    def _living(self) -> dict[int, set[int]]:
        return by_first((stay.home_id or 0, stay.child_id) for stay in self._stays if not stay.planned)

    @cached_property
    def _moves_out(self) -> dict[int, list[date]]:
        found: dict[int, list[date]] = defaultdict(list)
        for day, home in sorted((stay.until_on, stay.home_id or 0) for stay in self._stays if stay.until_on):
            found[home].append(day)
        return found

    @cached_property
    def _members(self) -> list[HomeMember]:
        members = HomeMember.objects.filter(covers(self.on), home__service=self.service_id)
        # Of the adults only their papers are asked.
        return list(members if self.papers else members.filter(relation=HomeMember.Relation.OWN_CHILD))

    @cached_property
    def _residents(self) -> dict[int, list[Resident]]:
        """Return the children of each home: who lives there, is to, or has a place held; and the family's own."""
        found: dict[int, list[Resident]] = defaultdict(list)
        there = {(stay.home_id or 0, stay.child_id): stay.child for stay in self._stays}
        there |= {(hold.home_id, hold.child.pk): hold.child for hold in self.holds if hold.child}
        for (home, _child), child in there.items():
            found[home].append(self._resident(child))
        for member in self._members:
            if member.relation == HomeMember.Relation.OWN_CHILD:
                found[member.home_id].append(Resident(birth_year=member.birth_year))
        return found

    def _resident(self, child: Child) -> Resident:
        return Resident(
            child=child.pk,
            birth_date=child.birth_date,
            gender=child.gender,
            must_be_youngest=child.pk in self._youngest,
            must_be_alone=child.pk in self._alone,
            siblings=child.sibling_group_id,
            not_with=self.not_with(child),
        )

    def not_with(self, child: Child) -> tuple[NotWith, ...]:
        """Return with whom the child is not to live."""
        return tuple(self._not_with[child.pk])

    @cached_property
    def _not_with(self) -> dict[int, list[NotWith]]:
        found: dict[int, list[NotWith]] = defaultdict(list)
        for row in NotTogether.objects.filter(child__service=self.service_id):
            found[row.child_id].append(NotWith(row.other_id, row.gender, row.youngest_age, row.oldest_age))
        return found

    @cached_property
    def _searched(self) -> list[Wait]:
        """Return the searches that asked for more than a place, also those that have ended: the need has not."""
        asked = Wait.objects.filter(must_be_alone=True) | Wait.objects.filter(must_be_youngest=True)
        return list(asked.filter(child__service=self.service_id))

    @cached_property
    def _alone(self) -> set[int]:
        return {wait.child_id for wait in self._searched if wait.must_be_alone}

    @cached_property
    def _youngest(self) -> set[int]:
        return {wait.child_id for wait in self._searched if wait.must_be_youngest}

    def _siblings_there(self, home: int) -> Counter[int]:
        """Return how many siblings of each waiting child live in the home."""
        groups = Counter(self._group_of[child] for child in self._living[home] if child in self._group_of)
        return Counter({c.pk: groups[c.sibling_group_id] for c in self.waiting if c.sibling_group_id in groups})

    @cached_property
    def _group_of(self) -> dict[int, int | None]:
        return {stay.child_id: stay.child.sibling_group_id for stay in self._stays if stay.child.sibling_group_id}

    @cached_property
    def _approvals(self) -> dict[int, list[Approval]]:
        rows = Approval.objects.filter(home__service=self.service_id, approved_on__lte=self.on)
        found: dict[int, list[Approval]] = defaultdict(list)
        for row in rows:
            found[row.home_id].append(row)
        return found

    def _approval(self, home: int) -> dict[str, Any]:
        """Return whether the home is approved in general, until when, and for which of the waiting children."""
        general = [row for row in self._approvals[home] if row.child_id is None]
        valid = [row for row in general if row.until_on is None or row.until_on > self.on]
        ends = [row.until_on for row in valid or general]
        holding = (row for row in self._approvals[home] if row.until_on is None or row.until_on > self.on)
        return {
            "approved": bool(valid),
            "approved_until": None if None in ends else max((day for day in ends if day), default=None),
            "approved_for": frozenset(row.child_id for row in holding if row.child_id is not None),
        }

    def _in_order(self, home: int) -> dict[str, Any]:
        """Return what is in order before the home can be approved, and what is missing, as the home's page says it."""
        papers = self._papers.get(home)
        if papers is None:
            return {}
        lacks = (one.code for one in before_approval(papers, self.on))
        return {
            "approval_lacks": tuple(dict.fromkeys(code for code in lacks if code not in TOLD_ELSEWHERE)),
            "trained": papers.trained,
            "without_certificate": self._whose(papers, NO_CERTIFICATE),
            "old_certificate": self._whose(papers, OLD_CERTIFICATE),
        }

    def _whose(self, papers: Papers, state: str) -> tuple[str, ...]:
        """Return the names of the adults whose police certificate is in this state."""
        return tuple(self._names[adult.member] for adult in papers.adults if adult.certificate == state)

    @cached_property
    def _names(self) -> dict[int, str]:
        return {member.pk: member.name for member in self._members}

    @cached_property
    def _papers(self) -> dict[int, Papers]:
        if not self.papers:
            return {}
        homes = Home.objects.filter(service=self.service_id, merged_into=None).open_on(self.on)
        return papers_of(homes.select_related("municipality"), self.on)


def by_first(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Return the second of each pair by the first."""
    grouped: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        grouped[first].add(second)
    return grouped
