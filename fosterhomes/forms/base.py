"""What the forms of the register share: fields in the look of the site, refusals at the field, versions of a row."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..shown import field_label, shown_value
from ..versions import as_token, from_token, version_of
from ..widgets import DateInput, MomentInput, TimeInput


def dress(form: forms.BaseForm) -> None:
    """Give dates and times the browser's own fields."""
    for field in form.fields.values():
        if isinstance(field, forms.DateTimeField):
            field.widget = MomentInput(field.widget.attrs)
        elif isinstance(field, forms.DateField):
            field.widget = DateInput(field.widget.attrs)
        elif isinstance(field, forms.TimeField):
            field.widget = TimeInput(field.widget.attrs)
        field.widget.is_required = field.required


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what an action refused: at the fields it names, else on top of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def move_sentences(form: forms.BaseForm, model: type[models.Model], sentence_at: Mapping[str, str]) -> None:
    """Move what a constraint of `model` says about the row to the field in which it can be mended."""
    places = {
        str(constraint.get_violation_error_message()): sentence_at[constraint.name]
        for constraint in model._meta.constraints
        if sentence_at.get(constraint.name) in form.fields
    }
    sentences = [str(sentence) for sentence in form.non_field_errors()]
    if moved := [sentence for sentence in sentences if sentence in places]:
        form.errors[NON_FIELD_ERRORS] = form.error_class(
            [sentence for sentence in sentences if sentence not in moved], error_class="nonfield"
        )
        if not form.errors[NON_FIELD_ERRORS]:
            del form.errors[NON_FIELD_ERRORS]
    for sentence in moved:
        form.add_error(places[sentence], sentence)


class PlainForm(forms.Form):
    """A form that is not one row. `sentence_at` says at which field a sentence of a constraint of `model` belongs."""

    model: ClassVar[type[models.Model] | None] = None
    sentence_at: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def refuse(self, error: ValidationError) -> None:
        refuse(self, error)
        if self.model is not None:
            move_sentences(self, self.model, self.sentence_at)


class RowForm(forms.ModelForm):
    """A form of one row. `sentence_at` says at which field the sentence of a constraint belongs."""

    sentence_at: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
        self._name_relations()

    def _name_relations(self) -> None:
        """Name the relations for which neither the model nor the form has words."""
        for name, field in self.fields.items():
            if name in self._meta.fields and field.label == capfirst(name.replace("_", " ")):  # type: ignore[operator]
                field.label = capfirst(field_label(self._meta.model, name))

    def refuse(self, error: ValidationError) -> None:
        refuse(self, error)
        self._move_sentences()

    def _update_errors(self, errors: ValidationError) -> None:
        super()._update_errors(errors)  # type: ignore[misc]
        self._move_sentences()

    def _move_sentences(self) -> None:
        move_sentences(self, self._meta.model, self.sentence_at)


@dataclass(frozen=True)
class Meanwhile:
    """A value that somebody else changed after the person opened the form."""

    label: str
    stored: str
    mine: str
    kept: bool
    """True when the person had not touched the value: the form now holds what is stored."""


class VersionedForm(RowForm):
    """A form that knows what the row held when it was opened, and shows what others changed since.

    `form_fields_of` names the form's fields for a column that is not itself a field.
    """

    form_fields_of: ClassVar[dict[str, tuple[str, ...]]] = {}
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: list[Meanwhile] = []
        self.stored = copy.copy(self.instance)
        self.seen = version_of(self.stored, self.columns()) if self.instance.pk else {}
        self.fields["version"].initial = as_token(self.seen)

    def columns(self) -> list[str]:
        """Return the columns of the row that this form may change."""
        own = {field.name for field in self._meta.model._meta.concrete_fields}
        return [name for name in (*self.fields, *self.form_fields_of) if name in own]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk:
            self._compare()

    def _compare(self) -> None:
        try:
            opened = from_token(self.cleaned_data.get("version") or "")
        except ValidationError as error:
            self.add_error(None, error)
            return
        mine = self.typed_version()
        changed = [name for name, now in self.seen.items() if now != opened.get(name) and now != mine[name]]
        if not changed:
            return
        self.typed = self.data = cast(QueryDict, self.data).copy()
        self.typed[self.add_prefix("version")] = as_token(self.seen)
        self.meanwhile = [self._settle(name, untouched=mine[name] == opened.get(name)) for name in changed]
        self.add_error(None, _("Somebody else changed this while you wrote. Look at what changed, and save again."))

    def typed_version(self) -> dict[str, str]:
        """Return the version that the row would have with what the person typed."""
        return version_of(self.instance, list(self.seen))

    def _settle(self, name: str, untouched: bool) -> Meanwhile:
        """Keep the other's value where the person had not touched it; else show both and keep the person's own."""
        label = capfirst(field_label(self._meta.model, name))
        told = Meanwhile(label, shown_value(self.stored, name), shown_value(self.instance, name), untouched)
        if untouched:
            for field in self.form_fields_of.get(name, (name,)):
                self._take_stored(field)
        return told

    def _take_stored(self, field: str) -> None:
        value = self.initial.get(field)
        values = value if isinstance(value, list) else ["" if value is None else str(value)]
        self.typed.setlist(self.add_prefix(field), values)
