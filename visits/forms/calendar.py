"""What a calendar is asked for, and where a visit is dragged to."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.widgets import SearchSelect

from ..days import Span

FIRST, LAST = date(2000, 1, 3), date(2100, 1, 1)
"""Calendars of other centuries are asked for by mistake."""


class View(models.TextChoices):
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")


class CalendarForm(PlainForm):
    """Whose calendar, and a day of the week or month. What makes no sense is as if it were not there."""

    whose = forms.ChoiceField(label=_("Whose calendar"), widget=SearchSelect, required=False)
    day = forms.DateField(label=_("Day"), required=False)
    view = forms.ChoiceField(choices=View.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["whose"].choices = people  # type: ignore[attr-defined]


def chosen_day(form: CalendarForm, today: date) -> date:
    day: date = form.cleaned_data.get("day") or today
    return day if FIRST <= day < LAST else today


def days_of(view: str, day: date) -> Span:
    """Return the week of the day, Monday to Sunday, or its month."""
    if view == View.MONTH:
        first = day.replace(day=1)
        return Span(first, (first + timedelta(days=31)).replace(day=1))
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=7))


class DragForm(forms.Form):
    """Where a visit is put (`day`, `start`), and where it stood when it was dragged away (`was_day`, `was_start`)."""

    day = forms.DateField()
    start = forms.TimeField(required=False)
    was_day = forms.DateField()
    was_start = forms.TimeField(required=False)

    @property
    def to(self) -> tuple[date, time | None]:
        return self.cleaned_data["day"], self.cleaned_data["start"]

    @property
    def was(self) -> tuple[date, time | None]:
        return self.cleaned_data["was_day"], self.cleaned_data["was_start"]
