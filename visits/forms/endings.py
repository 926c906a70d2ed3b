"""Forms that ask what has happened: to a child, to a home. Their answer is a `Wish`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import PlainForm
from fosterhomes.forms.placements import HomeChoice
from fosterhomes.models import Child, Home, HomeMember, Municipality, Placement
from fosterhomes.periods import covers
from fosterhomes.widgets import SearchSelect

from ..endings import MAY_CLOSE, OF_CHILD, OF_HOME, Wish
from ..models import Ending

Kind = Ending.Kind


def _choices(kinds: tuple[Kind, ...]) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in kinds]


class EndingForm(PlainForm):
    """What every such form asks: what happened, on what day. `required` says which field a kind cannot do without."""

    required: ClassVar[Mapping[str, tuple[str, Any]]] = {}
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name, sentence = self.required.get(values.get("kind", ""), ("", ""))
        if name and not values.get(name) and name not in self.errors:
            self.add_error(name, str(sentence))
        return values


class ChildEndingForm(EndingForm):
    required: ClassVar = {
        Kind.MOVES: ("new_home", gettext_lazy("Choose the home.")),
        Kind.INSTITUTION: ("place_name", gettext_lazy("Write the name of the institution.")),
    }
    kind = forms.ChoiceField(
        label=gettext_lazy("What has happened"), choices=_choices(OF_CHILD), widget=forms.RadioSelect
    )
    on_day = forms.DateField(
        label=gettext_lazy("From what day"), help_text=gettext_lazy("The first day on which the child lives elsewhere.")
    )
    new_home = HomeChoice(
        label=gettext_lazy("The new home"),
        queryset=Home.objects.none(),
        required=False,
        help_text=gettext_lazy("Only for a move to another home."),
    )
    place_name = forms.CharField(label=gettext_lazy("Name of the institution"), max_length=120, required=False)
    search = forms.BooleanField(
        label=gettext_lazy("Begin a search for a new home"),
        required=False,
        help_text=gettext_lazy("Only for a stay that ends against the plan."),
    )
    closes_case = forms.BooleanField(
        label=gettext_lazy("Close the child's case"),
        required=False,
        help_text=gettext_lazy("Only when the child goes home, is adopted, or moves out after turning 18."),
    )

    def __init__(self, *args: Any, child: Child, homes: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        self.fields["new_home"].offer(homes.open_on(on), on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("closes_case") and values.get("kind") not in MAY_CLOSE:
            self.add_error("closes_case", _("The case goes on after this. Remove the mark."))
        return values

    def wish(self) -> Wish:
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        if values["kind"] != Kind.MOVES:
            values["new_home"] = None
        return Wish(child=self.child, **values)


class HomeEndingForm(EndingForm):
    required: ClassVar = {
        Kind.HOME_CLOSES: ("reason", gettext_lazy("Write why the home closes.")),
        Kind.FAMILY_MOVES: ("municipality", gettext_lazy("Choose the municipality.")),
    }
    kind = forms.ChoiceField(
        label=gettext_lazy("What has happened"), choices=_choices(OF_HOME), widget=forms.RadioSelect
    )
    on_day = forms.DateField(label=gettext_lazy("From what day"))
    reason = forms.CharField(label=gettext_lazy("Why the home closes"), max_length=200, required=False)
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("The family moves to"),
        queryset=Municipality.objects.all(),
        required=False,
        widget=SearchSelect,
    )
    keeps_supervision = forms.BooleanField(
        label=gettext_lazy("The care municipality takes over the supervision by written agreement (FF § 16(3))"),
        required=False,
        help_text=gettext_lazy("Only for a move, and for the service's own children."),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who moves out of the home"),
        queryset=HomeMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only when the foster parents separate."),
    )
    children_out = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Foster children who move out too"),
        queryset=Placement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    search = forms.BooleanField(
        label=gettext_lazy("Begin a search for a new home for each child who moves out"), required=False
    )

    def __init__(self, *args: Any, home: Home, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        stays = Placement.objects.living(on).filter(home=home).select_related("child", "home")
        self.fields["members"].queryset = home.members.filter(covers(on))  # type: ignore[attr-defined]
        self.fields["children_out"].queryset = stays  # type: ignore[attr-defined]
        self.fields["children_out"].label_from_instance = lambda stay: stay.child.name  # type: ignore[attr-defined]
        for name in ("members", "children_out"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def wish(self) -> Wish:
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        separates = values["kind"] == Kind.SEPARATES
        for name in ("members", "children_out"):
            values[name] = tuple(values.get(name) or ()) if separates else ()
        return Wish(home=self.home, **values)
