"""Forms of the search at night: few fields, made for a thumb."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fosterhomes.forms.base import PlainForm
from fosterhomes.forms.home_filters import VillageField
from fosterhomes.models import LegalGround, Municipality, Need
from fosterhomes.widgets import DateInput

from ..actions.tonight import Arrival
from ..models import NightCall
from ..tonight import OLDEST

GROUNDS = (LegalGround.EMERGENCY, LegalGround.VOLUNTARY)


class NightForm(PlainForm):
    """What is searched for. A button adds or takes away one age; everything else is sent along and kept."""

    ages = forms.CharField(required=False, widget=forms.HiddenInput)
    add = forms.IntegerField(required=False, min_value=0, max_value=OLDEST)
    remove = forms.IntegerField(required=False, min_value=0)
    place = VillageField(
        label=gettext_lazy("Where the children are now"),
        required=False,
        empty_label=gettext_lazy("at the office"),
        help_text=gettext_lazy("The way to each home is measured from here."),
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What the home must take on"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_ages(self) -> list[int]:
        parts = self.cleaned_data["ages"].replace(",", " ").split()
        if not all(part.isdecimal() for part in parts):
            raise forms.ValidationError(_("Ages are 0 to 17 years."))
        return [int(part) for part in parts]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        ages = list(values.get("ages") or [])
        if values.get("add") is not None:
            ages.append(values["add"])
        if values.get("remove") is not None and values["remove"] < len(ages):
            del ages[values["remove"]]
        return values | {"ages": ages}


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=NightCall.Answer.choices)


class EndForm(PlainForm):
    outcome = forms.CharField(
        label=gettext_lazy("How it ended"),
        max_length=200,
        help_text=gettext_lazy("For example: stays with an aunt until tomorrow. No names."),
    )


class ArrivalForm(PlainForm):
    """Who moves in: name and birth date of each, in the order of the ages."""

    care_municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality with care responsibility"), queryset=Municipality.objects.none()
    )
    legal_ground = forms.ChoiceField(
        label=gettext_lazy("Legal ground"),
        choices=[(ground.value, ground.label) for ground in GROUNDS],
        initial=LegalGround.EMERGENCY.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, ages: list[int], service: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ages = ages
        own = Municipality.objects.filter(service=service)
        self.fields["care_municipality"].queryset = own  # type: ignore[attr-defined]
        self.fields["care_municipality"].initial = own.first()
        for number, age in enumerate(ages, start=1):
            self._ask(number, age)
        self.order_fields([name for name in self.fields if name[-1].isdecimal()])

    def _ask(self, number: int, age: int) -> None:
        about = ngettext("child of %(age)d year", "child of %(age)d years", age) % {"age": age}
        name = forms.CharField(label=_("Name, %(about)s") % {"about": about}, max_length=120)
        name.widget.attrs["autocomplete"] = "off"
        born = forms.DateField(label=_("Birth date, %(about)s") % {"about": about}, widget=DateInput())
        self.fields[f"name_{number}"], self.fields[f"birth_date_{number}"] = name, born

    @property
    def arrivals(self) -> list[Arrival]:
        """Return the children, once the form is valid."""
        numbers = range(1, len(self.ages) + 1)
        return [Arrival(self.cleaned_data[f"name_{n}"], self._born(n)) for n in numbers]

    def _born(self, number: int) -> date:
        born: date = self.cleaned_data[f"birth_date_{number}"]
        return born
