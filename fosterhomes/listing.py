"""What lists share: the order of their rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

RowT = TypeVar("RowT")


def sorted_rows(rows: list[RowT], sorts: Mapping[str, Callable[[RowT], Any]], sort: str) -> list[RowT]:
    """Return the rows by the key that `sort` names (`-name`: backwards). Rows without a value come last, always.

    An unknown name keeps the order; equal rows keep theirs.
    """
    key = sorts.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown
