"""A whole message against the register: the children with differences, and those whom only one of the two knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from fosterhomes.models import Child, Service

from . import safe
from .compare import Difference, differences
from .facts import Case, Header
from .known import Known
from .read import cases
from .register import Facts, own_children
from .run import BATCH, check, misdirected


@dataclass(frozen=True)
class ChildCompared:
    """One child, by the number of its case; `child`: its row here, if there is one."""

    journal: str
    child: Child | None
    differences: tuple[Difference, ...]


@dataclass
class Comparison:
    """`stopped`: why the message cannot be compared. `only_here`: children of ours whose case is not in the message."""

    header: Header | None = None
    stopped: list[str] = field(default_factory=list)
    same: int = 0
    differing: list[ChildCompared] = field(default_factory=list)
    only_there: list[str] = field(default_factory=list)
    only_here: list[Child] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(len(one.differences) for one in self.differing)


def compare_message(file: BinaryIO, service: Service, today: date) -> Comparison:
    """Return the differences; the older message of two may be compared too."""
    found = Comparison()
    try:
        checked = check(file)
    except safe.Unreadable as error:
        found.stopped.append(str(error))
        return found
    found.header = checked.header
    found.stopped += [str(fault) for fault in checked.faults] or misdirected(checked, service, today)
    if found.stopped or checked.header is None:
        return found
    on = min(checked.header.extracted_at.date(), today)
    met: set[int] = set()
    for batch in _batches(file):
        _compare_batch(batch, service, on, found, met)
    senders = [header.municipality for header in checked.headers]
    ours = own_children(service, on).filter(care_municipality__in=senders)
    found.only_here = [child for child in ours if child.pk not in met]
    return found


def _batches(file: BinaryIO) -> Iterator[list[Case]]:
    batch: list[Case] = []
    for _header, case in cases(file):
        if case.measures and not case.deleted:
            batch.append(case)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _compare_batch(batch: list[Case], service: Service, on: date, found: Comparison, met: set[int]) -> None:
    known = Known(service, batch)
    pairs = [(case, known.child_of(case)) for case in batch]
    facts = Facts([child for _case, child in pairs if child is not None])
    for case, child in pairs:
        if child is None:
            if any(one.until_on is None or one.until_on > on for one in case.measures):
                found.only_there.append(case.journal)
            continue
        met.add(child.pk)
        if told := tuple(differences(case, facts.case(child), on)):
            found.differing.append(ChildCompared(case.journal, child, told))
        else:
            found.same += 1
