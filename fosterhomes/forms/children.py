"""Forms of a child: the child itself, protecting its address, closing its case, its siblings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Child, Municipality, Point, Service, TravelBand
from ..places import village_of
from ..row_checks import band_without_protection, checked_birth_date, checked_number, number_of_another
from ..widgets import SearchSelect
from .base import PlainForm, VersionedForm
from .home_filters import VillageField


class ChildForm(VersionedForm):
    """A child. Whether its address is protected is asked here only when it is new; later that is a deed of its own."""

    point = VillageField(
        label=gettext_lazy("Own surroundings"),
        required=False,
        empty_label=gettext_lazy("not known"),
        help_text=gettext_lazy("The village of school, friends and family: distances to homes are measured from here."),
    )
    sentence_at: ClassVar = {"child_reference_once": "reference", "child_protected_address_not_stored": "point"}

    class Meta:
        model = Child
        fields = (
            "service", "reference", "name", "birth_date", "national_number", "gender", "care_municipality", "point",
            "protected_address", "travel_band", "languages", "background", "needs",
        )  # fmt: skip
        widgets = {"care_municipality": SearchSelect}

    def __init__(self, *args: Any, today: date, services: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["care_municipality"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            self._keep_what_has_its_own_deed()
        else:
            self._choose_service(sorted(services))

    def _keep_what_has_its_own_deed(self) -> None:
        for name in ("service", "protected_address", "travel_band"):
            del self.fields[name]
        if self.instance.protected_address:
            del self.fields["point"]
        elif self.instance.point_id:
            self.initial["point"] = village_of(self.instance.point).pk

    def _choose_service(self, services: list[int]) -> None:
        """Ask for the service only from somebody who registers for several."""
        if len(services) == 1:
            self.instance.service_id = services[0]
            del self.fields["service"]
        else:
            self.fields["service"].queryset = Service.objects.filter(pk__in=services)  # type: ignore[attr-defined]

    def clean_national_number(self) -> str:
        return checked_number(self.cleaned_data["national_number"])

    def clean_birth_date(self) -> date:
        return checked_birth_date(self.cleaned_data["birth_date"], self.today)

    def clean_point(self) -> Point | None:
        """Choosing the same village again keeps a point of one's own in it."""
        village: Point | None = self.cleaned_data["point"]
        stored: Point | None = self.stored.point
        return stored if village and stored and village.pk == village_of(stored).pk else village

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        number, born = values.get("national_number"), values.get("birth_date")
        if number and born and (wrong := number_of_another(number, born)):
            self.add_error("national_number", wrong)
        band, protected = values.get("travel_band", ""), bool(values.get("protected_address"))
        if "travel_band" in self.fields and (wrong := band_without_protection(band, protected)):
            self.add_error("travel_band", wrong)
        if values.get("protected_address") and values.get("point"):
            self.add_error("point", _("A protected address is never stored: remove the village."))
        return values


class ProtectForm(PlainForm):
    travel_band = forms.ChoiceField(
        label=gettext_lazy("Travel from the office"),
        choices=[("", gettext_lazy("not known")), *TravelBand.choices],
        required=False,
        help_text=gettext_lazy("Set by hand; it is all that is left to plan by."),
    )


class ReasonForm(PlainForm):
    """Why something is done; the reason stays in the trace."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CloseCaseForm(ReasonForm):
    closed_on = forms.DateField(label=gettext_lazy("Closed on"))
    field_order = ("closed_on", "reason")


class ChildChoice(forms.ModelChoiceField):
    """A child by name, reference and birth year: two may have the same name."""

    widget = SearchSelect

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.reference}, {obj.birth_date.year})"


class JoinSiblingsForm(PlainForm):
    other = ChildChoice(label=gettext_lazy("Brother or sister"), queryset=Child.objects.none())

    def __init__(self, *args: Any, children: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = children  # type: ignore[attr-defined]


class SplitSiblingsForm(PlainForm):
    why_split = forms.CharField(
        label=gettext_lazy("Why they live apart"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Siblings live together unless there are special reasons."),
    )
    reassess_on = forms.DateField(label=gettext_lazy("To be reassessed on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_reassess_on(self) -> date:
        day: date = self.cleaned_data["reassess_on"]
        if day <= self.today:
            raise ValidationError(_("Choose a day that is still to come."))
        return day


class MergeForm(PlainForm):
    other = ChildChoice(
        label=gettext_lazy("The duplicate"),
        queryset=Child.objects.none(),
        help_text=gettext_lazy("What is registered on it moves to this child. You see what that is before it is done."),
    )

    def __init__(self, *args: Any, children: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = children  # type: ignore[attr-defined]
