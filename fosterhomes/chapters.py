"""What other apps tell about a child in a paper of one of them: each fills in its own chapter when it is ready.

The apps do not know each other. Who composes a paper asks `told`, and gets plain words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from .permissions import Access


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table of words: its title, the names of its columns, and its rows, the first word of each names the row."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Tell = Callable[[Access, list[int]], Mapping[int, tuple[tuple[str, ...], ...]]]
"""For the children with these ids, as the person may read: the rows of each. A fixed number of queries."""


@dataclass(frozen=True, slots=True)
class Teller:
    title: Promise
    columns: tuple[Promise, ...]
    tell: Tell


_tellers: dict[str, Teller] = {}


def register(key: str, teller: Teller) -> None:
    """Say who tells the chapter; called by the app that does, when it is ready."""
    _tellers[key] = teller


def told(access: Access, children: Iterable[int]) -> dict[int, list[Chapter]]:
    """Return every chapter about each of the children."""
    ids = list(children)
    found: dict[int, list[Chapter]] = {pk: [] for pk in ids}
    for key, teller in _tellers.items():
        rows = teller.tell(access, ids)
        columns = tuple(map(str, teller.columns))
        for pk in ids:
            found[pk].append(Chapter(key, str(teller.title), columns, rows.get(pk, ())))
    return found
