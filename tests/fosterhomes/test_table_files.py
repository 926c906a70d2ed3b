"""Files as they come: what is read of them, and what is refused in words."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, time
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from fosterhomes.tables import cells
from fosterhomes.tables.files import MOST_ROWS, OLD_OFFICE, read

TODAY = date(2026, 3, 10)


def xlsx(*lines: Any, titles: tuple[str, ...] = ("Rows",)) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = titles[0]
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return the workbook with something else in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, text.replace(old, new, 1) if name.endswith("sheet1.xml") else text)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        read(content)
    return " ".join(caught.value.messages)


NORWEGIAN = "Namn;Kommune;Merknad\nBjørgheim;Årdal;a,b\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_delimiter(encoding: str, delimiter: str) -> None:
    text = f"Namn{delimiter}Kommune\nBjørgheim{delimiter}Årdal\n"
    grid = read(text.encode(encoding))
    assert (grid.headings, grid.rows, grid.numbers) == (["Namn", "Kommune"], [["Bjørgheim", "Årdal"]], [2])


def test_a_comma_within_a_cell_does_not_divide_what_semicolons_divide() -> None:
    assert read(NORWEGIAN.encode()).rows == [["Bjørgheim", "Årdal", "a,b"]]
    assert read(b"sep=;\nA;B\n1;2\n").rows == [["1", "2"]]


def test_a_workbook_is_read_with_days_numbers_and_a_title_above_the_headings() -> None:
    grid = read(xlsx(["Våre heimar"], [], ["Namn", "Plassar", "Ledig frå"], ["Fjell", 2, date(2026, 5, 1)]))
    assert (grid.headings, grid.rows, grid.numbers) == (
        ["Namn", "Plassar", "Ledig frå"],
        [["Fjell", 2, "2026-05-01"]],
        [4],
    )


def test_the_first_sheet_with_rows_is_read_and_named_where_there_are_several() -> None:
    book = Workbook()
    book.worksheets[0].append(["Les dette først"])
    homes = book.create_sheet("Heimar")
    for line in (["Namn", "Plassar"], ["Fjell", 2]):
        homes.append(line)
    out = io.BytesIO()
    book.save(out)
    grid = read(out.getvalue())
    assert (grid.sheet, grid.rows) == ("Heimar", [["Fjell", 2]])
    assert read(xlsx(["Namn"], ["Fjell"])).sheet == ""


def test_a_formula_without_a_saved_value_is_told_and_never_run() -> None:
    assert read(xlsx(["Namn", "Plassar"], ["Fjell", "=1+1"])).rows == [["Fjell", cells.UNSAVED]]
    for value, says in ((cells.UNSAVED, "holds a formula"), ("#VERDI!", "went wrong (#VERDI!)")):
        with pytest.raises(ValidationError, match=re.escape(says)):
            cells.check_no_formula(value)


def test_a_formula_that_comes_to_an_empty_text_is_an_empty_cell() -> None:
    content = changed(xlsx(["Namn", "Plassar"], ["Fjell", "=1+1"]), b'<c r="B2">', b'<c r="B2" t="str">')
    assert read(content).rows == [["Fjell", None]]


def test_a_merged_cell_stands_in_every_row_that_it_covers() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (["Heim", "Barn"], ["Fjell", "A-1"], [None, "A-2"], ["Dal", "A-3"]):
        sheet.append(line)
    sheet.merge_cells("A2:A3")
    assert read(saved(book)).rows == [["Fjell", "A-1"], ["Fjell", "A-2"], ["Dal", "A-3"]]


def test_rows_that_only_a_hidden_sheet_holds_are_not_read_and_it_is_said() -> None:
    book = Workbook()
    book.worksheets[0].append(["Namn"])
    book.worksheets[0].append(["Fjell"])
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Tom")
    assert "Only hidden sheets hold rows" in refusal(saved(book))


def test_a_document_type_is_found_behind_a_long_comment() -> None:
    noise = "".join(Random(1).choices("abcdefgh", k=80_000)).encode()
    declared = b"<!--" + noise + b'--><!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    assert "what no spreadsheet holds" in refusal(changed(xlsx(["A"], ["b"]), b"<worksheet", declared))


def test_signs_that_nobody_sees_are_left_out() -> None:
    assert read(b"Namn\nA\x07da\n").rows == [["Ada"]]
    assert read(b"Namn;Tlf\nAda;'+47 55 00 00 09\n").rows == [["Ada", "+47 55 00 00 09"]], "as our own csv writes it"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n\n", "The file is empty."),
        (xlsx(), "The file is empty."),
        (b"Namn;Kommune\n", "no rows below"),
        (OLD_OFFICE + b"x" * 600, "save it as Excel workbook (xlsx)"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7 something", "This is no spreadsheet"),
        (b"<html><table><tr><td>Namn</td></tr></table></html>", "This is no spreadsheet"),
        (b"Namn;Kommune\n" + b"Fjell;Alver\n" * 500 + b"Fj\x00ell;Alver\n", "Line 502 holds a sign that is no text"),
        (b"PK\x03\x04 broken off", "damaged"),
        (xlsx(["A"], ["b"])[:-300], "damaged"),
        (zipped(readme=b"a zip of something else"), "This is no spreadsheet"),
        (
            zipped(**{"[Content_Types]_xml": b"<x/>", "xl__workbook_xml": b"<x/>", "xl__big_xml": b"0" * 2**26}),
            "far more than it should hold",
        ),
        (
            zipped(
                **{
                    "[Content_Types]_xml": b"<x/>",
                    "xl__workbook_xml": b'<!DOCTYPE l [<!ENTITY a "b">]><x>&a;</x>',
                }
            ),
            "what no spreadsheet holds",
        ),
        (b"x" * (20 * 2**20 + 1), "larger than 20 MB"),
        (b"A;B\n" + b"1;2\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_a_locked_zip_is_said_to_be_locked() -> None:
    content = bytearray(xlsx(["A"], ["b"]))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(sign)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(sign, start + 4)
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize(
    "written",
    [
        "31.12.2026",
        "31.12.26",
        "31/12-26",
        "31/12/2026",
        "31-12-2026",
        "2026-12-31",
        "31. desember 2026",
        "31.12.2026 00:00:00",
        "2026-12-31T00:00",
        "20261231",
        46387,
        "46387",
    ],
)
def test_a_day_is_understood_as_people_and_spreadsheets_write_it(written: Any) -> None:
    assert cells.day(written, TODAY) == date(2026, 12, 31)


def test_a_year_of_two_digits_lies_in_the_last_century_when_it_is_far_ahead() -> None:
    assert cells.day("17.5.85", TODAY) == date(1985, 5, 17)


@pytest.mark.parametrize("written", ["31.02.2026", "i går", "13/13-26", 12, "2026"])
def test_what_is_no_day_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError, match=r"31\.12\.2026"):
        cells.day(written, TODAY)


def test_numbers_are_norwegian() -> None:
    assert [cells.whole(value) for value in ("1 200", "4,0", 4.0, "", None)] == [1200, 4, 4, None, None]
    assert str(cells.number("60,5476")) == "60.5476"
    assert [cells.clock(value) for value in ("09:30", "9.30", 0.5)] == [time(9, 30), time(9, 30), time(12)]
    for wrong in ("to", "-1", "1,5", "nan", "inf", True):
        with pytest.raises(ValidationError):
            cells.whole(wrong)


def test_a_number_of_a_case_keeps_no_decimals_of_its_cell() -> None:
    assert [cells.text(value) for value in (4631.0, 4631, " 46  31 ", "")] == ["4631", "4631", "46 31", None]
