"""Forms of a stay: begun, moved into, ended, corrected, made permanent."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Home, Placement
from ..vacancy import vacancy_of
from ..widgets import SearchSelect
from .base import PlainForm, RowForm, VersionedForm
from .folding import Folded

SENTENCES = {
    "placement_one_at_a_time": "from_on",
    "placement_planned_once": "from_on",
    "placement_ends_after_start": "until_on",
    "placement_ends_with_reason": "end_reason",
    "placement_home_where_home": "home",
    "placement_emergency_order_where_ground": "emergency_order_on",
}
END_REASONS = [("", gettext_lazy("choose")), *Placement.EndReason.choices]


class HomeChoice(forms.ModelChoiceField):
    """A home with what is free in it on `on`; the queryset carries the vacancy of that day."""

    widget = SearchSelect
    on: date

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {obj.get_kind_display()}, {obj.municipality.name} – {vacancy_of(obj, self.on).text}"

    def offer(self, homes: Any, on: date) -> None:
        """Offer these homes, less merged ones, with their vacancy that day."""
        self.on = on
        self.queryset = homes.filter(merged_into=None).with_vacancy(on).select_related("municipality")


class PlaceFields:
    """For forms of a stay: the place fits the setting; the kind is the home's unless another is chosen."""

    def clean(self) -> dict[str, Any]:
        form: Any = self
        values: dict[str, Any] = super().clean() or form.cleaned_data  # type: ignore[misc]
        if values.get("setting") == Placement.Setting.HOME:
            values["place_name"] = ""
            if not values.get("home") and "home" not in form.errors:
                form.add_error("home", _("Choose the home."))
            elif values.get("home") and not values.get("kind"):
                values["kind"] = values["home"].kind
        else:
            values["kind"] = ""
            if values.get("home"):
                form.add_error("home", _("Leave this empty when the child does not live in a home."))
            if values.get("setting") == Placement.Setting.INSTITUTION and not values.get("place_name"):
                form.add_error("place_name", _("Write the name of the institution."))
        return values

    def validate_constraints(self) -> None:
        """Leave the rules to the deed: what overlaps now may be ended by the same deed."""


class StayForm(PlaceFields, Folded, RowForm):
    """A new stay: begun, planned, or long over. A child who lives somewhere moves: why that ends is asked here too."""

    home = HomeChoice(label=gettext_lazy("Home"), queryset=Home.objects.none(), required=False)
    now_ends = forms.ChoiceField(
        label=gettext_lazy("Why the stay in which the child lives now ends"), choices=END_REASONS, required=False
    )
    ends_search = forms.BooleanField(label=gettext_lazy("This ends the search for a home"), required=False)
    sentence_at: ClassVar = SENTENCES
    rarer = ("kind", "until_on", "end_reason")
    rarer_label = gettext_lazy("A stay that is already over, or counted as another kind of home")

    class Meta:
        model = Placement
        fields = (
            "setting", "home", "place_name", "from_on", "planned", "now_ends", "ends_search", "legal_ground",
            "emergency_order_on", "reason", "kind", "until_on", "end_reason",
        )  # fmt: skip
        widgets = {"setting": forms.RadioSelect}
        labels = {"until_on": gettext_lazy("Ended on"), "kind": gettext_lazy("Counted as another kind of home")}
        help_texts = {
            "until_on": gettext_lazy("Only for a stay that is already over."),
            "kind": gettext_lazy("Empty: the kind of the home itself."),
        }

    def __init__(self, *args: Any, homes: Any, on: date, current: Placement | None, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].offer(homes.open_on(on), on)  # type: ignore[attr-defined]
        self.fields["setting"].choices = Placement.Setting.choices  # type: ignore[attr-defined]
        if current is None:
            del self.fields["now_ends"]
        else:
            self.fields["now_ends"].help_text = _("Now: %(place)s. It ends on the day of moving in.") % {
                "place": current.home or current.place_name or current.get_setting_display()
            }
        if not waits:
            del self.fields["ends_search"]


class MoveInForm(PlainForm):
    """The day on which a planned stay began, and why the earlier one ended."""

    model = Placement
    sentence_at: ClassVar = {"placement_one_at_a_time": "from_on", "placement_ends_after_start": "from_on"}

    from_on = forms.DateField(label=gettext_lazy("Moved in on"))
    end_reason = forms.ChoiceField(label=gettext_lazy("Why the stay in which the child lives now ends"))
    ends_search = forms.BooleanField(label=gettext_lazy("This ends the search for a home"), required=False)

    def __init__(self, *args: Any, current: Placement | None, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_reason"].choices = END_REASONS  # type: ignore[attr-defined]
        if current is None:
            del self.fields["end_reason"]
        if not waits:
            del self.fields["ends_search"]


class PlannedDayForm(PlainForm):
    from_on = forms.DateField(label=gettext_lazy("Moves in on"))


class EndStayForm(PlainForm):
    model = Placement
    sentence_at: ClassVar = SENTENCES
    until_on = forms.DateField(label=gettext_lazy("Moved out on"))
    end_reason = forms.ChoiceField(label=gettext_lazy("Why the stay ends"), choices=END_REASONS)
    ends_supervision = forms.BooleanField(
        label=gettext_lazy("End the supervisor's appointment too"),
        required=False,
        help_text=gettext_lazy("The supervisor then no longer sees the child."),
    )

    def __init__(self, *args: Any, supervised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not supervised:
            del self.fields["ends_supervision"]


class CorrectStayForm(PlaceFields, VersionedForm):
    """What was entered wrongly about a stay."""

    home = HomeChoice(label=gettext_lazy("Home"), queryset=Home.objects.none(), required=False)
    why = forms.CharField(
        label=gettext_lazy("Why it is corrected"), max_length=300, help_text=gettext_lazy("It stays in the history.")
    )
    sentence_at: ClassVar = SENTENCES

    class Meta:
        model = Placement
        fields = (
            "setting", "home", "place_name", "kind", "from_on", "until_on", "end_reason", "legal_ground",
            "emergency_order_on", "reason",
        )  # fmt: skip
        widgets = {"setting": forms.RadioSelect}

    def __init__(self, *args: Any, homes: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].offer(homes, on)  # type: ignore[attr-defined]
        self.fields["setting"].choices = Placement.Setting.choices  # type: ignore[attr-defined]


class PermanentStayForm(PlainForm):
    permanent_stay_on = forms.DateField(label=gettext_lazy("Permanent stay from (BVL § 5-12)"))
    agreed_follow_up = forms.IntegerField(
        label=gettext_lazy("Agreed follow-up visits a year"),
        min_value=0,
        max_value=52,
        help_text=gettext_lazy("As agreed with the foster parents; the law sets no number for a permanent stay."),
    )


class EmergencyOrderForm(PlainForm):
    emergency_order_on = forms.DateField(
        label=gettext_lazy("Emergency decision made on"),
        help_text=gettext_lazy("The day of the decision itself, also when the child moved in on another."),
    )


class SupervisionMovedForm(PlainForm):
    supervision_moved_on = forms.DateField(
        label=gettext_lazy("Supervision moved to the care municipality from"),
        required=False,
        help_text=gettext_lazy("By written agreement between the municipalities (FF § 16(3)). Empty: not moved."),
    )
