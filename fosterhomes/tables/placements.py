"""Stays from a file, also those that are over. A stay is the child's one that began that day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.placements import correct_stay, end_stay, start_stay
from ..models import Placement
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of, words_for_codes
from .register import Seen, differing

CHILD = (
    Column(
        "reference",
        gettext_lazy("reference of the child"),
        example="2026-0142",
        help=gettext_lazy("The number of the case in the case system."),
    ),
    Column("national_number", gettext_lazy("national identity number"), help=gettext_lazy("Instead of the reference.")),
)
WHICH_CHILD = ("reference", "national_number")

COLUMNS = (
    *CHILD,
    column_of(
        Placement,
        "from_on",
        example="01.02.2024",
        required=True,
        label=gettext_lazy("moved in"),
        help=gettext_lazy("The first day on which the child lived there."),
    ),
    column_of(
        Placement,
        "until_on",
        label=gettext_lazy("moved out"),
        help=gettext_lazy("The day of moving out. Empty while the child lives there."),
    ),
    column_of(Placement, "end_reason"),
    Column(
        "home",
        gettext_lazy("home"),
        example="Fjellheim",
        help=gettext_lazy("Name of the family, as in the register. Empty for an institution or own housing."),
    ),
    Column(
        "home_municipality",
        gettext_lazy("municipality of the home"),
        help=gettext_lazy("Only where several homes have the same name."),
    ),
    column_of(Placement, "setting"),
    column_of(Placement, "place_name"),
    column_of(
        Placement,
        "kind",
        required=False,
        also=words_for_codes("home_kind"),
        help=gettext_lazy("What the child lives there as. Empty: as the home is registered."),
    ),
    column_of(Placement, "legal_ground", example="§ 5-1", also=words_for_codes("legal_ground")),
    column_of(Placement, "emergency_order_on"),
    column_of(Placement, "reason"),
    column_of(Placement, "planned"),
    column_of(Placement, "permanent_stay_on"),
    column_of(Placement, "agreed_follow_up"),
    column_of(Placement, "supervision_moved_on"),
)
PLAIN = tuple(
    column.key for column in COLUMNS if column.key not in {*WHICH_CHILD, "home", "home_municipality", "setting", "kind"}
)
ENDING = {"until_on", "end_reason"}


class PlacementRows:
    """Takes one row after the other, the earliest stay first."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        rows = Placement.objects.filter(child__service=batch.service).select_related("child", "home")
        self.stays = {self._key(row.child_id, row.from_on, row.kind): row for row in rows}

    def _key(self, child: int, from_on: date, kind: str) -> tuple[int, date, bool]:
        """A child may come to a relief home on the day on which it moves somewhere else."""
        return child, from_on, kind == "relief"

    def take(self, values: dict[str, Any]) -> Taken:
        child = self.batch.register.child(values)
        home = self.batch.register.home(values) if values.get("home") else None
        setting = values.get("setting") or ("home" if home else "institution")
        if setting == "home" and home is None:
            raise ValidationError({"home": _("Choose the home, or where else the child lives.")})
        kind = (values.get("kind") or home.kind) if home else ""
        values = values | {"home": home, "setting": setting, "kind": kind}
        key = self._key(child.pk, values["from_on"], kind)
        self.seen.once(key, "from_on")
        stay = self.stays.get(key)
        return self._change(stay, values) if stay else self._new(child, key, values)

    def _new(self, child: Any, key: Any, values: dict[str, Any]) -> Taken:
        stay = Placement(child=child, home=values["home"], setting=values["setting"], kind=values["kind"])
        differing(stay, values, PLAIN)
        start_stay(stay=stay, by=self.batch.by, at=self.batch.at)
        self.stays[key] = stay
        return Taken(State.NEW)

    def _change(self, stay: Placement, values: dict[str, Any]) -> Taken:
        was_open = stay.until_on is None
        changed = differing(stay, values, (*PLAIN, "home", "setting", "kind"))
        by, at = self.batch.by, self.batch.at
        if changed and set(changed) <= ENDING and was_open and stay.until_on:
            end_stay(stay=stay, on=stay.until_on, end_reason=stay.end_reason, by=by, at=at)
        elif changed:
            correct_stay(stay=stay, seen={}, reason=_("From a spreadsheet."), by=by, at=at)
        return Taken(State.CHANGED if changed else State.UNCHANGED, fields=changed)


PLACEMENTS = Kind(
    key="placements",
    label=gettext_lazy("Stays"),
    lead=gettext_lazy("Where each child lives and has lived, since when and why. Bring homes and children in first."),
    columns=COLUMNS,
    names=names_of("placements"),
    rows=PlacementRows,
    place=30,
    one_of=(WHICH_CHILD,),
    order=lambda values: values["from_on"],
)
