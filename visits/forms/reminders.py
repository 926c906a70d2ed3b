"""How often a person is reminded, and on which weekday."""

from __future__ import annotations

from typing import Any

from django import forms

from fosterhomes.forms.base import RowForm

from ..models import ReminderChoice
from ..models.reminder import Rhythm


class ReminderForm(RowForm):
    class Meta:
        model = ReminderChoice
        fields = ("rhythm", "weekday")
        widgets = {"rhythm": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = Rhythm.choices  # type: ignore[attr-defined]
