"""A spreadsheet on its way into the register: taken in, understood, tried, stored whole or not at all, let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Service, Upload, User
from ..tables.check import Batch, Report, Rows, State, run, try_out
from ..tables.columns import Kind, kind_of
from ..tables.files import Grid
from ..tables.guessing import guess_columns, lacking
from ..tables.protected import without_where
from .base import record

KEPT = timedelta(days=1)


def take_in(*, grid: Grid, kind: Kind, service: Service, by: User, at: datetime) -> Upload:
    """Keep the rows of a file until they are stored, for a day at most. Where a protected address lies is not kept."""
    Upload.objects.filter(at__lt=at - KEPT).delete()
    columns = guess_columns(kind, grid.headings)
    return Upload.objects.create(
        service=service,
        by=by,
        at=at,
        kind=kind.key,
        headings=grid.headings,
        numbers=grid.numbers,
        columns=columns,
        rows=without_where(Rows(kind, columns, grid.rows)),
    )


def choose_columns(*, upload: Upload, kind: Kind, columns: dict[int, str]) -> None:
    """Store what each column of the file holds. Raises `ValidationError` where what a row needs is in none."""
    if missing := lacking(kind, columns):
        names = "; ".join(" / ".join(column.title for column in group) for group in missing)
        raise ValidationError(_("No column is chosen for: %(names)s.") % {"names": names})
    upload.kind, upload.columns = kind.key, columns
    upload.rows = without_where(Rows(kind, columns, upload.rows), only_chosen=True)
    upload.taken, upload.fingerprint, upload.counts = [], "", {}
    upload.save()


def rows_of(upload: Upload) -> Rows:
    """Return the rows of a file that is waiting; JSON has made words of the places."""
    columns = {int(place): key for place, key in upload.columns.items()}
    return Rows(kind_of(upload.kind), columns, upload.rows)


def try_upload(*, upload: Upload, batch: Batch) -> Iterator[int | Report]:
    """Try the rows and keep what would become of them; yields how far it is."""
    for step in try_out(rows_of(upload), batch):
        if isinstance(step, Report):
            _remember(upload, step)
        yield step


def store_upload(*, upload: Upload, batch: Batch) -> Iterator[int | Report]:
    """Store the rows, if exactly that happens which the person saw, and let go of them. Yields how far it is."""
    for step in import_rows(rows_of(upload), batch, seen=upload.fingerprint):
        if isinstance(step, Report) and step.kept:
            upload.rows, upload.taken, upload.numbers, upload.headings = [], [], [], []
            upload.counts, upload.applied_at = step.counts, batch.at
            upload.save()
        elif isinstance(step, Report) and _waits(upload):
            _remember(upload, step)
        yield step


def import_rows(rows: Rows, batch: Batch, *, seen: str = "") -> Iterator[int | Report]:
    """Store the rows. Where one is refused, or something else would happen than was `seen`, nothing is stored.

    One file at a time for a service: the second compares its rows with what the first has stored.
    """

    def keep(report: Report) -> bool:
        if report.refused or (seen and seen != report.fingerprint):
            return False
        if not report.changes:
            return True  # the same file again changes nothing, and is no event
        told = _("%(kind)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged") % {
            "kind": rows.kind.label,
            **{state.value: report.counts[state] for state in (State.NEW, State.CHANGED, State.UNCHANGED)},
        }
        record("table.imported", batch.service, by=batch.by, at=batch.at, reason=told)
        return True

    return run(rows, batch, keep=keep, begin=lambda: _wait_for_other_files(batch.service))


def _wait_for_other_files(service: Service) -> None:
    """Make who brings in a file of the same service wait. Rows that only point at the service are stored meanwhile."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)


def throw_away(*, upload: Upload) -> None:
    upload.delete()


def _waits(upload: Upload) -> bool:
    """Say whether the file is still to be stored: not when another window has stored it, or thrown it away."""
    return Upload.objects.filter(pk=upload.pk, applied_at=None).exists()


def _remember(upload: Upload, report: Report) -> None:
    """Keep what would become of each row; where the register says that an address is protected, the file forgets it."""
    rows = rows_of(upload)
    protected = {place for place, one in enumerate(report.taken) if one.protected}
    upload.rows = without_where(rows, protected=protected)
    upload.taken = [one.as_json() for one in report.taken]
    upload.fingerprint, upload.counts = report.fingerprint, report.counts
    upload.save()
