"""Forms of the on-call rota."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import OnCallShift, User
from ..models.rota import OnCallHours
from .base import RowForm, VersionedForm

MOST_TIMES = 26


class ShiftForm(VersionedForm):
    """Who answers, who is behind, from when until when."""

    sentence_at: ClassVar = {
        "on_call_shift_ends_after_start": "until_at",
        "on_call_shift_backup_is_another": "backup",
    }

    class Meta:
        model = OnCallShift
        fields = ("worker", "backup", "from_at", "until_at")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("worker", "backup"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class NewShiftForm(ShiftForm):
    """A new shift may be repeated: the same people at the same hours, every so many weeks."""

    times = forms.IntegerField(
        label=_("How many times"), min_value=1, max_value=MOST_TIMES, initial=1, help_text=_("1: this shift only.")
    )
    every_weeks = forms.IntegerField(label=_("Every so many weeks"), min_value=1, max_value=12, initial=1)


class HoursForm(RowForm):
    """When the office is open."""

    sentence_at: ClassVar = {"on_call_hours_in_order": "office_closes"}

    class Meta:
        model = OnCallHours
        fields = ("office_opens", "office_closes")
