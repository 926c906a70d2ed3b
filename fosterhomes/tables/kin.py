"""Kin and network from a file. Somebody is the one with that name around that child."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from ..actions.kin import add_kin, change_kin
from ..models import Kin
from ..shown import name_key
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of, words_for_codes
from .placements import CHILD, WHICH_CHILD
from .register import Seen, differing

COLUMNS = (
    *CHILD,
    column_of(Kin, "name", example="Kari Prøve"),
    column_of(Kin, "relation", also=words_for_codes("relation"), example=gettext_lazy("grandparent")),
    column_of(Kin, "phone"),
    column_of(Kin, "asked_on"),
    column_of(Kin, "answer"),
    column_of(Kin, "answered_on"),
    column_of(Kin, "assessment"),
    column_of(Kin, "assessed_on"),
    Column("home", gettext_lazy("their home in the register")),
    Column(
        "home_municipality",
        gettext_lazy("municipality of the home"),
        help=gettext_lazy("Only where several homes have the same name."),
    ),
)
PLAIN = ("name", "relation", "phone", "asked_on", "answer", "answered_on", "assessment", "assessed_on", "home")


class KinRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        rows = Kin.objects.filter(child__service=batch.service).select_related("child", "home")
        self.known = {(row.child_id, name_key(row.name)): row for row in rows}

    def take(self, values: dict[str, Any]) -> Taken:
        child = self.batch.register.child(values)
        key = (child.pk, name_key(values["name"]))
        self.seen.once(key, "name")
        if values.get("home"):
            values = values | {"home": self.batch.register.home(values)}
        kin = self.known.get(key)
        return self._change(kin, values) if kin else self._new(Kin(child=child), values)

    def _new(self, kin: Kin, values: dict[str, Any]) -> Taken:
        differing(kin, values, PLAIN)
        add_kin(kin=kin, by=self.batch.by, at=self.batch.at)
        return Taken(State.NEW)

    def _change(self, kin: Kin, values: dict[str, Any]) -> Taken:
        changed = differing(kin, values, PLAIN)
        if changed:
            change_kin(kin=kin, seen={}, by=self.batch.by, at=self.batch.at)
        return Taken(State.CHANGED if changed else State.UNCHANGED, fields=changed)


KIN = Kind(
    key="kin",
    label=gettext_lazy("Kin and network"),
    lead=gettext_lazy("Who stands close to each child, and what they have answered. Bring the children in first."),
    columns=COLUMNS,
    names=names_of("kin"),
    rows=KinRows,
    place=40,
    one_of=(WHICH_CHILD,),
)
