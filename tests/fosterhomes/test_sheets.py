"""Spreadsheets that leave the tool: values as what they are, and nothing that a spreadsheet would run."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fosterhomes.sheets import Sheet, as_xlsx, download


def read(sheet: Sheet):  # type: ignore[no-untyped-def]
    return load_workbook(BytesIO(as_xlsx([sheet]))).worksheets[0]


def test_values_keep_their_kind() -> None:
    page = read(Sheet("Reiser", ["Namn", "Km", "Kroner", "Dag"], [["Ola", 12, Decimal("63.60"), date(2026, 3, 10)]]))
    values = [cell.value for cell in page[2]]
    assert values[:3] == ["Ola", 12, 63.6]
    assert page["D2"].is_date


@pytest.mark.parametrize("text", ['=HYPERLINK("http://example.no")', "+1", "-1+2", "@SUM(A1)", "\t=1", "|calc", "%x"])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    cell = read(Sheet("Reiser", ["Namn"], [[text]]))["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_a_title_that_no_spreadsheet_takes_is_mended_and_control_characters_go() -> None:
    page = read(Sheet("Reiser [alle]: 2026/03 " + "x" * 40, ["Namn"], [["Ola\x07"]], lines=["Mars 2026"]))
    assert len(page.title) == 31
    assert (page["A1"].value, page["A2"].value, page["A3"].value) == ("Mars 2026", "Namn", "Ola")


def test_the_file_is_not_kept_by_browsers() -> None:
    answer = download("reiser-2026-03", [Sheet("Reiser", ["Namn"], [])])
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="reiser-2026-03.xlsx"'
