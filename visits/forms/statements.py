"""What a report is about: a half-year, a day, a month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fosterhomes.figures import EARLIEST
from fosterhomes.forms.base import PlainForm
from fosterhomes.widgets import DateInput

from ..statements.half_year import HalfYear
from ..statements.half_year_words import half_in_words

SHOWN = 8
"""Half-years that the page offers; an older one is asked for by its name in the address."""


class HalfYearForm(PlainForm):
    """A half-year that has begun, the last that has closed unless another is asked for."""

    half = forms.ChoiceField(label=_("Half-year"), required=False)

    def __init__(self, data: QueryDict, *args: Any, today: date, **kwargs: Any) -> None:
        shown = data.copy()
        self.last_closed = HalfYear.holding(today).before
        shown.setdefault("half", str(self.last_closed))
        super().__init__(shown, *args, **kwargs)
        self.today = today
        self.fields["half"].choices = [(str(half), half_in_words(half)) for half in self._offered()]  # type: ignore[attr-defined]

    def _offered(self) -> list[HalfYear]:
        halves = [HalfYear.holding(self.today)]
        while len(halves) < SHOWN:
            halves.append(halves[-1].before)
        return halves

    @property
    def chosen(self) -> HalfYear | None:
        """Return the half-year, or None where what was asked for is none that the page offers."""
        return HalfYear.parse(self.cleaned_data["half"] or str(self.last_closed)) if self.is_valid() else None


class CouncilForm(PlainForm):
    """The last day of the report; it tells of the calendar year up to that day."""

    on = forms.DateField(label=_("Report up to"), widget=DateInput())
    published = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: QueryDict, *args: Any, today: date, default: date, **kwargs: Any) -> None:
        shown = data.copy()
        shown.setdefault("on", default.isoformat())
        super().__init__(shown, *args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not EARLIEST <= on <= self.today:
            raise forms.ValidationError(_("Choose a day from 1990 on that has come."))
        return on
