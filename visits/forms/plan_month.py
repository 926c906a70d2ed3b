"""What of the plan is shown: which month, whose, which track."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fosterhomes.widgets import SearchSelect

from ..plans.options import TRACKS
from .travel import MonthForm


class PlanMonthForm(MonthForm):
    person = forms.ChoiceField(label=_("Who"), required=False, widget=SearchSelect)
    track = forms.ChoiceField(label=_("Which visits"), required=False, choices=[("", _("all")), *TRACKS])

    def __init__(self, data: QueryDict, *args: Any, today: date, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, *args, today=today, **kwargs)
        self.fields["person"].choices = [("", _("everybody")), *people]  # type: ignore[attr-defined]
        if len(people) <= 1:
            del self.fields["person"]

    def of(self, name: str) -> str:
        """Return a filter's value; empty where it is not among the choices."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
