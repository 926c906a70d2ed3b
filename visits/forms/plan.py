"""The form that asks for a plan of the year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm

from ..plans.options import TRACKS, PlanOptions

AHEAD = timedelta(days=366)
"""What is owed is known for the coming year: a plan that begins later is a slip of the keyboard."""


class PlanForm(PlainForm):
    start = forms.DateField(label=_("Plan from"), help_text=_("The plan covers a year from this day."))
    tracks = forms.MultipleChoiceField(label=_("Which visits"), choices=TRACKS, widget=forms.CheckboxSelectMultiple)
    keeps = forms.ChoiceField(
        label=_("What is planned already"),
        choices=[("keeps", _("move as little as possible")), ("anew", _("begin anew, with the least driving"))],
        widget=forms.RadioSelect,
        help_text=_("Booked and pinned visits stay in any case, and nothing changes before you accept it."),
    )
    persons = forms.MultipleChoiceField(
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: everybody who makes visits."),
    )
    office_from = forms.TimeField(label=_("Caseworkers set out from"))
    office_until = forms.TimeField(label=_("Caseworkers are back by"))
    supervisors_from = forms.TimeField(label=_("Supervisors set out from"))
    supervisors_until = forms.TimeField(label=_("Supervisors are back by"))

    def __init__(self, *args: Any, today: date, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["persons"].choices = people  # type: ignore[attr-defined]
        self.order_fields(("start", "tracks", "keeps"))

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if start <= self.today:
            raise forms.ValidationError(_("A plan begins tomorrow at the earliest."))
        if start > self.today + AHEAD:
            raise forms.ValidationError(_("A plan begins within a year. Is the year right?"))
        return start

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("office", "supervisors"):
            begin, end = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_until")
            if begin and end and begin >= end:
                self.add_error(f"{name}_until", _("The end must be after the start."))
        return cleaned

    def options(self) -> PlanOptions:
        """Return what the person chose."""
        chosen = self.cleaned_data
        office = (chosen["office_from"], chosen["office_until"])
        supervisors = (chosen["supervisors_from"], chosen["supervisors_until"])
        return PlanOptions(
            start=chosen["start"],
            office=office,
            supervisors=supervisors,
            tracks=tuple(chosen["tracks"]),
            persons=tuple(chosen["persons"]),
            keeps=chosen["keeps"] == "keeps",
            since=self.today,
        )
