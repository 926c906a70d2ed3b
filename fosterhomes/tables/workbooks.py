"""Workbooks that go back: a template with explanations, and a file with the mistakes written beside its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ..sheets import Sheet, Value
from .check import in_words
from .columns import Column, Kind, Sort


def template(kind: Kind) -> list[Sheet]:
    """Return the sheet to fill in, and one that says what stands in each column."""
    headings = [f"{column.title} *" if column.required else column.title for column in kind.columns]
    names = [_("Column"), _("Needed"), _("How it is written"), _("Meaning"), _("Example")]
    lines = [str(kind.lead), _("An empty cell changes nothing. Columns may stand in any order; others are not read.")]
    return [
        Sheet(str(kind.label), headings, []),
        Sheet(_("Explanation"), names, [_explained(kind, column) for column in kind.columns], lines=lines),
    ]


def _explained(kind: Kind, column: Column) -> list[Value]:
    group = next((group for group in kind.one_of if column.key in group), None)
    needed = _("yes") if column.required else ""
    if group:
        needed = _("one of: %(names)s") % {"names": ", ".join(kind.by_key[key].title for key in group)}
    return [column.title, needed, how_written(column), str(column.help), str(column.example)]


def how_written(column: Column) -> str:
    """Return how a cell of the column is written: a date, a number, one of these words."""
    words = {
        Sort.DAY: _("date: 31.12.2026"),
        Sort.CLOCK: _("time of the day: 09:30"),
        Sort.WHOLE: _("whole number"),
        Sort.NUMBER: _("number"),
        Sort.YES_NO: _("yes or no"),
    }
    choices = "; ".join(str(label) for _code, label in column.choices)
    if column.sort is Sort.ONE_OF:
        return _("one of: %(names)s") % {"names": choices}
    if column.sort is Sort.SEVERAL_OF:
        return _("any of, with semicolon between: %(names)s") % {"names": choices}
    return words.get(column.sort, _("text"))


def with_mistakes(kind: Kind, headings: list[str], rows: list[Any], taken: list[Any]) -> list[Sheet]:
    """Return the file as it was, with what is wrong with each row beside it. Right rows have nothing there."""
    beside = _("Mistake")
    kept = [place for place, name in enumerate(headings) if name != beside]
    columns = [*(headings[place] for place in kept), beside]
    return [Sheet(str(kind.label), columns, _beside(kind, kept, rows, taken))]


def _beside(kind: Kind, kept: list[int], rows: list[Any], taken: list[Any]) -> Iterator[list[Value]]:
    for line, one in zip(rows, taken, strict=True):
        reasons = [(key, sentence) for key, sentence in one.get("reasons", ())]
        yield [*(line[place] for place in kept), in_words(reasons, kind)]
