"""A whole message: checked first, then planned a batch of cases at a time, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from fosterhomes.models import Municipality, Service
from fosterhomes.shown import shown_day

from . import safe
from .facts import Case, Header
from .known import Known
from .plan import LEFT, REFUSED, CasePlan, Setting, plan_case
from .read import Reader, cases
from .sources import messages
from .stays import DAY
from .validate import MOST_FAULTS, Fault, TooManyFaults

BATCH = 200
"""Cases that are planned together: a fixed number of queries for each batch."""

MOST_SHOWN = 500
"""Cases of each sort that are kept in words; the numbers count them all."""


@dataclass(frozen=True)
class Checked:
    """A file that was read from end to end. `faults`: why it is no register message; `cases`: how many it holds."""

    headers: list[Header]
    """The latest of each municipality that sent one."""
    faults: list[Fault]
    cases: int

    @property
    def header(self) -> Header | None:
        return max(self.headers, key=lambda one: one.extracted_at, default=None)


@dataclass(frozen=True)
class CaseTold:
    """What is said of one case, when it need not be kept in rows any more."""

    journal: str
    child: int | None
    state: str
    told: tuple[str, ...]
    look: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass
class Outcome:
    """What a message changes or changed. `stopped`: why none of it can be taken, in sentences."""

    header: Header | None = None
    cases: int = 0
    stopped: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    """Measures that are no foster care, by category."""
    told: list[CaseTold] = field(default_factory=list)
    applied: bool = False

    @property
    def refused(self) -> list[CaseTold]:
        return [one for one in self.told if one.refused]

    @property
    def changes(self) -> dict[str, int]:
        """Return how many rows are new, changed or go, by what; empty when the register says the same."""
        return {key: n for key, n in self.counts.items() if not key.startswith("cases_")}

    @property
    def to_apply(self) -> bool:
        return not self.stopped and bool(self.changes)

    def hear(self, plan: CasePlan) -> None:
        """Keep what is told of a case: all numbers, and the words of so many cases."""
        self.states[plan.state] += 1
        self.counts.update(plan.counts)
        self.left.update(plan.case.left)
        says = plan.told or plan.look or plan.refused
        if says and (plan.refused or len(self.told) < MOST_SHOWN):
            pk = plan.child.pk if plan.child else None
            words = (tuple(plan.told), tuple(plan.look), tuple(plan.refused))
            self.told.append(CaseTold(plan.case.journal, pk, plan.state, *words))


def check(file: BinaryIO) -> Checked:
    """Read the file once and return what is wrong with it. Raises `safe.Unreadable` for what is no readable XML."""
    headers: dict[str, Header] = {}
    faults: list[Fault] = []
    count = 0
    for message in messages(file):
        reader = Reader()
        with suppress(TooManyFaults):
            for _piece in safe.parse(message, reader):
                reader.take()
        count += reader.cases
        faults += reader.faults
        if reader.header is not None:
            before = headers.setdefault(reader.header.municipality, reader.header)
            headers[before.municipality] = max(before, reader.header, key=lambda one: one.extracted_at)
        if len(faults) >= MOST_FAULTS:
            break
    return Checked(list(headers.values()), faults, count)


def run(
    file: BinaryIO, service: Service, today: date, *, store: Callable[[list[CasePlan], Setting], None] | None = None
) -> Outcome:
    """Check the message, plan every case of it, and hand each batch to `store`; without that nothing is stored."""
    outcome = Outcome()
    try:
        checked = check(file)
    except safe.Unreadable as error:
        outcome.stopped.append(str(error))
        return outcome
    outcome.header, outcome.cases = checked.header, checked.cases
    outcome.stopped += [str(fault) for fault in checked.faults] or misdirected(checked, service, today)
    if outcome.stopped:
        return outcome
    municipalities, met = Municipality.objects.in_bulk(), set[str]()
    for batch in _batches(file):
        settings = [Setting(service, header, today, municipalities, met) for header, _case in batch]
        plans = _plans(service, [case for _header, case in batch], settings)
        if store is not None:
            store(plans, settings[0])
        for plan in plans:
            outcome.hear(plan)
    return outcome


def misdirected(checked: Checked, service: Service, today: date) -> list[str]:
    """Return why right messages are none for this register now."""
    if not checked.headers:
        return [_("The message does not say who sent it.")]
    return [why for header in checked.headers if (why := _misdirected(header, service, today))]


def _misdirected(header: Header, service: Service, today: date) -> str:
    words = {"name": header.municipality_name, "number": header.municipality, "service": service.name}
    if not service.municipalities.filter(number=header.municipality).exists():
        return _("The message is from %(name)s (%(number)s), which is no municipality of %(service)s.") % words
    taken_out_on = header.extracted_at.date()
    if taken_out_on > today + DAY:
        return _("The message was taken out on %(day)s, which has not come.") % {"day": shown_day(taken_out_on)}
    return ""


def _batches(file: BinaryIO) -> Iterator[list[tuple[Header, Case]]]:
    batch: list[tuple[Header, Case]] = []
    for pair in cases(file):
        batch.append(pair)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plans(service: Service, batch: list[Case], settings: list[Setting]) -> list[CasePlan]:
    known = Known(service, batch)
    plans = [plan_case(case, known, setting) for case, setting in zip(batch, settings, strict=True)]
    met = settings[0].met
    for plan in plans:
        if plan.state not in (LEFT, REFUSED) and not met.isdisjoint({plan.case.id, plan.case.journal}):
            plan.refused.append(_("The case stands twice in the file."))
            plan.settle()
        met |= {plan.case.id, plan.case.journal}
    return plans
