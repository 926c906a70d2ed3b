"""A table of a report, the same on the page, on paper and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from textwrap import wrap

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fosterhomes.sheets import Sheet, Value

WIDE = 7
"""Columns that fit on a sheet of paper that stands."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `value` for the spreadsheet, `text` for readers; `hidden` where a small number is not told."""

    value: Value
    text: str
    hidden: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `is_part`: what it counts is counted in a row above too. `url` leads to the rows behind it."""

    label: str
    cells: tuple[Cell, ...]
    is_part: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn of the table: the rows of the columns named by `series`, as `bar` or `line`."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]

    @property
    def bars(self) -> list[Bar]:
        """Return the plot as bars that lie, for paper: no script draws there."""
        most = max((value or 0 for _name, values in self.series for value in values), default=0) or 1
        return [
            Bar(head, name, values[index], round(BAR_WIDTH * (values[index] or 0) / most), is_last, BAR_STEP * line)
            for line, (index, head, is_last, (name, values)) in enumerate(
                (index, heads[number], number == len(heads) - 1, series)
                for index, heads in enumerate(map(self._heads, self.labels))
                for number, series in enumerate(self.series)
            )
        ]

    def _heads(self, label: str) -> list[str]:
        """Return what stands before each bar of a label: the label, in as many lines as there are bars."""
        bars = len(self.series)
        lines = wrap(capfirst(label), BAR_LETTERS if bars > 1 else BAR_LETTERS + 8, max_lines=bars, placeholder="…")
        return lines + [""] * (bars - len(lines))

    @property
    def height(self) -> int:
        return BAR_STEP * len(self.labels) * len(self.series)


BAR_START, BAR_WIDTH, BAR_STEP, BAR_LETTERS = 210, 240, 14, 38


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot on paper: `head` stands before it, `is_last` is the newest series; lengths in points."""

    head: str
    series: str
    value: float | None
    width: int
    is_last: bool
    y: int

    @property
    def end(self) -> int:
        return BAR_START + self.width + 3

    @property
    def text_y(self) -> int:
        return self.y + BAR_STEP - 4


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title. `lead` says what it counts; `key` names it on the page and in addresses."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lead: str = ""
    source: str = ""
    plot: Plot | None = field(default=None)

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Return each row with its cells by the names of their columns."""
        return [(row, list(zip(self.columns[1:], row.cells, strict=True))) for row in self.rows]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Return the names of the columns, and whether numbers stand below."""
        first = self.rows[0].cells if self.rows else ()
        return list(zip(self.columns, (False, *(cell.is_number for cell in first)), strict=False))

    @property
    def is_wide(self) -> bool:
        """Return whether the table needs a sheet of paper that lies down."""
        return len(self.columns) > WIDE

    @property
    def plot_id(self) -> str:
        return f"plot-{self.key}"

    @property
    def plot_data(self) -> dict[str, object]:
        """Return what the script draws; only numbers and the words of the table."""
        assert self.plot is not None
        series = [{"label": label, "data": list(values)} for label, values in self.plot.series]
        return {"kind": self.plot.kind, "labels": list(self.plot.labels), "series": series}


def number(value: int | None) -> Cell:
    return Cell(value, "–" if value is None else number_format(value, force_grouping=True), is_number=True)


def money(value: Decimal | None) -> Cell:
    return Cell(value, "–" if value is None else number_format(value, 0, force_grouping=True), is_number=True)


def tenths(value: float | None) -> Cell:
    rounded = None if value is None else Decimal(str(value)).quantize(Decimal("0.1"))
    return Cell(rounded, "–" if rounded is None else number_format(rounded, 1), is_number=True)


def percent(value: float | None) -> Cell:
    """Return a share from 0 to 1 as percent; a spreadsheet gets the number without its sign."""
    if value is None:
        return Cell(None, "–", is_number=True)
    rounded = Decimal(str(value * 100)).quantize(Decimal("0.1"))
    return Cell(rounded, f"{number_format(rounded, 1)} %", is_number=True)


def words(text: str) -> Cell:
    return Cell(text, text or "–")


def day(value: date | None) -> Cell:
    return Cell(value, date_format(value, "SHORT_DATE_FORMAT") if value else "–")


def not_told() -> Cell:
    """Return the cell of a number that is too small to publish."""
    return Cell(_("hidden"), _("hidden"), hidden=True, is_number=True)


def as_sheet(table: Table, lines: Sequence[str] = ()) -> Sheet:
    """Return the table as a sheet, with what it counts above it."""
    said = [*lines, table.title, *([table.lead] if table.lead else [])]
    return Sheet(
        table.title, table.columns, [[row.label, *(cell.value for cell in row.cells)] for row in table.rows], said
    )


def as_sheets(tables: Iterable[Table], lines: Sequence[str]) -> list[Sheet]:
    return [as_sheet(table, lines) for table in tables]
