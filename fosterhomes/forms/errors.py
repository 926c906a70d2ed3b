"""Put what an action refused at the field it concerns, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def done(form: forms.BaseForm, deed: Callable[[], Any]) -> bool:
    """Run `deed` when the form is valid; what it refuses becomes errors of the form. Return whether it was done."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as error:
        put_errors(form, error)
    return not form.errors


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Add each sentence of `error` at the field it is about; the form itself takes what no field of it is about."""
    for field, leaf in _leaves(error):
        form.add_error(field_for(form, leaf) if field not in form.fields else field, leaf)


def field_for(form: forms.BaseForm, error: ValidationError) -> str | None:
    """Return the field where a constraint's sentence belongs: `constraint_fields` of the form, by constraint name."""
    places: dict[str, str] = getattr(form, "constraint_fields", {})
    if error.code in places:
        return places[error.code]
    sentences = _sentences(set(places))
    return places.get(sentences.get(" ".join(error.messages), ""))


def _leaves(error: ValidationError) -> Iterator[tuple[str, ValidationError]]:
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            yield from ((field, leaf) for leaf in errors)
    else:
        yield from ((NON_FIELD_ERRORS, leaf) for leaf in error.error_list)


def _sentences(names: set[str]) -> dict[str, str]:
    """What the database refused arrives as a sentence alone: find back the constraint that says it."""
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return {str(c.get_violation_error_message()): c.name for c in constraints if c.name in names}


class FieldErrors:
    """For forms: errors of constraints go to the fields that `constraint_fields` names (constraint name → field)."""

    constraint_fields: dict[str, str] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and isinstance(error, ValidationError):
            error = self._moved(error)
        super().add_error(field, error)  # type: ignore[misc]

    def _moved(self, error: ValidationError) -> ValidationError:
        """Django hands a whole dictionary of errors to `add_error`; lay out its general ones by constraint."""
        moved: dict[str, list[ValidationError]] = {}
        for field, leaf in _leaves(error):
            general = field == NON_FIELD_ERRORS
            place = field_for(self, leaf) if general else field  # type: ignore[arg-type]
            moved.setdefault(place if place in self.fields else NON_FIELD_ERRORS, []).append(leaf)  # type: ignore[attr-defined]
        return ValidationError(moved) if set(moved) != {NON_FIELD_ERRORS} else ValidationError(moved[NON_FIELD_ERRORS])
