"""Forms of travel times, ferries and villages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import FerryArea, FerryLink, Point, TravelTime
from ..ways import NO_ROAD
from .base import PlainForm, VersionedForm

KINDS = [
    (TravelTime.Source.ESTIMATE.value, gettext_lazy("only estimates")),
    (TravelTime.Source.ROAD.value, gettext_lazy("measured by the road engine")),
    (TravelTime.Source.BY_HAND.value, gettext_lazy("set by hand")),
    (NO_ROAD, gettext_lazy("where no road goes")),
    ("", gettext_lazy("all ways")),
]


FIRST = TravelTime.Source.ESTIMATE.value


class WayFilters(forms.Form):
    """Which ways are shown: at first what has not been measured. `chosen` is the kind, also when nonsense is asked."""

    kind = forms.ChoiceField(label=gettext_lazy("Show"), required=False, choices=KINDS)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__({"kind": data.get("kind", FIRST)})

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["kind"]) if self.is_valid() else FIRST


class WayForm(PlainForm):
    """The time of a way as somebody knows it."""

    model = TravelTime
    sentence_at: ClassVar = {"travel_time_whole": "ferry_minutes"}
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=2880,
        help_text=gettext_lazy("Door to door, with the ferry and the usual wait for it."),
    )  # fmt: skip
    kilometres = forms.DecimalField(
        label=gettext_lazy("Kilometres"), required=False, min_value=0, max_value=3000, max_digits=5, decimal_places=1
    )
    ferry_minutes = forms.IntegerField(
        label=gettext_lazy("Of these on a ferry, minutes"), required=False, min_value=0, max_value=2880
    )
    no_road = forms.BooleanField(
        label=gettext_lazy("No road goes there, with any ferry that takes cars"), required=False
    )
    both = forms.BooleanField(label=gettext_lazy("The way back takes as long"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("no_road"):
            self._nothing_else(values)
        else:
            for name in ("minutes", "kilometres"):
                if name not in self.errors and values.get(name) is None:
                    self.add_error(name, _("Write how far it is, or tick that no road goes there."))
        return values

    def _nothing_else(self, values: dict[str, Any]) -> None:
        for name in ("minutes", "kilometres", "ferry_minutes"):
            if values.get(name):
                self.add_error(name, _("Leave this empty where no road goes, or untick that."))

    @property
    def way(self) -> dict[str, Any]:
        """Return what the action is told."""
        values = self.cleaned_data
        kilometres = values["kilometres"]
        return {
            "minutes": values["minutes"],
            "metres": None if kilometres is None else round(kilometres * 1000),
            "ferry_minutes": values["ferry_minutes"] or 0,
            "both": values["both"],
        }


class FerryAreaForm(VersionedForm):
    class Meta:
        model = FerryArea
        fields = ("name", "crossing", "minutes")


class FerryLinkForm(VersionedForm):
    """A crossing straight between two areas, in whichever order they are named."""

    sentence_at: ClassVar = {"ferry_link_once": "other", "ferry_link_between_two": "other"}

    class Meta:
        model = FerryLink
        fields = ("area", "other", "crossing", "minutes")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        back = FerryLink.objects.filter(area=values.get("other"), other=values.get("area")).exclude(pk=self.instance.pk)
        if back.exists():
            self.add_error("other", _("There is already a ferry between these two areas."))
        return values


class VillageForm(forms.ModelForm):
    """What kind of road leads to a village, and which ferry."""

    class Meta:
        model = Point
        fields = ("terrain", "ferry_area")
        labels: ClassVar = {"ferry_area": gettext_lazy("Reached by")}
        help_texts: ClassVar = {"terrain": gettext_lazy("It holds for every home and every point in the village.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ferry_area"].empty_label = _("road, without a ferry")  # type: ignore[attr-defined]
