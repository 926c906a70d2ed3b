"""Two people edit the same row: the second to save sees what the first wrote, and loses nothing.

The form carries a fingerprint of the row as it was when the page was opened. When the row has changed since, nothing is
saved: each field that the other one changed shows the new value beside what was typed here, and pressing save once more
keeps what was typed. Open the row with `select_for_update()` inside a transaction around form and action, so that
nobody can slip in between the comparison and the write.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

VERSION_LENGTH = 24


def version_of(row: models.Model) -> str:
    """Return a fingerprint of every column of the row."""
    values = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]


class VersionedForm(forms.ModelForm):
    """A form for one row of a model that refuses, once, to write over what somebody else saved meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=VERSION_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._saved = {name: self.initial.get(name) for name in self.fields}
        self._current = version_of(self.instance) if self.instance.pk else ""
        self.initial["version"] = self._current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("version") != self._current:
            self._show_both(cleaned)
        return cleaned

    def _show_both(self, cleaned: dict[str, Any]) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self._current
        self.add_error(
            None,
            ValidationError(
                _(
                    "Somebody else saved changes here while you wrote. Nothing of yours is lost: look at the marked "
                    "fields, and save once more to keep what stands in them."
                ),
                code="changed_meanwhile",
            ),
        )
        for name in self._differing(cleaned):
            sentence = _("Saved by somebody else meanwhile: %(value)s") % {"value": self._in_words(name)}
            self.add_error(name, ValidationError(sentence, code="changed_meanwhile"))

    def _differing(self, cleaned: dict[str, Any]) -> list[str]:
        """Return the fields whose saved value is not what stands in the form."""
        return [name for name in cleaned if name != "version" and self[name].field.has_changed(
            self._saved.get(name), self[name].data
        )]  # fmt: skip

    def _in_words(self, name: str) -> str:
        value = self._saved.get(name)
        if value in (None, "", []):
            return _("empty")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = getattr(self.fields[name], "choices", None)
        if choices is None:
            return str(value)
        wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
        return ", ".join(str(label) for key, label in choices if str(key) in wanted)
