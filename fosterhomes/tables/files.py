"""A spreadsheet file to headings and rows. What cannot be read is refused in words that say what to do.

Nothing in a file is believed: not its name, not its size, not what it claims to unpack to. Formulas are read as the
values that were last computed, and a part that declares a document type is refused before it is parsed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any
from warnings import catch_warnings, simplefilter

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ..sheets import FORMULA_STARTS
from .sheet_parts import complete

LARGEST = 20 * 2**20
"""Bytes of a file. 20,000 rows with 20 columns are about 3 MB."""
UNPACKED = 300 * 2**20
"""Bytes that a workbook may unpack to: ten times what 20,000 long rows need."""
PACKED_AT_MOST = 200
"""How many times smaller a part may be packed, where it is large. XML of a real sheet packs 10 to 30 times."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 100, 5_000
MOST_SHEETS = 20
LOOKED_AT = 10
"""Lines in which the headings are looked for: many sheets begin with a title."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Grid:
    """The headings and the rows below, as plain values that JSON can hold: a date is written `2026-12-31`.

    `numbers` are the numbers that the rows have in the file, as a spreadsheet counts. `sheet` is the one that was read
    of a workbook with several; empty when there was no choice.
    """

    headings: list[str]
    rows: list[list[Cell]]
    numbers: list[int]
    sheet: str = ""


def read(content: bytes) -> Grid:
    """Return what the file holds. Raises `ValidationError` with a sentence for the person."""
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if len(content) > LARGEST:
        sentence = _("The file is larger than %(size)d MB. Divide it, or remove what is not rows.")
        raise ValidationError(sentence % {"size": LARGEST // 2**20})
    if content.startswith(OLD_OFFICE):
        raise ValidationError(_old_or_locked(content))
    if content.startswith(b"PK"):
        lines, sheet = _workbook(content)
        return _grid(lines, sheet)
    return _grid(_lines_of(content))


def _lines_of(content: bytes) -> Iterable[list[Cell]]:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    markup = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    if markup or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")) or (not wide and b"\x00" in content[:4096]):
        raise ValidationError(_("This is no spreadsheet. Save it as xlsx or csv."))
    text = _text(content)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ValidationError(
            _("Line %(line)d holds a sign that is no text (NUL). Save the file anew.") % {"line": line}
        )
    return _csv(text)


def _old_or_locked(content: bytes) -> str:
    """Say which of the two it is: an old xls, or an xlsx that needs a password. Both have the same beginning."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The file is locked with a password. Open it, remove the password, and save it again.")
    return _("This is an old Excel file (xls). Open it, choose “Save as”, and save it as Excel workbook (xlsx).")


def _workbook(content: bytes) -> tuple[list[list[Cell]], str]:
    """Return the lines of the first visible sheet that holds rows, and its name where there were several to choose."""
    _check_zip(content)
    try:
        with catch_warnings():
            simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out; we read values only
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
            if not sheets:
                raise ValidationError(_("The workbook has no sheet with rows."))
            # Read whole here, so that a file that breaks off in the middle is refused and nothing of it used.
            lines, sheet = _first_with_rows(sheets, content)
            if len(sheets) < len(book.worksheets) and not any(map(_trimmed, lines)):
                raise ValidationError(_("Only hidden sheets hold rows. Show the sheet, and save the file."))
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever its parser met: a broken file has no kind of its own
        raise ValidationError(_("The file is damaged. Open it, and save it again as xlsx.")) from error
    return lines, sheet.title if len(sheets) > 1 else ""


def _first_with_rows(sheets: list[Any], content: bytes) -> tuple[list[list[Cell]], Any]:
    """Many workbooks begin with a sheet that only explains: one line is no table. Where none has rows: the first."""
    found = None
    for sheet in sheets[:MOST_SHEETS]:
        lines = _sheet(sheet, content)
        if sum(any(value not in (None, "") for value in line) for line in lines) > 1:
            return lines, sheet
        found = found or (lines, sheet)
    assert found is not None
    return found


def _sheet(sheet: Any, content: bytes) -> list[list[Cell]]:
    sheet.reset_dimensions()  # what the file claims of its size is not believed
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    lines = [[_plain(value) for value in row] for row in islice(rows, MOST_ROWS + LOOKED_AT + 1)]
    complete(lines, content, sheet._worksheet_path)
    return lines


def _check_zip(content: bytes) -> None:
    """Raise for what is no workbook, is locked, or would unpack to more than it could honestly hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(
                    _("The file is locked with a password. Open it, remove the password, and save it again.")
                )
            if not any(part.filename == "[Content_Types].xml" for part in parts) or not _has_book(parts):
                raise ValidationError(_("This is no spreadsheet. Save it as xlsx or csv."))
            if sum(part.file_size for part in parts) > UNPACKED or any(map(_is_bomb, parts)):
                raise ValidationError(_("The file unpacks to far more than it should hold. It is not read."))
            _check_no_entities(archive, parts)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        # Python says NotImplementedError of a member that is packed in a way it does not know.
        raise ValidationError(_("The file is damaged. Open it, and save it again as xlsx.")) from error


def _has_book(parts: list[zipfile.ZipInfo]) -> bool:
    return any(part.filename == "xl/workbook.xml" for part in parts)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 2**22 and part.file_size > PACKED_AT_MOST * max(part.compress_size, 1)


def _check_no_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """No part of an honest workbook declares a document type; entities that grow, or reach outside, need one."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _declares_a_type(stream):
                    raise ValidationError(_("The file holds what no spreadsheet holds. It is not read."))


def _declares_a_type(stream: IO[bytes]) -> bool:
    """Say whether a document type is declared, wherever: a long comment may stand before it. UTF-16 is seen through."""
    end = b""
    while piece := stream.read(2**20):
        bare = end + piece.replace(b"\x00", b"")
        if b"<!DOCTYPE" in bare:
            return True
        end = bare[-len(b"<!DOCTYPE") :]
    return False


def _plain(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, str):
        return _readable(value)
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _readable(text: str) -> str:
    """Return the text of a cell without the signs that nobody can see and no database takes (NUL)."""
    return CONTROL.sub("", text[:LONGEST_CELL]).strip()


def _text(content: bytes) -> str:
    """Return the text: UTF-8 with or without its mark, UTF-16 as Excel's “Unicode text”, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(text: str) -> Iterator[list[Cell]]:
    # A line `sep=;` on top is Excel's own way to say it.
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text))
    try:
        for line in islice(reader, MOST_ROWS + LOOKED_AT + 1):
            yield [_unmarked(_readable(cell)) or None for cell in line[:MOST_COLUMNS]]
    except csv.Error as error:
        raise ValidationError(_("Line %(line)d cannot be read.") % {"line": reader.line_num}) from error


def _unmarked(text: str) -> str:
    """Return the text without the apostrophe that our own csv puts before what starts like a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _delimiter(text: str) -> str:
    """Return what divides the columns: of semicolon, tab and comma the one that divides the first lines most."""
    lines = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    return max(";\t,", key=lambda sign: max((line.count(sign) for line in bare), default=0))


def _grid(lines: Iterable[list[Cell]], sheet: str = "") -> Grid:
    numbered = [(number, _trimmed(line)) for number, line in enumerate(lines, start=1)]
    filled = [(number, line) for number, line in numbered if line]
    if not filled:
        raise ValidationError(_("The file is empty."))
    top = _heading_line([line for _number, line in filled[:LOOKED_AT]])
    headings = [str(value or "").strip() for value in filled[top][1]]
    rows = filled[top + 1 :]
    if not rows:
        raise ValidationError(_("The file holds headings, but no rows below them."))
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("The file has more than %(n)s rows. Divide it.") % {"n": number_format(MOST_ROWS, force_grouping=True)}
        )
    width = max(len(headings), max(len(line) for _number, line in rows))
    headings += [""] * (width - len(headings))
    padded = [line + [None] * (width - len(line)) for _number, line in rows]
    return Grid(headings, padded, [number for number, _line in rows], sheet)


def _trimmed(line: list[Cell]) -> list[Cell]:
    """Return the line without the empty cells at its end; empty when nothing stands in it."""
    last = max((place for place, value in enumerate(line) if value not in (None, "")), default=-1)
    return [None if value == "" else value for value in line[: last + 1]]


def _heading_line(lines: list[list[Cell]]) -> int:
    """Return which line holds the headings: the first that is as full with words as any, so titles are skipped."""
    words = [sum(isinstance(value, str) for value in line) for line in lines]
    full = max(len([value for value in line if value is not None]) for line in lines)
    return next((place for place, count in enumerate(words) if count * 2 > full), 0)
