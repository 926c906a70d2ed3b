"""What a kind of row holds: one table of columns, from which templates, guesses, readings and explanations come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst

from ..models.fields import CodeListField
from ..shown import field_label
from . import cells
from .files import Cell

if TYPE_CHECKING:
    from .check import Batch


class Sort(Enum):
    """How a cell is read."""

    TEXT = "text"
    LINES = "lines"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    CLOCK = "clock"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"


@dataclass(frozen=True)
class Column:
    """One column: its key, its name in words, how a cell is read, what it means.

    `where` marks what tells where somebody lives: it is never kept for a protected address.
    """

    key: str
    label: Any
    sort: Sort = Sort.TEXT
    required: bool = False
    help: Any = ""
    example: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    where: bool = False

    def read(self, value: Cell, today: date) -> Any:
        """Return what the cell says, None when it is empty. Raises `ValidationError`."""
        cells.check_no_formula(value)
        if self.sort is Sort.DAY:
            return cells.day(value, today)
        if self.sort in (Sort.ONE_OF, Sort.SEVERAL_OF):
            reader = cells.one_of if self.sort is Sort.ONE_OF else cells.several_of
            return reader(value, cells.words_for(self.choices, self.also), self.choices)
        return _READERS[self.sort](value)

    @property
    def title(self) -> str:
        """Return the heading that a template has."""
        return capfirst(str(self.label))


_READERS: dict[Sort, Callable[[Cell], Any]] = {
    Sort.TEXT: cells.text,
    Sort.LINES: cells.lines,
    Sort.WHOLE: cells.whole,
    Sort.NUMBER: cells.number,
    Sort.CLOCK: cells.clock,
    Sort.YES_NO: cells.yes_no,
}


@dataclass(frozen=True)
class Kind:
    """A kind of row: its columns, and how a batch of rows is carried out.

    `rows` is called once for a batch and returns what takes one row after the other. `order` puts rows that lean on
    each other in order; without it they are taken as they stand.
    """

    key: str
    label: Promise
    lead: Promise
    columns: tuple[Column, ...]
    rows: Callable[[Batch], Any]
    place: int
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Other headings that mean a column."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Of each of these groups of columns one must be filled."""
    order: Callable[[dict[str, Any]], Any] | None = None
    by_key: dict[str, Column] = field(init=False, hash=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.required]

    def headings_of(self, column: Column) -> set[str]:
        """Return every heading that means the column, as headings are compared."""
        told = cells.in_every_language(column.label) | {cells.key_of(column.key)}
        return told | {cells.key_of(name) for name in self.names.get(column.key, ())}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Say that rows of this kind can be read; called by the app that owns them, when it is ready."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Return the kinds in the order in which a service begins: homes before the children who live in them."""
    return sorted(_kinds.values(), key=lambda kind: kind.place)


def kind_of(key: str) -> Kind:
    return _kinds[key]


def column_of(model: type[models.Model], name: str, **values: Any) -> Column:
    """Return the column for a field of a model, named and read as the field says."""
    field_: Any = model._meta.get_field(name)
    found: dict[str, Any] = {"label": field_label(model, name), "help": field_.help_text, "sort": _sort_of(field_)}
    found["label"] = field_.verbose_name if isinstance(field_.verbose_name, Promise) else found["label"]
    if field_.choices:
        found["choices"] = tuple(field_.flatchoices)
    required = not (field_.blank or field_.null or field_.has_default())
    told: dict[str, Any] = {"key": name, "required": required} | found | values
    return Column(**told)


def _sort_of(of: Any) -> Sort:
    if isinstance(of, CodeListField):
        return Sort.SEVERAL_OF
    if of.choices:
        return Sort.ONE_OF
    for kind, sort in _SORTS.items():
        if isinstance(of, kind):
            return sort
    return Sort.TEXT


_SORTS: dict[type[Any], Sort] = {
    models.DateField: Sort.DAY,
    models.TimeField: Sort.CLOCK,
    models.BooleanField: Sort.YES_NO,
    models.PositiveSmallIntegerField: Sort.WHOLE,
    models.DecimalField: Sort.NUMBER,
    models.TextField: Sort.LINES,
}
