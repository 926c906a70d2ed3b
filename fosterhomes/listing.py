"""What lists share: the order of their rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

RowT = TypeVar("RowT")


def sorted_rows(rows: list[RowT], sorts: Mapping[str, Callable[[RowT], Any]], sort: str) -> list[RowT]:
    """Return the rows by the key that `sort` names (`-free`: backwards). Rows without a value come last, always.

    Equal rows stand by name, and so do all when `sort` names nothing known.
    """
    rows = sorted(rows, key=sorts["name"])
    key = sorts.get(sort.removeprefix("-"), sorts["name"])
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown


def asked_travel(place: Any, longest: int | None, without_limit: str) -> str:
    """Return in words that the list is measured from a place, and how far it may be."""
    if longest:
        return _("at most %(minutes)d minutes from %(place)s") % {"minutes": longest, "place": place}
    return without_limit % {"place": place}
