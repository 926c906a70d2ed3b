"""How long children wait, group by group, and quarter by quarter.

Days are whole days since the search began. A group of few children is said to be one: its figures can be chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.models import HomeKind, Wait
from fosterhomes.rules import age_on

from .candidates import Candidates
from .models import Decision, Proposal

FEW = 5
"""Below so many children a group's figures say little of anything but these children."""

ENDED_WITHIN = timedelta(days=365)
"""Searches that ended so lately are counted beside those that go on."""

QUARTERS = 8

AGES = ((0, 5), (6, 12), (13, 17), (18, 24))


@dataclass(frozen=True)
class GroupRow:
    """One group: who waits now and how long (median and longest), who is past the wanted day, what ended lately."""

    label: str
    waiting: int
    median_days: int | None
    longest_days: int | None
    late: int
    ended: int
    ended_median: int | None

    @property
    def few(self) -> bool:
        return 0 < self.waiting < FEW

    @property
    def ended_few(self) -> bool:
        return 0 < self.ended < FEW


@dataclass(frozen=True)
class Grouping:
    """One way to part the children: by urgency, kind, age, siblings, languages."""

    title: str
    rows: list[GroupRow]


def groupings(candidates: Candidates) -> list[Grouping]:
    """Return the waiting times of a service by each grouping. One query beside those of `candidates`."""
    on, waiting = candidates.on, candidates.waits
    ended = list(_ended(candidates.service_id, on))
    ways: list[tuple[str, Callable[[Wait], str], list[str]]] = [
        (_("By urgency"), lambda w: str(w.get_urgency_display()), [str(one.label) for one in Wait.Urgency]),
        (_("By kind of home"), lambda w: str(w.get_kind_display()), [str(one.label) for one in HomeKind]),
        (_("By age"), lambda w: _age(w, on), [_years(*span) for span in AGES]),
        (_("By siblings"), _siblings, [_("alone"), _("siblings who are to live together"), _("siblings apart")]),
        (_("By language and background"), _background, [_("language or background to heed"), _("none registered")]),
    ]
    return [Grouping(title, _rows(key, labels, waiting, ended, on)) for title, key, labels in ways]


def _ended(service_id: int, on: date) -> Iterable[Wait]:
    rows = Wait.objects.filter(child__service=service_id, until_on__lte=on, until_on__gt=on - ENDED_WITHIN)
    return rows.select_related("child__sibling_group")


def _years(youngest: int, oldest: int) -> str:
    return _("%(youngest)d to %(oldest)d years") % {"youngest": youngest, "oldest": oldest}


def _age(wait: Wait, on: date) -> str:
    """Return the child's span of ages; on the day on which a search that has ended did."""
    age = age_on(wait.child.birth_date, min(wait.until_on or on, on))
    return next((_years(*span) for span in AGES if span[0] <= age <= span[1]), _years(*AGES[-1]))


def _siblings(wait: Wait) -> str:
    group = wait.child.sibling_group
    if group is None:
        return _("alone")
    return _("siblings who are to live together") if group.together else _("siblings apart")


def _background(wait: Wait) -> str:
    said = wait.child.languages or wait.child.background
    return _("language or background to heed") if said else _("none registered")


def _rows(
    key: Callable[[Wait], str], labels: list[str], waiting: list[Wait], ended: list[Wait], on: date
) -> list[GroupRow]:
    now, before = _parted(key, waiting), _parted(key, ended)
    return [_row(label, now[label], before[label], on) for label in labels if now[label] or before[label]]


def _parted(key: Callable[[Wait], str], waits: list[Wait]) -> dict[str, list[Wait]]:
    parted: dict[str, list[Wait]] = defaultdict(list)
    for wait in waits:
        parted[key(wait)].append(wait)
    return parted


def _row(label: str, waiting: list[Wait], ended: list[Wait], on: date) -> GroupRow:
    days = [(on - wait.from_on).days for wait in waiting]
    return GroupRow(
        label=label,
        waiting=len(waiting),
        median_days=_median(days),
        longest_days=max(days, default=None),
        late=sum(wait.wanted_on < on for wait in waiting),
        ended=len(ended),
        ended_median=_median([_length(wait) for wait in ended]),
    )


def _length(wait: Wait) -> int:
    return ((wait.until_on or wait.from_on) - wait.from_on).days


def _median(days: list[int]) -> int | None:
    """Return the median in whole days; half a day counts as one, as people round."""
    return floor(median(days) + 0.5) if days else None


@dataclass(frozen=True)
class QuarterRow:
    """A quarter: searches begun and ended, and the decisions on homes; `envied`: somebody had waited longer."""

    begins: date
    ends: date
    """The day after its last."""
    begun: int
    ended: int
    ended_median: int | None
    waiting: int
    """Searches that went on when the quarter ended, or today."""
    decided: int
    kin: int
    refused: int
    envied: int
    lasts: bool
    """The quarter is not over: its figures are those of today."""

    @property
    def number(self) -> int:
        return (self.begins.month + 2) // 3

    @property
    def few(self) -> bool:
        return 0 < self.ended < FEW


def quarters(service_id: int, on: date) -> list[QuarterRow]:
    """Return the last two years, the present quarter first. Three queries."""
    begins = [_quarter_before(on, number) for number in range(QUARTERS)]
    waits = list(
        Wait.objects.filter(Q(until_on=None) | Q(until_on__gte=begins[-1]), child__service=service_id).only(
            "from_on", "until_on"
        )
    )
    decisions = _dated(Decision.objects.filter(child__service=service_id), "decided_at", "kin", "envied_by")
    closed = Proposal.objects.filter(run__service=service_id).exclude(decision="").exclude(home=None)
    proposals = _dated(closed, "decided_at", "decision", "envied_by")
    ends = [on + timedelta(days=1), *begins]
    return [_quarter(begin, end, waits, decisions, proposals) for begin, end in zip(begins, ends, strict=False)]


def _quarter_before(on: date, number: int) -> date:
    """Return the first day of the quarter `number` quarters before that of `on`."""
    months = on.year * 12 + (on.month - 1) // 3 * 3 - 3 * number
    return date(months // 12, months % 12 + 1, 1)


def _dated(rows: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [(timezone.localdate(at), *values) for at, *values in rows.values_list(*columns)]


def _quarter(
    begin: date, end: date, waits: list[Wait], decisions: list[tuple[Any, ...]], proposals: list[tuple[Any, ...]]
) -> QuarterRow:
    ended = [wait for wait in waits if wait.until_on and begin <= wait.until_on < end]
    decided = [row for row in decisions if begin <= row[0] < end]
    closed = [row for row in proposals if begin <= row[0] < end]
    return QuarterRow(
        begins=begin, ends=end, lasts=end < _quarter_before(begin, -1),
        begun=sum(begin <= wait.from_on < end for wait in waits),
        ended=len(ended),
        ended_median=_median([_length(wait) for wait in ended]),
        waiting=sum(wait.from_on < end and (wait.until_on is None or wait.until_on >= end) for wait in waits),
        decided=len(decided),
        kin=sum(kin for _on, kin, _envied in decided),
        refused=sum(decision == Proposal.Decision.REFUSED for _on, decision, _envied in closed),
        envied=sum(decision == Proposal.Decision.ACCEPTED and bool(envied) for _on, decision, envied in closed)
        + sum(bool(envied) for _on, _kin, envied in decided),
    )  # fmt: skip
