"""Children from a file. A child is the one with its reference, or with its national identity number."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.children import change_child, protect_address, register_child
from ..actions.contact import assign_contact_person
from ..models import Child
from ..row_checks import band_without_protection, checked_birth_date, checked_number, number_of_another
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of, words_for_codes
from .register import Seen, differing

PLAIN = (
    "reference",
    "name",
    "national_number",
    "birth_date",
    "gender",
    "care_municipality",
    "needs",
    "languages",
    "background",
)
WHERE = ("village", "postal_code")
LEFT_OUT = gettext_lazy("The address is protected: what the file says of where it lies is left out, and not stored.")


COLUMNS = (
    column_of(Child, "reference", example="2026-0142"),
    column_of(Child, "name", example="Ada Prøve"),
    column_of(Child, "birth_date", example="17.05.2014"),
    column_of(Child, "national_number", help=gettext_lazy("Eleven digits. Leave it empty when it is not needed.")),
    column_of(
        Child,
        "gender",
        also=words_for_codes("gender"),
    ),
    Column(
        "care_municipality",
        gettext_lazy("municipality with care responsibility"),
        required=True,
        example="Alver",
        help=gettext_lazy("Name or number of the municipality that has the care."),
    ),
    column_of(Child, "protected_address", example=gettext_lazy("no")),
    Column(
        "village",
        gettext_lazy("own surroundings"),
        where=True,
        example="Knarvik",
        help=gettext_lazy("The village of school, friends and family: distances to homes are measured from here."),
    ),
    Column(
        "postal_code",
        gettext_lazy("postal code"),
        where=True,
        help=gettext_lazy("Instead of the village, or where it has several."),
    ),
    column_of(Child, "travel_band"),
    column_of(Child, "languages"),
    column_of(Child, "background"),
    column_of(Child, "needs"),
    Column(
        "contact_person",
        gettext_lazy("contact person"),
        example="sakshandsamar@example.no",
        help=gettext_lazy("Name or e-mail of a caseworker with a log-in. Holds from today where it is new."),
    ),
)


class ChildRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()

    def take(self, values: dict[str, Any]) -> Taken:
        register = self.batch.register
        known = register.child_known_as(values["reference"], values.get("national_number"))
        self.seen.once(values["reference"].casefold(), "reference")
        if known:
            self.seen.once(known.pk, "reference")
        self._check(values)
        if known and known.reference.casefold() != values["reference"].casefold():
            sentence = _("The child with the reference %(reference)s has this number.")
            raise ValidationError({"national_number": sentence % {"reference": known.reference}})
        where = register.municipality(values["care_municipality"], "care_municipality")
        values = values | {"care_municipality": where}
        worker = values.get("contact_person")
        found = self._change(known, values) if known else self._new(values)
        if worker:
            self._contact(known or register.child_known_as(values["reference"], None), worker, found)
        return found

    def _check(self, values: dict[str, Any]) -> None:
        found: dict[str, Any] = {}
        for name, check in (
            ("national_number", checked_number),
            ("birth_date", lambda day: checked_birth_date(day, self.batch.today)),
        ):
            try:
                if name in values:
                    values[name] = check(values[name])
            except ValidationError as error:
                found[name] = error.messages
        number = values.get("national_number")
        if number and not found and (wrong := number_of_another(number, values["birth_date"])):
            found["national_number"] = wrong
        if found:
            raise ValidationError(found)

    def _new(self, values: dict[str, Any]) -> Taken:
        child = Child(service=self.batch.service, protected_address=values.get("protected_address", False))
        differing(child, values, (*PLAIN, *self._band(child.protected_address, values)))
        if not child.protected_address:
            child.point = self.batch.register.village(values, None)
        register_child(child=child, by=self.batch.by, at=self.batch.at)
        self.batch.register.add_child(child)
        self.seen.once(child.pk, "reference")
        return Taken(State.NEW, notes=_notes(child, values), protected=child.protected_address)

    def _change(self, child: Child, values: dict[str, Any]) -> Taken:
        by, at = self.batch.by, self.batch.at
        told = values.get("protected_address", child.protected_address)
        if child.protected_address and not told:
            raise ValidationError(
                {"protected_address": _("Lift the protection of the address on the child's own page.")}
            )
        newly = told and not child.protected_address
        changed = differing(child, values, PLAIN)
        self._band(told, values)
        if not told and (point := self._moved(child, values)) is not None:
            child.point, changed = point, [*changed, "village"]
        if changed:
            change_child(child=child, seen={}, by=by, at=at)
        if newly:
            protect_address(child=child, travel_band=values.get("travel_band", ""), by=by, at=at)
            changed = [*changed, "protected_address"]
        return Taken(
            State.CHANGED if changed else State.UNCHANGED, changed, notes=_notes(child, values), protected=told
        )

    def _moved(self, child: Child, values: dict[str, Any]) -> Any:
        """Return the village that the file moves the child to; None where it says nothing, or the same."""
        point = self.batch.register.village(values, None)
        same = point is None or (child.point is not None and child.point.village == point.village)
        return None if same else point

    def _band(self, protected: bool, values: dict[str, Any]) -> tuple[str, ...]:
        if sentence := band_without_protection(values.get("travel_band", ""), protected):
            raise ValidationError({"travel_band": sentence})
        return ("travel_band",)

    def _contact(self, child: Any, words: str, found: Taken) -> None:
        """Make somebody the contact person where nobody, or somebody else, is."""
        worker = self.batch.register.worker(words, "contact_person")
        now = child.contact_persons.on(self.batch.today).first() if found.state is not State.NEW else None
        if now is not None and now.worker_id == worker.pk:
            return
        try:
            assign_contact_person(
                child=child,
                worker=worker,
                on=self.batch.today,
                by=self.batch.by,
                at=self.batch.at,
            )
        except ValidationError as error:
            raise ValidationError({"contact_person": error.messages}) from error
        if found.state is not State.NEW:
            found.state, found.fields = State.CHANGED, [*found.fields, "contact_person"]


def _notes(child: Child, values: dict[str, Any]) -> list[str]:
    return [str(LEFT_OUT)] if child.protected_address and any(values.get(name) for name in WHERE) else []


CHILDREN = Kind(
    key="children",
    label=gettext_lazy("Children"),
    lead=gettext_lazy("The children whose cases the service carries, or whom it supervises for another."),
    columns=COLUMNS,
    names=names_of("children"),
    rows=ChildRows,
    place=20,
)
