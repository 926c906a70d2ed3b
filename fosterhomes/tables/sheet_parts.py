"""What openpyxl leaves out of a sheet that it reads as a stream: formulas without a saved value, and merged cells.

A program that writes workbooks saves formulas without what they come to; a spreadsheet saves both. A merged cell holds
its value once, and says for every row below that it stands there too: so it does to whoever looks at the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.functions import iterparse

UNSAVED = "#FORMULA!"
"""Stands where a formula stands whose value the file does not hold."""
MENTIONED = re.compile(rb"<(?:\w+:)?(?:f[\s>/]|mergeCell\s)")
PIECE, OVERLAP = 2**20, 2**8
MOST_FILLED = 200_000
"""Cells that are filled from merged ones: ten columns of the longest file."""


@dataclass
class _Found:
    """Rows and columns are counted from 1, as in the file."""

    unsaved: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Column, first row, last row."""


def complete(lines: list[list[Any]], content: bytes, part: str) -> None:
    """Write into the lines of a sheet what `part` of the workbook says beside the values."""
    with ZipFile(BytesIO(content)) as archive:
        if not _mentions(archive, part):
            return
        with archive.open(part) as stream:
            found = _found(stream)
    for row, column in found.unsaved:
        if row <= len(lines) and column <= len(lines[row - 1]):
            lines[row - 1][column - 1] = UNSAVED
    for row, column, above in islice(_below(found, lines), MOST_FILLED):
        if lines[row - 1][column - 1] is None:
            lines[row - 1][column - 1] = above


def _mentions(archive: ZipFile, part: str) -> bool:
    """Say whether there is anything to look for, so that a plain sheet is parsed only once."""
    with archive.open(part) as stream:
        end = b""
        while piece := stream.read(PIECE):
            if MENTIONED.search(end + piece):
                return True
            end = piece[-OVERLAP:]
    return False


def _found(stream: Any) -> _Found:
    found = _Found()
    for _event, node in iterparse(stream):
        name = node.tag.rpartition("}")[2]
        if name == "c" and node.get("r") and _is_unsaved(node):
            found.unsaved.append(coordinate_to_tuple(node.get("r")))
        elif name == "mergeCell":
            first_column, first_row, _last_column, last_row = range_boundaries(node.get("ref"))
            if first_column and first_row and last_row:  # a whole column or row has no end to fill up to
                found.merged.append((first_column, first_row, last_row))
        elif name == "row":
            node.clear()
    return found


def _is_unsaved(cell: Any) -> bool:
    """A formula that comes to no text at all has a value too: an empty one, of the type text."""
    parts = {node.tag.rpartition("}")[2]: node.text for node in cell}
    return "f" in parts and not parts.get("v") and cell.get("t") != "str"


def _below(found: _Found, lines: list[list[Any]]) -> Iterator[tuple[int, int, Any]]:
    """Yield row, column and value of each cell that a merged one covers below its first row."""
    for column, first, last in found.merged:
        if first <= len(lines) and column <= len(lines[first - 1]):
            above = lines[first - 1][column - 1]
            yield from ((row, column, above) for row in range(first + 1, min(last, len(lines)) + 1))
