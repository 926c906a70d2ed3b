"""Two people edit the same row: the second to save sees what the first wrote, and nothing is lost of either.

The form carries a fingerprint of each field as it was when the page was opened. When the row has changed since, nothing
is saved: fields that only the other one changed take the new value, fields that both changed show both values, and
pressing save once more keeps what then stands in the form. Open the row with `select_for_update()` inside a transaction
around form and action, so that nobody slips in between the comparison and the write.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

FINGERPRINT_LENGTH = 8


def fingerprint(value: Any) -> str:
    """Return a short hash of a field's value; the same for a row's value and for what a form made of its text."""
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, Iterable) and not isinstance(value, str):
        value = sorted(str(getattr(one, "pk", one)) for one in value)
    text = "" if value is None else str(value)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]


class VersionedForm(forms.ModelForm):
    """A form for one row of a model that refuses, once, to write over what somebody else saved meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._saved = {name: value for name, value in self.initial.items() if name in self._meta.fields}
        if self.instance.pk:
            self.initial["version"] = self._version()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened = dict(pair.split(":", 1) for pair in cleaned.get("version", "").split(",") if ":" in pair)
        changed = [name for name, value in self._saved.items() if opened.get(name, "") != fingerprint(value)]
        if self.instance.pk and changed:
            self._show_both(changed, opened, cleaned)
        return cleaned

    def _version(self) -> str:
        return ",".join(f"{name}:{fingerprint(value)}" for name, value in self._saved.items())

    def _show_both(self, changed: list[str], opened: dict[str, str], cleaned: dict[str, Any]) -> None:
        self.data = self.data.copy()
        self._put("version", self._version())
        sentence = _(
            "Somebody else saved changes here while you wrote. Nothing of yours is lost: look at the marked fields, "
            "and save once more to keep what stands in the form."
        )
        self.add_error(None, ValidationError(sentence, code="changed_meanwhile"))
        for name in changed:
            self._show_change(name, typed=name not in cleaned or fingerprint(cleaned[name]) != opened.get(name))

    def _show_change(self, name: str, *, typed: bool) -> None:
        """Say what the other one wrote; where nothing was typed here, also let it stand."""
        if typed:
            sentence = _("Somebody else meanwhile saved: %(value)s. Here stands what you wrote.")
        else:
            sentence = _("Somebody else meanwhile saved: %(value)s. It is filled in here.")
            self._put(name, self._saved[name])
        message = sentence % {"value": self._in_words(name)}
        self.add_error(name, ValidationError(message, code="changed_meanwhile"))

    def _put(self, name: str, value: Any) -> None:
        """Let the field show `value` when the form is shown again."""
        shown = self.fields[name].prepare_value(value)
        values = shown if isinstance(shown, list) else [] if shown in (None, False) else [shown]
        self.data.setlist(self.add_prefix(name), [str(one) for one in values])  # type: ignore[attr-defined]

    def _in_words(self, name: str) -> str:
        value = self._saved[name]
        if value in (None, "", []):
            return _("empty")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = getattr(self.fields[name], "choices", None)
        if choices is None:
            return str(value)
        wanted = {str(one) for one in (value if isinstance(value, list) else [value])}
        return ", ".join(str(label) for key, label in choices if str(key) in wanted)
