"""What a report says row by row, and how its values become tables, for the leader or as published.

A value stands under its row and column: `THIS`, `LAST` (the year before), the number of a municipality, `ELSEWHERE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from . import tables
from .suppression import Follows, Sum, hidden_cells
from .tables import Cell, Plot, Row, Table

THIS, LAST, ELSEWHERE = "this", "last", "elsewhere"
COUNT, SHARE, DETAIL, PLAIN = "count", "share", "detail", "plain"

Values = Mapping[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row: `COUNT` of people or of what tells of them, `SHARE` of two counts, `DETAIL` of a count (its median), or
    `PLAIN` about the service itself. `of`: the rows that it is a share or detail of, or whose people it tells of.
    """

    key: str
    label: Promise
    kind: str = COUNT
    part: bool = False
    of: tuple[str, ...] = ()
    shown: Callable[[Any], Cell] = tables.number


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows under a title. `sums`: total row → the rows that make it up. `plot`: the rows that are drawn."""

    key: str
    title: Promise
    lead: Promise
    rows: tuple[RowSpec, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    plot: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str


def as_tables(
    sections: Sequence[Section], columns: Sequence[Column], values: Values, least: int | None = None
) -> list[Table]:
    """Return a table for each section. With `least`, as published: smaller numbers and what tells them are hidden."""
    hidden = frozenset() if least is None else _hidden(sections, columns, values, least)
    return [_table(section, columns, values, hidden) for section in sections]


def _hidden(
    sections: Sequence[Section], columns: Sequence[Column], values: Values, least: int
) -> frozenset[tuple[str, str]]:
    rows = {row.key: row for section in sections for row in section.rows if row.kind == COUNT}
    counted: dict[Any, int] = {key: value for key, value in values.items() if key[0] in rows}
    sums = [*_across(counted, columns), *_down(sections, counted, columns)]
    follows = [Follows(key, (of, key[1])) for key in counted for of in rows[key[0]].of]
    found: frozenset[Any] = hidden_cells(counted, sums, least, follows)
    return found


def _across(counted: Values, columns: Sequence[Column]) -> Iterator[Sum]:
    """Yield the sum of each row over the municipalities."""
    places = [column.key for column in columns if column.key not in (THIS, LAST)]
    for row in dict.fromkeys(key[0] for key in counted):
        parts = tuple((row, place) for place in places if (row, place) in counted)
        if parts and (row, THIS) in counted:
            yield Sum((row, THIS), parts)


def _down(sections: Sequence[Section], counted: Values, columns: Sequence[Column]) -> Iterator[Sum]:
    """Yield the sums of rows in each column."""
    for total, parts in (one for section in sections for one in section.sums):
        for column in columns:
            if all((row, column.key) in counted for row in (total, *parts)):
                yield Sum((total, column.key), tuple((part, column.key) for part in parts))


def _table(section: Section, columns: Sequence[Column], values: Values, hidden: frozenset[Any]) -> Table:
    shown = [column for column in columns if any((row.key, column.key) in values for row in section.rows)]
    cells = {(row.key, column.key): _cell(row, column, values, hidden) for row in section.rows for column in shown}
    rows = tuple(Row(str(row.label), tuple(cells[row.key, one.key] for one in shown), row.part) for row in section.rows)
    names = (str(section.title), *(column.label for column in shown))
    return Table(section.key, str(section.title), names, rows, str(section.lead), plot=_plot(section, shown, cells))


def _cell(row: RowSpec, column: Column, values: Values, hidden: frozenset[Any]) -> Cell:
    key = (row.key, column.key)
    if key in hidden or (row.kind in (SHARE, DETAIL) and any((of, column.key) in hidden for of in row.of)):
        return tables.not_told()
    return row.shown(values.get(key))


def _plot(section: Section, columns: Sequence[Column], cells: Mapping[tuple[str, str], Cell]) -> Plot | None:
    """Return what is drawn: this year beside the last; what is hidden in the table is not drawn either."""
    drawn = [column for column in columns if column.key in (LAST, THIS)]
    if not section.plot or not drawn:
        return None
    named = {row.key: str(row.label) for row in section.rows}
    labels = tuple(named[key] for key in section.plot)
    series = tuple((one.label, tuple(_drawn(cells[key, one.key]) for key in section.plot)) for one in drawn)
    return Plot("bar", labels, series)


def _drawn(cell: Cell) -> float | None:
    return None if cell.hidden or cell.value is None or isinstance(cell.value, str) else float(cell.value)  # type: ignore[arg-type]
