"""Where a protected address lies is taken out of a file's rows before they are kept, even for a day."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError

from . import cells
from .check import Rows
from .files import Cell

FLAG = "protected_address"


def without_where(rows: Rows, *, protected: Collection[int] = (), only_chosen: bool = False) -> list[list[Cell]]:
    """Return the rows; those that say that the address is protected (or stand in `protected`) say no longer where.

    With `only_chosen` the person has said what each column is: of those rows nothing else is kept.
    """
    flags = [place for place, key in rows.columns.items() if key == FLAG]
    gone = {place for place, key in rows.columns.items() if rows.kind.by_key[key].where}
    width = max((len(line) for line in rows.rows), default=0)
    if only_chosen:
        gone |= set(range(width)) - set(rows.columns)
    return [
        _emptied(line, gone) if number in protected or any(is_flagged(line, place) for place in flags) else line
        for number, line in enumerate(rows.rows)
    ]


def _emptied(line: list[Cell], places: Collection[int]) -> list[Cell]:
    return [None if place in places else value for place, value in enumerate(line)]


def is_flagged(line: list[Cell], place: int) -> bool:
    """Return whether the cell says that the address is protected. What it says in a strange way counts as yes."""
    try:
        return bool(cells.yes_no(line[place] if place < len(line) else None))
    except ValidationError:
        return True
