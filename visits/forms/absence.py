"""The forms of an absence and of somebody's regular working hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, RowForm
from fosterhomes.versions import as_token, from_token, version_of
from fosterhomes.widgets import SearchSelect

from ..hour_words import DayHours, read_words
from ..models import Absence, WorkingHours
from ..visitors import columns_of

MOST_TO_CHOOSE = 1


class AbsenceForm(RowForm):
    """Who is away, how, from when, and until and with which day."""

    sentence_at = {"absence_of_worker_once": "from_on", "absence_of_supervisor_once": "from_on"}

    last_on = forms.DateField(
        label=_("Until and with"), required=False, help_text=_("Empty while nobody knows the last day.")
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Absence
        fields = ("kind", "from_on")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, people: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Absence.Kind.choices  # type: ignore[attr-defined]
        if people is not None and len(people) > MOST_TO_CHOOSE:
            self.fields["person"] = forms.ChoiceField(
                label=_("Who is away"), choices=[("", _("Choose")), *people], widget=SearchSelect
            )
            self.order_fields(("person", "kind", "from_on", "last_on"))
        self.people = people or []
        if self.instance.pk:
            self.seen = version_of(self.instance, ["kind", "from_on", "until_on"])
            self.fields["version"].initial = as_token(self.seen)
            if self.instance.until_on:
                self.fields["last_on"].initial = self.instance.until_on - timedelta(days=1)

    def clean_last_on(self) -> date | None:
        last: date | None = self.cleaned_data["last_on"]
        first = self.cleaned_data.get("from_on")
        if last and first and last < first:
            raise forms.ValidationError(gettext("The last day is before the first."))
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        last = cleaned.get("last_on")
        self.instance.until_on = last + timedelta(days=1) if last else None
        if self.people:
            whose = columns_of(cleaned.get("person") or self.people[0][0])
            self.instance.worker_id, self.instance.supervisor_id = whose["worker_id"], whose["supervisor_id"]
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The end and the person are set on the row by `clean`: the row is asked about them too.
        return super()._get_validation_exclusions() - {"until_on", "worker", "supervisor"}  # type: ignore[misc]

    @property
    def opened(self) -> dict[str, str]:
        """Return what the row held when the person opened the form."""
        return from_token(self.cleaned_data.get("version") or "")


class AwayForm(AbsenceForm):
    """An absence entered by who plans: what has to move is shown at once."""

    replan = forms.BooleanField(
        label=_("Show at once what has to move"), required=False, help_text=_("Nothing changes before you accept it.")
    )
    stand_ins = forms.BooleanField(
        label=_("Other caseworkers may make follow-up visits that cannot wait"), required=False
    )


class WeekdayForm(PlainForm):
    """One weekday: from when until when, and in which weeks; empty on a day off."""

    from_time = forms.TimeField(label=_("From"), required=False)
    until_time = forms.TimeField(label=_("Until"), required=False)
    weeks = forms.ChoiceField(label=_("Weeks"), choices=WorkingHours.Weeks.choices)

    def __init__(self, *args: Any, weekday: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"day{weekday}", **kwargs)
        self.weekday = weekday
        self.label = WorkingHours.Weekday(weekday).label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("from_time"), cleaned.get("until_time")
        if bool(begin) != bool(end) and not self.errors:
            self.add_error("until_time" if begin else "from_time", _("Give both, or none on a day off."))
        if begin and end and begin >= end:
            self.add_error("until_time", _("The end must be after the start."))
        return cleaned


class WordsForm(PlainForm):
    """The same week in plain words; `hours` holds what they mean."""

    text = forms.CharField(
        label=_("In words"),
        max_length=300,
        help_text=_("For instance: Monday–Thursday 8–15:30, every other Friday 8–12"),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.hours: list[DayHours] = []

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        self.hours = read_words(text, self.today)
        return text


class WeekForm:
    """The seven weekdays of a person's regular week."""

    def __init__(self, data: Any, stored: dict[int, WorkingHours]) -> None:
        self.days = [WeekdayForm(data, weekday=day, initial=_initial(stored.get(day))) for day in range(7)]

    def is_valid(self) -> bool:
        valid = [day.is_valid() for day in self.days]  # each day is asked, so that each shows its error
        return all(valid)

    def rows(self, **whose: Any) -> list[WorkingHours]:
        """Return a row for each day with hours."""
        filled = [day for day in self.days if day.cleaned_data.get("from_time")]
        return [WorkingHours(weekday=day.weekday, **day.cleaned_data, **whose) for day in filled]


def _initial(row: WorkingHours | None) -> dict[str, Any]:
    if row is None:
        return {"weeks": WorkingHours.Weeks.EVERY}
    return {"from_time": row.from_time, "until_time": row.until_time, "weeks": row.weeks}
