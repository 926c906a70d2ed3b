"""Carries retention out: what each app has kept long enough goes, in the order in which rows let go of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import transaction

import fosterhomes.retention
import matching.retention
import visits.retention
from fosterhomes.models import AuditEvent, Home, Supervisor
from fosterhomes.retention import Sweep, closed_before
from visits.register_message import uploads


@dataclass(frozen=True)
class Swept:
    """How many rows of a kind had been kept long enough; what hung on them went with them."""

    sentence: str
    rows: int


def due(today: date) -> Iterator[Sweep]:
    """Yield every sweep, in order. Rows are looked up when their turn comes: the sweeps before make room for them."""
    yield from chain(
        fosterhomes.retention.sweeps(today),
        matching.retention.sweeps(today),
        visits.retention.sweeps(today),
        _unneeded(today),
    )


def _unneeded(today: date) -> Iterator[Sweep]:
    """Yield the homes and supervisors that left long ago and that no row about a child names, in any app."""
    closed = Home.objects.filter(closed_on__lt=closed_before(today), merged_from=None)
    unused = closed.filter(placements=None, visits=None, decisions=None)
    yield Sweep("home", "homes that closed before last year and that no child's case needs", unused)
    left = Supervisor.objects.filter(until_on__lt=closed_before(today), merged_from=None)
    unnamed = left.filter(appointments=None, visits=None)
    yield Sweep("supervisor", "supervisors who left before last year and whom no child's case names", unnamed)


def count(today: date) -> list[Swept]:
    """Return what would go now. Rows that only wait for others to go first are not yet among them."""
    return [Swept(sweep.sentence, sweep.rows.count()) for sweep in due(today)]


def sweep_files(at: datetime) -> Swept:
    """Remove the files that were uploaded and that nobody came back to."""
    return Swept("uploaded register messages that nobody came back to within a day", uploads.sweep(at))


def carry_out(today: date, at: datetime) -> list[Swept]:
    """Let go of what has been kept long enough, each kind in one transaction with its event, and say how much."""
    return [*(_carry_out(sweep, at) for sweep in due(today)), sweep_files(at)]


def _carry_out(sweep: Sweep, at: datetime) -> Swept:
    with transaction.atomic():
        rows = sweep.rows.count()
        if rows:
            sweep.rows.delete() if sweep.emptied is None else sweep.rows.update(**sweep.emptied)
            _record(sweep, rows, at)
    return Swept(sweep.sentence, rows)


def _record(sweep: Sweep, rows: int, at: datetime) -> None:
    """One event for all rows of a kind, without any of them: a list of the removed would keep what was to go."""
    AuditEvent.objects.create(
        at=at,
        by=None,
        verb=f"retention.{sweep.code}",
        object_type=sweep.rows.model._meta.label_lower,
        object_id="",
        fields=sorted(sweep.emptied or ()),
        reason=f"{rows}",
    )
