"""What can be asked of the list of homes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..homes import HomeSearch
from ..models import HomeKind, Language, Municipality, Need
from ..permissions import Access
from ..places import villages
from ..widgets import SearchSelect
from .folding import Folded

ANY = ("", _("all"))


class VillageField(forms.ModelChoiceField):
    """A village, with its municipality: there is a Vik in many places."""

    widget = SearchSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=villages(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.village} ({obj.municipality.name})"


class HomeFilters(Folded, forms.Form):
    """The search and the filters of the list. `search` holds what is understood, also when something else is not."""

    q = forms.CharField(
        label=_("Name, village"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind of home"), required=False, choices=[ANY, *HomeKind.choices])
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), required=False, empty_label=ANY[1]
    )
    age = forms.IntegerField(label=_("Age of the child"), required=False, min_value=0, max_value=25)
    free = forms.BooleanField(label=_("Free now"), required=False)
    place = VillageField(label=_("Travel from"), required=False, empty_label=_("nowhere in particular"))
    longest = forms.IntegerField(label=_("Minutes at most"), required=False, min_value=1, max_value=1440)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[ANY, *Language.choices])
    need = forms.ChoiceField(label=_("Takes on"), required=False, choices=[ANY, *Need.choices])
    closed = forms.BooleanField(label=_("Closed homes too"), required=False)
    rarer = ("language", "need", "closed")

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        in_use = Municipality.objects.filter(homes__service__in=access.services()).distinct()
        self.fields["municipality"].queryset = in_use  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("longest") and not self.cleaned_data.get("place"):
            self.add_error("longest", _("Choose where the travel starts."))
        return self.cleaned_data

    @property
    def search(self) -> HomeSearch:
        """Return what is asked for; a field that is wrong shows its error and asks for nothing."""
        self.is_valid()
        names = {"text": "q"} | {name: name for name in self.fields if name != "q"}
        values = {name: self.cleaned_data.get(field) for name, field in names.items()}
        return HomeSearch(**{name: value for name, value in values.items() if value not in (None, "")})
