"""Which kind of rows a file holds, and which of its columns is which: a guess that a person can correct."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from .cells import key_of
from .columns import Column, Kind, kinds

ALIKE = 0.84
"""How alike two headings are that mean the same, of 1: a slip of the pen and an ending are let pass."""
IN_BRACKETS = re.compile(r"\([^)]*\)|\*")


def guess_columns(kind: Kind, headings: list[str]) -> dict[int, str]:
    """Return which column each place holds: what is named exactly first, then what is nearly so. Each only once."""
    keys = [key_of(IN_BRACKETS.sub(" ", heading)) for heading in headings]
    known = {
        column.key: {key_of(IN_BRACKETS.sub(" ", name)) for name in kind.headings_of(column)} for column in kind.columns
    }
    found: dict[int, str] = {}
    for place, key in enumerate(keys):
        exact = next((name for name, names in known.items() if key in names and name not in found.values()), None)
        if key and exact:
            found[place] = exact
    for place, key in enumerate(keys):
        if key and place not in found and (near := _nearest(key, known, set(found.values()))):
            found[place] = near
    return found


def _bare(heading: str) -> str:
    return key_of(IN_BRACKETS.sub(" ", heading))


def _nearest(key: str, known: dict[str, set[str]], taken: set[str]) -> str | None:
    rated = [
        (SequenceMatcher(None, key, name).ratio(), column)
        for column, names in known.items()
        if column not in taken
        for name in names
    ]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else None


def guess_kind(headings: list[str]) -> Kind | None:
    """Return the kind whose columns the headings name most of; None when what a row of it needs is in none of them."""
    rated = [
        (len(guess), -len(lacking(kind, guess)), kind) for kind in kinds() for guess in [guess_columns(kind, headings)]
    ]
    fitting = [rate for rate in rated if rate[1] == 0]
    return max(fitting, key=lambda rate: rate[0])[2] if fitting else None


def lacking(kind: Kind, columns: dict[int, str]) -> list[list[Column]]:
    """Return the columns that the kind needs and the file has not; each as the list of those that would do."""
    there = set(columns.values())
    single = [[column] for column in kind.required if column.key not in there]
    groups = [[kind.by_key[key] for key in group] for group in kind.one_of if not there & set(group)]
    return single + groups
