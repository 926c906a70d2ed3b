"""Bring rows of a spreadsheet into the register, with the same checks as the page."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.actions.tables import import_rows
from fosterhomes.models import Service
from fosterhomes.sheets import as_csv, as_xlsx
from fosterhomes.tables.check import Batch, Report, Rows, State, in_words, outcome, try_out
from fosterhomes.tables.columns import Kind, kind_of, kinds
from fosterhomes.tables.files import LARGEST, Grid, read
from fosterhomes.tables.guessing import guess_columns, guess_kind, lacking
from fosterhomes.tables.protected import without_where
from fosterhomes.tables.workbooks import with_mistakes

SHOWN = 50
"""Refused rows that are printed; the others are counted."""


class Refused(CommandError):
    """The file cannot be taken: nothing was changed, and the exit status is 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=2)


class Command(BaseCommand):
    help = (
        "Brings homes, children, stays, kin, supervisors, appointments or visits from an xlsx or csv file into the "
        "register. Applied whole or not at all; the same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx, or csv with semicolon, comma or tab")
        names = [kind.key for kind in kinds()]
        parser.add_argument("--kind", choices=names, help="what a row is (default: guessed from the headings)")
        parser.add_argument(
            "--mistakes",
            type=Path,
            metavar="FILE",
            help="where rows are refused, give the file back with why: xlsx or csv",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--service", help="name of the service (default: the one that was registered first)")

    def handle(
        self,
        *,
        file: Path,
        kind: str | None,
        dry_run: bool,
        service: str | None,
        mistakes: Path | None = None,
        **options: Any,
    ) -> None:
        grid = self._grid(file)
        rows = self._rows(grid, kind)
        now = timezone.now()
        batch = Batch(self._service(service), None, now, timezone.localdate(now))
        told = ngettext("%(kind)s: %(n)d row for %(name)s.", "%(kind)s: %(n)d rows for %(name)s.", len(rows.rows))
        self.stdout.write(told % {"kind": rows.kind.label, "n": len(rows.rows), "name": batch.service.name})
        self._say_columns(grid, rows)
        report = outcome(self._watched(try_out(rows, batch) if dry_run else import_rows(rows, batch), len(rows.rows)))
        if report.refused and mistakes:
            self._give_back(grid, rows.kind, report, mistakes)
        self._tell(grid, rows.kind, report, dry_run=dry_run)

    def _grid(self, file: Path) -> Grid:
        try:
            with file.open("rb") as stream:
                return read(stream.read(LARGEST + 1))
        except OSError as error:
            raise Refused(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error.strerror}) from error
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error

    def _rows(self, grid: Grid, key: str | None) -> Rows:
        kind = kind_of(key) if key else guess_kind(grid.headings)
        headings = ", ".join(heading for heading in grid.headings if heading) or _("none")
        if kind is None:
            sentence = _("The headings do not tell what a row is. Say it with --kind. Headings: %(headings)s.")
            raise Refused(sentence % {"headings": headings})
        columns = guess_columns(kind, grid.headings)
        if missing := lacking(kind, columns):
            told = "; ".join(" / ".join(column.title for column in group) for group in missing)
            words = {"columns": told, "headings": headings}
            raise Refused(_("The file lacks: %(columns)s. Headings: %(headings)s.") % words)
        return Rows(kind, columns, grid.rows)

    def _service(self, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        chosen = services.filter(name=name).first() if name else services.first()
        if chosen is None:
            known = ", ".join(services.values_list("name", flat=True)) or _("none")
            words = {"name": name, "known": known}
            raise Refused(_("There is no service with the name %(name)s. Known: %(known)s.") % words)
        return chosen

    def _watched(self, steps: Iterator[int | Report], total: int) -> Iterator[int | Report]:
        """Say on standard error how far it is, where somebody sits and watches."""
        for step in steps:
            if isinstance(step, int) and self.stderr.isatty():
                self.stderr.write("\r" + _("%(done)d of %(total)d rows") % {"done": step, "total": total}, ending="")
            yield step
        if self.stderr.isatty():
            self.stderr.write("")

    def _give_back(self, grid: Grid, kind: Kind, report: Report, to: Path) -> None:
        """Write the rows with what is wrong beside each. Where a protected address lies is not written again."""
        protected = {place for place, one in enumerate(report.taken) if one.protected}
        lines = without_where(Rows(kind, guess_columns(kind, grid.headings), grid.rows), protected=protected)
        taken = [one.as_json() for one in report.taken]
        try:
            to.touch(mode=0o600)
            sheets = with_mistakes(kind, grid.headings, lines, taken)
            to.write_bytes(as_csv(*sheets) if to.suffix.lower() == ".csv" else as_xlsx(sheets))
        except OSError as error:
            raise Refused(_("%(file)s cannot be written: %(why)s.") % {"file": to, "why": error.strerror}) from error
        self.stdout.write(_("The mistakes stand beside the rows in %(file)s.") % {"file": to})

    def _say_columns(self, grid: Grid, rows: Rows) -> None:
        if grid.sheet:
            self.stdout.write(_("The workbook has several sheets. Read: %(sheet)s.") % {"sheet": grid.sheet})
        left = [name for place, name in enumerate(grid.headings) if name and place not in rows.columns]
        if left:
            self.stdout.write(_("Columns that are not read: %(names)s.") % {"names": ", ".join(left)})

    def _tell(self, grid: Grid, kind: Kind, report: Report, *, dry_run: bool) -> None:
        counts = _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused.") % report.counts
        self.stdout.write(counts)
        for line in self._notes(grid, report):
            self.stdout.write(line)
        if report.refused:
            raise Refused("\n".join([*self._reasons(grid, kind, report), _("Nothing was changed.")]))
        self.stdout.write(_("This was a dry run: nothing was changed.") if dry_run else _("Done."))

    def _notes(self, grid: Grid, report: Report) -> list[str]:
        noted = [(grid.numbers[place], note) for place, one in enumerate(report.taken) for note in one.notes]
        return [_of_row(number, note) for number, note in noted[:SHOWN]]

    def _reasons(self, grid: Grid, kind: Kind, report: Report) -> list[str]:
        refused = [(place, one) for place, one in enumerate(report.taken) if one.state is State.REFUSED]
        told = [_of_row(grid.numbers[place], in_words(one.reasons, kind)) for place, one in refused[:SHOWN]]
        more = len(refused) - SHOWN
        return [*told, _("… and %(n)d more.") % {"n": more}] if more > 0 else told


def _of_row(number: int, says: str) -> str:
    return _("Row %(number)d: %(says)s") % {"number": number, "says": says}
