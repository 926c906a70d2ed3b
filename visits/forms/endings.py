"""Forms that ask what has happened: to a child, to a home. Their answer is a `Wish`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import PlainForm
from fosterhomes.forms.placements import HomeChoice
from fosterhomes.models import Child, Home, HomeMember, Municipality, Placement
from fosterhomes.periods import covers
from fosterhomes.widgets import SearchSelect

from ..endings.deeds import OF_CHILD, OF_HOME, Wish
from ..models import Ending

Kind = Ending.Kind


def _choices(kinds: tuple[Kind, ...]) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in kinds]


class EndingForm(PlainForm):
    """What every such form asks: what happened, on what day. `required` says which field a kind cannot do without."""

    required: ClassVar[Mapping[str, tuple[str, Any]]] = {}
    asks: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Which fields each kind asks for, beside the day."""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def ask(self, kind: str) -> None:
        """Keep the fields that this kind asks for; who closes a home is not asked who moves out of it."""
        for name in [name for name in self.fields if name not in ("kind", "on_day", "seen", *self.asks[kind])]:
            del self.fields[name]
        name, sentence = self.required.get(kind, ("", ""))
        if name:
            self.fields[name].required = self.fields[name].widget.is_required = True
            self.fields[name].error_messages["required"] = sentence


class ChildEndingForm(EndingForm):
    required: ClassVar = {
        Kind.MOVES: ("new_home", gettext_lazy("Choose the home.")),
        Kind.INSTITUTION: ("place_name", gettext_lazy("Write the name of the institution.")),
    }
    asks: ClassVar[Mapping[str, tuple[str, ...]]] = {
        Kind.RETURNED: ("closes_case",),
        Kind.MOVES: ("new_home",),
        Kind.INSTITUTION: ("place_name",),
        Kind.AFTERCARE: (),
        Kind.GROWN_UP: ("closes_case",),
        Kind.ADOPTED: ("closes_case",),
        Kind.BREAKDOWN: ("search",),
    }
    kind = forms.ChoiceField(choices=_choices(OF_CHILD), widget=forms.HiddenInput)
    on_day = forms.DateField(
        label=gettext_lazy("From what day"), help_text=gettext_lazy("The first day on which the child lives elsewhere.")
    )
    new_home = HomeChoice(
        label=gettext_lazy("The new home"),
        queryset=Home.objects.none(),
        required=False,
    )
    place_name = forms.CharField(label=gettext_lazy("Name of the institution"), max_length=120, required=False)
    search = forms.BooleanField(label=gettext_lazy("Begin a search for a new home"), required=False)
    closes_case = forms.BooleanField(label=gettext_lazy("Close the child's case"), required=False)

    def __init__(self, *args: Any, child: Child, kind: str, homes: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        self.fields["new_home"].offer(homes.open_on(on), on)  # type: ignore[attr-defined]
        self.ask(kind)

    def wish(self) -> Wish:
        return Wish(child=self.child, **{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class HomeEndingForm(EndingForm):
    required: ClassVar = {
        Kind.HOME_CLOSES: ("reason", gettext_lazy("Write why the home closes.")),
        Kind.FAMILY_MOVES: ("municipality", gettext_lazy("Choose the municipality.")),
    }
    asks: ClassVar[Mapping[str, tuple[str, ...]]] = {
        Kind.HOME_CLOSES: ("reason", "search"),
        Kind.FAMILY_MOVES: ("municipality", "keeps_supervision"),
        Kind.SEPARATES: ("members", "children_out", "search"),
    }
    kind = forms.ChoiceField(choices=_choices(OF_HOME), widget=forms.HiddenInput)
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
        help_text=gettext_lazy("For the service's own children."),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who moves out of the home"),
        queryset=HomeMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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

    def __init__(self, *args: Any, home: Home, kind: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        stays = Placement.objects.living(on).filter(home=home).select_related("child", "home")
        self.fields["members"].queryset = home.members.filter(covers(on))  # type: ignore[attr-defined]
        self.fields["children_out"].queryset = stays  # type: ignore[attr-defined]
        self.fields["children_out"].label_from_instance = lambda stay: stay.child.name  # type: ignore[attr-defined]
        self.ask(kind)
        for name in ("members", "children_out"):
            if name in self.fields and not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def wish(self) -> Wish:
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        for name in ("members", "children_out"):
            values[name] = tuple(values.get(name) or ())
        return Wish(home=self.home, **values)
