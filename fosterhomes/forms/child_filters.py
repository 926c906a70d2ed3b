"""What can be asked of the list of children; each field stands in the address, a name never does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..children import CareOf, Where
from ..models import Language, Municipality, Role, User
from ..permissions import Access
from ..widgets import SearchSelect
from .folding import Folded

ANY = ("", gettext_lazy("all"))


class ChildFilters(Folded, forms.Form):
    """The filters of the list. `chosen` holds those that are understood, also when another one is wrong."""

    q = forms.CharField(
        label=gettext_lazy("Name or reference"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    where = forms.ChoiceField(label=gettext_lazy("Where they live"), required=False, choices=[ANY, *Where.choices])
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality of the home"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=ANY[1],
        widget=SearchSelect,
    )
    care = forms.ChoiceField(
        label=gettext_lazy("Municipality with care responsibility"), required=False, choices=[ANY, *CareOf.choices]
    )
    contact = forms.ChoiceField(label=gettext_lazy("Contact person"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=[ANY, *Language.choices])
    age_from = forms.IntegerField(label=gettext_lazy("Age from"), required=False, min_value=0, max_value=30)
    age_to = forms.IntegerField(label=gettext_lazy("Age to"), required=False, min_value=0, max_value=30)
    without_supervisor = forms.BooleanField(label=gettext_lazy("Without supervisor"), required=False)
    siblings = forms.BooleanField(label=gettext_lazy("Has siblings"), required=False)
    closed = forms.BooleanField(label=gettext_lazy("Also closed cases"), required=False)
    rarer = ("care", "language", "age_from", "age_to", "siblings", "closed")

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        self.fields["municipality"].queryset = (  # type: ignore[attr-defined]
            Municipality.objects.filter(homes__service__in=access.services()).distinct()
        )
        self.fields["contact"].choices = [ANY, ("none", _("nobody")), *self._workers(access)]  # type: ignore[attr-defined]

    def _workers(self, access: Access) -> list[tuple[str, str]]:
        workers = User.objects.filter(duties__role=Role.CASEWORKER, duties__service__in=access.services())
        return [(str(pk), name) for pk, name in workers.distinct().order_by("name").values_list("pk", "name")]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def in_words(self) -> list[str]:
        """Return what was chosen, each in a few words, in the order of the fields."""
        chosen = self.chosen
        sentences = {
            "q": lambda value: _("with “%(text)s”") % {"text": value},
            "where": lambda value: str(Where(value).label),
            "municipality": lambda value: _("home in %(municipality)s") % {"municipality": value},
            "care": lambda value: str(CareOf(value).label),
            "contact": self._contact_in_words,
            "language": lambda value: _("speaks %(language)s") % {"language": Language(value).label},
            "age_from": lambda value: _("%(years)d years or older") % {"years": value},
            "age_to": lambda value: _("%(years)d years or younger") % {"years": value},
            "without_supervisor": lambda value: _("without supervisor"),
            "siblings": lambda value: _("with siblings"),
            "closed": lambda value: _("closed cases too"),
        }
        return [word(chosen[name]) for name, word in sentences.items() if chosen.get(name) not in (None, "", False)]

    def _contact_in_words(self, value: str) -> str:
        if value == "none":
            return _("without contact person")
        names = dict(self.fields["contact"].choices)  # type: ignore[attr-defined]
        return _("contact person %(name)s") % {"name": names[value]}
