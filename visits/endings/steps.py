"""What one deed that ends or changes several rows is made of: steps as data, shown before they are done.

A step writes one row: it makes it, changes some columns, or removes it. `shape` writes a row's columns as text that a
row can be made from again, so that what was done can be undone (`actions/endings.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from fosterhomes.models import Child, Home, HomeMember, Municipality, Placement, Service

from ..models import Ending


@dataclass(frozen=True, slots=True)
class Step:
    """One row that the deed writes. `values`: columns → what they get; None: the row is removed. No id: it is made.

    `about`: whom the event is told of, where the row itself says nothing to a reader.
    """

    row: models.Model
    verb: str
    sentence: str
    values: Mapping[str, Any] | None = field(default_factory=dict)
    about: models.Model | None = None

    def as_data(self) -> list[Any]:
        """Return what identifies the step: two plans with equal steps do the same."""
        values = None if self.values is None else {name: str(value) for name, value in self.values.items()}
        made = shape(self.row) if self.row.pk is None else None
        return [self.row._meta.label_lower, self.row.pk, self.verb, values, made]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, item by item; what to know beside it; and why it cannot be done, if so."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a text that changes when the plan does: what was shown is what is done."""
        data = json.dumps([step.as_data() for step in self.steps], sort_keys=True)
        return hashlib.sha256(data.encode()).hexdigest()[:16]

    def __add__(self, other: Plan) -> Plan:
        notes = dict.fromkeys([*self.notes, *other.notes])
        return Plan((*self.steps, *other.steps), tuple(notes), (*self.problems, *other.problems))


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says has happened. Fields that the kind does not ask for are left as they are."""

    kind: str
    on_day: date
    child: Child | None = None
    home: Home | None = None
    new_home: Home | None = None
    place_name: str = ""
    closes_case: bool = False
    search: bool = False
    reason: str = ""
    municipality: Municipality | None = None
    keeps_supervision: bool = False
    members: tuple[HomeMember, ...] = ()
    children_out: tuple[Placement, ...] = ()

    @property
    def label(self) -> str:
        return str(Ending.Kind(self.kind).label)

    @property
    def service(self) -> Service:
        about = self.child or self.home
        assert about is not None
        return about.service


def shape(row: models.Model, names: Iterable[str] | None = None) -> dict[str, str | None]:
    """Return the columns of the row as text; without `names` all that say something."""
    columns = [one for one in row._meta.concrete_fields if not one.primary_key and one.name != "created_at"]
    chosen = [one for one in columns if names is None or one.name in names]
    return {one.name: _text(one, row) for one in chosen}


def _text(column: Any, row: models.Model) -> str | None:
    value = column.value_from_object(row)
    return None if value is None else str(column.value_to_string(row))


def from_shape(model: type[models.Model], texts: Mapping[str, str | None]) -> dict[str, Any]:
    """Return column names (of a foreign key: the id's) → values, from what `shape` wrote."""
    columns: dict[str, Any] = {one.name: one for one in model._meta.concrete_fields}
    return {
        columns[name].attname: None if text is None else columns[name].to_python(text) for name, text in texts.items()
    }
