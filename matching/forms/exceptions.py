"""The form of an exception from the service's own rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm


class ExceptionForm(PlainForm):
    rules = forms.MultipleChoiceField(label=_("Rules that are excepted"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside the home, and goes into the decision."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rules"].choices = choices  # type: ignore[attr-defined]
