"""Carry the rows of a file out by the same actions as the pages: to see what would happen, or for good.

Both ways are the same code in one transaction; the trial is rolled back, on SQLite in a copy of the register. So what
the preview says is what happens.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..actions.base import deed, many_deeds
from ..copies import on_a_copy
from ..models import Service
from .columns import Kind
from .files import Cell
from .register import Register

TOLD_EVERY = 200
"""Rows between two signs of progress."""


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Batch:
    """For whom the rows are carried out, by whom and when, and what of the register they are compared with.

    `by` is the person, or None when the operator does it: the trace then names nobody of the service.
    """

    service: Service
    by: Any
    at: datetime
    today: date

    @cached_property
    def register(self) -> Register:
        return Register(self.service)


@dataclass
class Taken:
    """What became of one row: `fields` that changed, `reasons` by column (empty: of the row as a whole), `notes`."""

    state: State
    fields: list[str] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    protected: bool = False
    """Where it lies must not be kept, also not in the file that waits."""

    def as_json(self) -> dict[str, Any]:
        told = {"state": self.state.value, "fields": self.fields, "reasons": self.reasons, "notes": self.notes}
        return {name: value for name, value in told.items() if value}


@dataclass
class Report:
    """What became of all rows, in their order."""

    taken: list[Taken]
    kept: bool = False

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.state.value for one in self.taken)
        return {state.value: found[state.value] for state in State}

    @property
    def refused(self) -> int:
        return self.counts[State.REFUSED]

    @property
    def changes(self) -> int:
        return self.counts[State.NEW] + self.counts[State.CHANGED]

    @property
    def fingerprint(self) -> str:
        """Return a digest of what happens to which row: the same trial twice has the same."""
        told = [(one.state.value, one.fields) for one in self.taken]
        return sha256(json.dumps(told).encode()).hexdigest()


class _RolledBack(Exception):
    """Ends a trial."""


@dataclass
class Rows:
    """The rows of a file, and which column of the kind each place holds."""

    kind: Kind
    columns: dict[int, str]
    rows: list[list[Cell]]


def try_out(rows: Rows, batch: Batch) -> Iterator[int | Report]:
    """Yield how many rows have been tried, now and then, and at the end what would become of all. Nothing is kept."""
    step: int | Report
    with on_a_copy():
        for step in run(rows, batch, keep=lambda report: False):
            if isinstance(step, int):
                yield step
    yield step  # the report is given where the register is the register again


def run(
    rows: Rows, batch: Batch, *, keep: Callable[[Report], bool], begin: Callable[[], None] = lambda: None
) -> Iterator[int | Report]:
    """Carry all rows out, and keep all or none of them, as `keep` says; what `keep` writes goes with them.

    `begin` comes first, in the same transaction. Yields how many rows are done, now and then, and at the end what
    became of each.
    """
    taken: list[Taken] = []
    report = Report(taken)
    try:
        with many_deeds():
            begin()
            yield from _carried_out(rows, batch, taken)
            if not keep(report):
                raise _RolledBack
            report.kept = True
    except _RolledBack:
        pass
    yield report


def outcome(steps: Iterator[int | Report]) -> Report:
    """Return the report at the end, for who does not show how far it is."""
    *_progress, report = steps
    assert isinstance(report, Report)
    return report


def _carried_out(rows: Rows, batch: Batch, taken: list[Taken]) -> Iterator[int]:
    taker = rows.kind.rows(batch)
    read = [_read(rows, line, batch.today) for line in rows.rows]
    taken.extend(Taken(State.REFUSED, reasons=reasons) for _values, reasons in read)
    order = rows.kind.order
    sound = [place for place, (_values, reasons) in enumerate(read) if not reasons]
    if order is not None:
        sound.sort(key=lambda place: order(read[place][0]))
    for done, place in enumerate(sound, start=1):
        taken[place] = _take(taker, read[place][0], rows.kind)
        if done % TOLD_EVERY == 0:
            yield done


def _read(rows: Rows, line: list[Cell], today: date) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return what the cells of a row say, and why some say nothing."""
    values: dict[str, Any] = {}
    reasons: list[tuple[str, str]] = []
    for place, key in rows.columns.items():
        try:
            values[key] = rows.kind.by_key[key].read(line[place] if place < len(line) else None, today)
        except ValidationError as error:
            reasons.append((key, " ".join(error.messages)))
    told = {key for key, _sentence in reasons}
    reasons += [
        (column.key, _("This is missing."))
        for column in rows.kind.required
        if values.get(column.key) in (None, "") and column.key not in told
    ]
    for group in rows.kind.one_of:
        if not told & set(group) and all(values.get(key) in (None, "") for key in group):
            names = " / ".join(rows.kind.by_key[key].title for key in group)
            reasons.append((group[0], _("Fill in one of these: %(names)s.") % {"names": names}))
    return {key: value for key, value in values.items() if value is not None}, reasons


def _take(taker: Any, values: dict[str, Any], kind: Kind) -> Taken:
    try:
        with deed():
            found: Taken = taker.take(values)
    except ValidationError as error:
        return Taken(State.REFUSED, reasons=_reasons(error, kind), protected=bool(values.get("protected_address")))
    return found


def _reasons(error: ValidationError, kind: Kind) -> list[tuple[str, str]]:
    """Return the sentences of a refusal, each with its column where the file has such a one."""
    if not hasattr(error, "error_dict"):
        return [("", sentence) for sentence in error.messages]
    names = {name: name if name in kind.by_key else "" for name in error.error_dict}
    return [(names[name], sentence) for name, told in error.message_dict.items() for sentence in told]


def in_words(reasons: list[tuple[str, str]], kind: Kind) -> str:
    """Return the reasons as one text: `Birth date: The birth date is in the future.`"""
    told = [f"{kind.by_key[key].title}: {sentence}" if key else sentence for key, sentence in reasons]
    return " ".join(told)


def fields_in_words(fields: list[str], kind: Kind) -> str:
    return capfirst(", ".join(str(kind.by_key[name].label) if name in kind.by_key else name for name in fields))
