"""Spreadsheets for people outside the tool: one place that writes xlsx, so that none of them can carry a formula.

What starts like a formula is written as text, with the mark that keeps a spreadsheet from reading it as one when
somebody edits the cell. Who takes a sheet out is written down by the action that calls this.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
LONGEST_TITLE, WIDEST = 31, 60
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", "–"))

Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the names of its columns, its rows; lines above the table say what it is."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    lines: Sequence[str] = ()


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return the sheets as one workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(sheet.title.translate(NOT_IN_TITLES)[:LONGEST_TITLE]), sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """Return the sheet as text with semicolons, as a Norwegian spreadsheet reads it; a mark says that it is UTF-8.

    A csv has no cell that could say that it is text: what starts like a formula gets an apostrophe before it.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    for row in (sheet.columns, *sheet.rows):
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def download_csv(name: str, sheet: Sheet) -> HttpResponse:
    return _kept(HttpResponse(as_csv(sheet), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _plain(value: Value) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value.isoformat() if isinstance(value, date) else value


def _kept(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def download(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Return the workbook as a file to keep; `name` holds nothing personal."""
    return _kept(HttpResponse(as_xlsx(sheets), content_type=TYPE), f"{name}.xlsx")


def _write(page: Worksheet, sheet: Sheet) -> None:
    head = len(sheet.lines) + 1
    for number, line in enumerate(sheet.lines, start=1):
        _put(page.cell(number, 1), line)
    for column, name in enumerate(sheet.columns, start=1):
        title = _put(page.cell(head, column), name)
        title.font, title.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    widths = [len(name) for name in sheet.columns]
    for number, row in enumerate(sheet.rows, start=head + 1):
        for column, value in enumerate(row, start=1):
            _put(page.cell(number, column), value)
            widths[column - 1] = max(widths[column - 1], len(str(value or "")))
    page.freeze_panes = f"A{head + 1}"
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = min(WIDEST, width + 2)


def _put(cell: Any, value: Value) -> Cell:
    """Write a value as what it is; text is never read as a formula."""
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value
    found: Cell = cell
    return found


def _put_text(cell: Any, text: str) -> None:
    try:
        cell.value = text
    except IllegalCharacterError:
        cell.value = text = "".join(character for character in text if character.isprintable())
    if text.startswith(FORMULA_STARTS):
        cell.data_type = "s"
        cell.quotePrefix = True
