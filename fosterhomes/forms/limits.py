"""Forms of what the search for a home must respect for a child."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Child, Home, KeepAway, NotTogether, TravelLimit
from ..permissions import Access
from ..widgets import SearchSelect
from .base import VersionedForm
from .children import ChildChoice
from .home_filters import VillageField


class LimitForm(VersionedForm):
    """A row that belongs to a child; `access` narrows what can be chosen."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to what the person's duties show."""

    def _visible(self, model: type[Any], chosen: int | None) -> Any:
        """Return the rows to choose from; one that is chosen stays, also for who sees no more of it."""
        known = Q(pk__in=model.objects.visible_to(self.access).values("pk")) | Q(pk=chosen)
        return model.objects.filter(known, service=self.instance.child.service_id, merged_into=None)


class TravelLimitForm(LimitForm):
    point = VillageField(
        label=gettext_lazy("Village"),
        required=False,
        empty_label=gettext_lazy("as it follows from the purpose"),
        help_text=gettext_lazy(
            "When none is chosen: the child's own surroundings for school and parents, where they live now for "
            "siblings, the office for the contact person."
        ),
    )
    sentence_at: ClassVar = {"travel_limit_somewhere": "point", "travel_limit_protected_not_stored": "point"}

    class Meta:
        model = TravelLimit
        fields = ("purpose", "point", "longest_minutes", "longest_km", "wish", "note")

    def prepare(self) -> None:
        for name in ("longest_minutes", "longest_km"):
            self.fields[name].min_value, self.fields[name].widget.attrs["min"] = 1, 1  # type: ignore[attr-defined]
        if self.instance.child.protected_address:
            del self.fields["point"]
            # Nothing but a village says what else matters, and none may be stored.
            purposes = [one for one in TravelLimit.Purpose.choices if one[0] != TravelLimit.Purpose.OTHER]
            self.fields["purpose"].choices = [("", "---------"), *purposes]  # type: ignore[attr-defined]

    def clean_longest_minutes(self) -> int | None:
        return self._above_zero("longest_minutes")

    def clean_longest_km(self) -> int | None:
        return self._above_zero("longest_km")

    def _above_zero(self, name: str) -> int | None:
        number: int | None = self.cleaned_data[name]
        if number == 0:
            raise forms.ValidationError(_("Write at least 1, or nothing."))
        return number


class KeepAwayForm(LimitForm):
    point = VillageField(
        label=gettext_lazy("Or not near this village"), required=False, empty_label=gettext_lazy("no village")
    )
    sentence_at: ClassVar = {"keep_away_from_one": "from_home", "keep_away_minutes_from_village": "minutes"}

    class Meta:
        model = KeepAway
        fields = ("who", "ordered", "from_home", "municipality", "point", "minutes", "until_on", "note")
        widgets = {"from_home": SearchSelect, "municipality": SearchSelect}

    def prepare(self) -> None:
        homes = self._visible(Home, self.instance.from_home_id)
        self.fields["from_home"].queryset = homes  # type: ignore[attr-defined]

    def clean_until_on(self) -> date | None:
        day: date | None = self.cleaned_data["until_on"]
        if day and day <= self.access.on:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class NotTogetherForm(LimitForm):
    other = ChildChoice(label=gettext_lazy("This child"), queryset=Child.objects.none(), required=False)
    sentence_at: ClassVar = {
        "not_together_with_somebody": "other",
        "not_together_with_another": "other",
        "not_together_ages_in_order": "oldest_age",
    }

    class Meta:
        model = NotTogether
        fields = ("other", "gender", "youngest_age", "oldest_age", "reason")

    def prepare(self) -> None:
        others = self._visible(Child, self.instance.other_id).exclude(pk=self.instance.child_id)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
