"""Homes from a file. A home is the one with its name in its municipality."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.homes import change_home, create_home
from ..models import Home
from ..row_checks import NEED_LISTS, answered_twice, band_without_protection
from ..shown import name_key
from .check import Batch, State, Taken
from .columns import Column, Kind, Sort, column_of
from .names import names_of, words_for_codes
from .register import Seen, differing

PLAIN = (
    "kind",
    "phone",
    "email",
    "places",
    "youngest_age",
    "oldest_age",
    "largest_sibling_group",
    "one_family",
    "younger_than_own",
    *NEED_LISTS,
    "languages",
    "background",
    "free_from",
    "vacancy_confirmed_on",
    "visit_wishes",
)
WHERE = ("address", "village", "postal_code", "latitude", "longitude")

LEFT_OUT = gettext_lazy("The address is protected: what the file says of where it lies is left out, and not stored.")

COLUMNS = (
    column_of(Home, "name", example="Fjellheim"),
    column_of(Home, "kind", also=words_for_codes("home_kind"), example=gettext_lazy("ordinary foster home")),
    Column(
        "municipality",
        gettext_lazy("municipality"),
        required=True,
        example="Alver",
        help=gettext_lazy("Name or number of the municipality in which the home lies."),
    ),
    column_of(Home, "places", example=2),
    column_of(
        Home,
        "protected_address",
        example=gettext_lazy("no"),
        help=gettext_lazy("Yes or no. With yes, address, village and coordinates are left out and never stored."),
    ),
    column_of(Home, "address", where=True, example="Fjellvegen 1"),
    Column(
        "village",
        gettext_lazy("village"),
        where=True,
        example="Knarvik",
        help=gettext_lazy("Travel times are measured from here."),
    ),
    Column(
        "postal_code",
        gettext_lazy("postal code"),
        where=True,
        example="5914",
        help=gettext_lazy("Instead of the village, or where it has several."),
    ),
    Column(
        "latitude",
        gettext_lazy("latitude"),
        Sort.NUMBER,
        where=True,
        help=gettext_lazy("Only when the home lies far from the middle of the village. For example 60.54760"),
    ),
    Column("longitude", gettext_lazy("longitude"), Sort.NUMBER, where=True, help=gettext_lazy("For example 5.28660")),
    column_of(Home, "travel_band"),
    column_of(Home, "phone", example="55 00 00 01"),
    column_of(Home, "email", example="fjellheim@example.no"),
    column_of(Home, "youngest_age", example=0),
    column_of(Home, "oldest_age", example=12),
    column_of(Home, "largest_sibling_group", example=2),
    column_of(Home, "one_family"),
    column_of(Home, "younger_than_own"),
    column_of(Home, "takes_on"),
    column_of(Home, "stretches_to"),
    column_of(Home, "does_not_take"),
    column_of(Home, "languages"),
    column_of(Home, "background"),
    column_of(Home, "free_from"),
    column_of(Home, "vacancy_confirmed_on"),
    column_of(Home, "visit_wishes"),
    column_of(
        Home,
        "closed_on",
        help=gettext_lazy(
            "For a home that has closed already. One that is open in the register is closed on its page."
        ),
    ),
    column_of(Home, "closed_reason"),
)


class HomeRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()

    def take(self, values: dict[str, Any]) -> Taken:
        register = self.batch.register
        municipality = register.municipality(values["municipality"])
        self.seen.once((name_key(values["name"]), municipality.pk), "name")
        found = register.homes_called(values["name"], municipality)
        if len(found) > 1:
            sentence = _("%(n)d homes in the register have this name here. Change the one you mean on its own page.")
            raise ValidationError({"name": sentence % {"n": len(found)}})
        self._check(values)
        return self._change(found[0], values) if found else self._new(values, municipality)

    def _check(self, values: dict[str, Any]) -> None:
        wrong = dict(answered_twice((name, values.get(name, ())) for name in NEED_LISTS))
        if wrong:
            raise ValidationError(wrong)

    def _new(self, values: dict[str, Any], municipality: Any) -> Taken:
        protected = values.get("protected_address", False)
        home = Home(service=self.batch.service, name=values["name"], municipality=municipality)
        home.protected_address = protected
        differing(home, values, (*PLAIN, "closed_on", "closed_reason", *self._where(home, values)))
        if not protected:
            home.point = self.batch.register.point(values, municipality)
        create_home(home, by=self.batch.by, at=self.batch.at)
        self.batch.register.homes.setdefault(name_key(home.name), []).append(home)
        return Taken(State.NEW, notes=_notes(protected, values), protected=protected)

    def _change(self, home: Home, values: dict[str, Any]) -> Taken:
        self._check_own_deeds(home, values)
        changed = differing(home, values, (*PLAIN, *self._where(home, values)))
        if not home.protected_address and (point := self._moved(home, values)) is not None:
            home.point, changed = point, [*changed, "village"]
        if changed:
            change_home(home, by=self.batch.by, at=self.batch.at, seen={})
        state = State.CHANGED if changed else State.UNCHANGED
        notes = _notes(home.protected_address, values)
        return Taken(state, fields=changed, notes=notes, protected=home.protected_address)

    def _moved(self, home: Home, values: dict[str, Any]) -> Any:
        """Return the point that the file moves the home to; None where it says nothing, or the same."""
        point = self.batch.register.point(values, home.municipality)
        if point is None or (home.point_id is not None and point.pk == home.point_id):
            return None
        own = home.point is not None and values.get("latitude") is None
        # A home with a point of its own in that village stays where it is.
        return None if own and home.point and home.point.village == point.village else point

    def _where(self, home: Home, values: dict[str, Any]) -> tuple[str, ...]:
        if sentence := band_without_protection(values.get("travel_band", ""), home.protected_address):
            raise ValidationError({"travel_band": sentence})
        return ("travel_band",) if home.protected_address else ("address",)

    def _check_own_deeds(self, home: Home, values: dict[str, Any]) -> None:
        """What has a page and a reason of its own is not done by a file."""
        told = values.get("protected_address", home.protected_address)
        if told != home.protected_address:
            raise ValidationError(
                {"protected_address": _("Protect the address, or lift that, on the home's own page.")}
            )
        if values.get("closed_on", home.closed_on) != home.closed_on:
            raise ValidationError({"closed_on": _("Close the home on its own page.")})


def _notes(protected: bool, values: dict[str, Any]) -> list[str]:
    return [str(LEFT_OUT)] if protected and any(values.get(name) for name in WHERE) else []


HOMES = Kind(
    key="homes",
    label=gettext_lazy("Foster homes"),
    lead=gettext_lazy("Homes of every kind, with what they take on. A home is known by its name and municipality."),
    columns=COLUMNS,
    names=names_of("homes"),
    rows=HomeRows,
    place=10,
)
