"""The month to look at, the rates, and what is said of a day's driving."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, RowForm

from ..models import TravelDay, TravelRate


class MonthForm(PlainForm):
    """A month, as the browser's own field sends it: `2026-03`."""

    month = forms.DateField(
        label=_("Month"), required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )  # fmt: skip

    def __init__(self, data: QueryDict, *args: Any, today: date, **kwargs: Any) -> None:
        shown = data.copy()
        if not shown.get("month"):
            shown["month"] = f"{today:%Y-%m}"
        super().__init__(shown, *args, **kwargs)
        self.today = today
        self.fields["month"].widget = forms.DateInput(format="%Y-%m", attrs={"type": "month"})

    def first_day(self) -> date:
        """Return the first day of the month that was asked for; of this one when none was, or no month."""
        self.is_valid()
        month: date = self.cleaned_data.get("month") or self.today
        return month.replace(day=1)


class RateForm(RowForm):
    class Meta:
        model = TravelRate
        fields = ("from_on", "kilometre_ore", "passenger_ore", "hour_ore", "source")

    sentence_at = {"travel_rate_once": "from_on"}

    def _get_validation_exclusions(self) -> set[str]:
        # The service stands on the row already: the row is asked whether it has rates from that day.
        return super()._get_validation_exclusions() - {"service"}  # type: ignore[misc]


class TravelDayForm(RowForm):
    class Meta:
        model = TravelDay
        fields = ("kilometres", "passenger_kilometres")
