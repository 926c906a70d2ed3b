"""Forms of a home: the home itself, pausing, closing, opening again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..address_search import Found, find_address, is_on, village_with
from ..models import Home, Municipality, Point, Service
from ..places import own_point, village_of
from ..row_checks import NEED_LISTS, answered_twice, band_without_protection
from ..widgets import SearchSelect
from .base import PlainForm, VersionedForm
from .home_filters import VillageField


class HomeForm(VersionedForm):
    """A home. The point is chosen as a village; coordinates of one's own make it exact.

    A protected address takes address and point away: that is said, and confirmed, before it is saved.
    """

    village = VillageField(
        label=gettext_lazy("Village"),
        required=False,
        empty_label=gettext_lazy("not known"),
        help_text=gettext_lazy("Travel times are measured from here."),
    )
    postal_code = forms.CharField(
        label=gettext_lazy("Postal code"), required=False, max_length=4,
        help_text=gettext_lazy("Instead of the village, or where it has several."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude"), required=False, max_digits=8, decimal_places=5,
        help_text=gettext_lazy("Only when the home lies far from the middle of the village. For example 60.54760"),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude"), required=False, max_digits=8, decimal_places=5,
        help_text=gettext_lazy("For example 5.28660"),
    )  # fmt: skip
    confirm_protected = forms.BooleanField(
        label=gettext_lazy("Yes, delete the address, the village and the point for good"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"), required=False, max_length=300,
        help_text=gettext_lazy("When you correct something that was wrong. It stands in the history."),
    )  # fmt: skip
    form_fields_of: ClassVar = {"point": ("village", "postal_code", "latitude", "longitude")}
    sentence_at: ClassVar = {"home_ages_in_order": "oldest_age"}

    class Meta:
        model = Home
        fields = (
            "service", "kind", "name", "municipality", "protected_address", "address", "travel_band", "phone",
            "email", "places", "youngest_age", "oldest_age", "largest_sibling_group", "one_family",
            "younger_than_own", "takes_on", "stretches_to",
            "does_not_take", "languages", "background", "free_from", "visit_wishes",
        )  # fmt: skip
        widgets = {"municipality": SearchSelect, "phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args: Any, services: Iterable[int], **kwargs: Any) -> None:
        kwargs["initial"] = _where(kwargs.get("instance")) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.asks_protection = bool(self.data.get("confirm_protected"))
        self._choose_service(sorted(services))
        self.fields["municipality"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]
        if not self.instance.pk:
            del self.fields["reason"]

    def _choose_service(self, services: list[int]) -> None:
        """Ask for the service only from somebody who registers for several."""
        if self.instance.pk or len(services) == 1:
            self.instance.service_id = self.instance.service_id or services[0]
            del self.fields["service"]
        else:
            self.fields["service"].queryset = Service.objects.filter(pk__in=services)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._one_answer_for_each_need()
        if values.get("protected_address"):
            self._protect()
        else:
            self._locate()
        return values

    def find_address(self) -> Found:
        """Look the typed address up. One that is protected, or stored as protected, is never sent to anybody."""
        if not is_on():
            return Found(_("The search for addresses is switched off."))
        if self.data.get("protected_address") or self.stored.protected_address:
            return Found(_("A protected address is never searched for."))
        return find_address(self.data.get("address", ""), self.data.get("municipality", ""))

    def typed_in(self, found: Found) -> dict[str, Any]:
        """Return everything as it was typed, with the point that was found in its fields."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }
        if found.latitude is None:
            return typed
        village = village_with(found.postal_code, self.data.get("municipality", ""))
        chosen = {"village": village_of(village).pk} if village else {}
        return (
            typed
            | chosen
            | {"latitude": found.latitude, "longitude": found.longitude, "postal_code": found.postal_code}
        )

    def _one_answer_for_each_need(self) -> None:
        for name, sentence in answered_twice((name, self.cleaned_data.get(name) or ()) for name in NEED_LISTS):
            self.add_error(name, sentence)

    def _protect(self) -> None:
        gone = [self.stored.address, self.stored.point_id, *(self.cleaned_data.get(name) for name in _WHERE)]
        if any(gone) and not self.cleaned_data.get("confirm_protected"):
            self.asks_protection = True
            sentence = _(
                "The address, the village and the point are then deleted for good. Confirm that, or untick this."
            )
            self.add_error("protected_address", sentence)
            return
        self.cleaned_data.update(dict.fromkeys(_WHERE, None), address="")
        self.instance.point = None

    def _locate(self) -> None:
        if wrong := band_without_protection(self.cleaned_data.get("travel_band", ""), False):
            self.add_error("travel_band", wrong)
        village = self._village()
        latitude: Any = self.cleaned_data.get("latitude")
        longitude: Any = self.cleaned_data.get("longitude")
        if (latitude is None) != (longitude is None):
            missing = "latitude" if latitude is None else "longitude"
            self.add_error(missing, _("Write both latitude and longitude, or neither."))
        elif latitude is not None and not village:
            self.add_error("village", _("Choose the village that the point lies in."))
        elif not {"village", "postal_code", "latitude", "longitude"} & set(self.errors):
            self._point_at(own_point(village, latitude, longitude) if village and latitude is not None else village)

    def _village(self) -> Point | None:
        """Return the place with the postal code that was typed, else the village that was chosen."""
        code, village = self.cleaned_data.get("postal_code"), self.cleaned_data.get("village")
        if not code or "postal_code" not in self.changed_data:
            return village
        found = village_with(code)
        if found is None:
            self.add_error("postal_code", _("This postal code is not in the register. Choose the village instead."))
        elif village and "village" in self.changed_data and village.village != found.village:
            self.add_error("postal_code", _("%(code)s is %(place)s.") % {"code": code, "place": found.village})
        return found

    def _point_at(self, point: Point | None) -> None:
        municipality = self.cleaned_data.get("municipality")
        if point and municipality and point.municipality_id != municipality.pk:
            places = {"village": point.village, "there": point.municipality, "here": municipality}
            self.add_error("village", _("%(village)s lies in %(there)s, not in %(here)s.") % places)
            return
        try:
            if point and point.pk is None:
                point.full_clean()
        except ValidationError as error:
            self.add_error("latitude", error.messages)
        self.instance.point = point


_WHERE = ("address", "village", "postal_code", "latitude", "longitude")


def _where(home: Home | None) -> dict[str, Any]:
    """Return village and own coordinates of a home as the form asks for them."""
    if home is None or home.point is None:
        return {}
    village = village_of(home.point)
    where = {"village": village.pk, "postal_code": home.point.postal_code}
    if village.pk == home.point.pk:
        return where
    return where | {"latitude": home.point.latitude, "longitude": home.point.longitude}


class PauseForm(PlainForm):
    paused_until = forms.DateField(
        label=gettext_lazy("Paused until"),
        help_text=gettext_lazy("The first day on which the family can be asked again."),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=300)


class CloseForm(PlainForm):
    closed_on = forms.DateField(label=gettext_lazy("Closed from"))
    reason = forms.CharField(label=gettext_lazy("Why it closes"), max_length=200)


class ReasonForm(PlainForm):
    """A deed that needs nothing but a reason."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
