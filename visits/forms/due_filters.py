"""What can be asked of the page *Due*. Every filter stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.models import Municipality, Role, Supervisor, User
from fosterhomes.permissions import READS_ALL, Access
from fosterhomes.widgets import SearchSelect

from ..due import Show
from ..models.visit import Track

ANY = ("", gettext_lazy("all"))


class DueFilters(forms.Form):
    """The filters; `chosen` holds what is understood, also when something else is not."""

    show = forms.ChoiceField(label=gettext_lazy("Show"), required=False, choices=[ANY, *Show.choices])
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False, choices=[ANY, *Track.choices])
    caseworker = forms.ModelChoiceField(
        label=gettext_lazy("Contact person"), queryset=User.objects.none(), required=False, empty_label=ANY[1]
    )
    supervisor = forms.ModelChoiceField(
        label=gettext_lazy("Supervisor"),
        queryset=Supervisor.objects.none(),
        required=False,
        empty_label=ANY[1],
        widget=SearchSelect,
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality of the home"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=ANY[1],
        widget=SearchSelect,
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        whole = access.services(*READS_ALL)
        if not whole:  # they see their own children, who have few visitors
            del self.fields["caseworker"], self.fields["supervisor"]
        else:
            workers = User.objects.filter(duties__role=Role.CASEWORKER, duties__service__in=whole).distinct()
            self.fields["caseworker"].queryset = workers  # type: ignore[attr-defined]
            supervisors = Supervisor.objects.visible_to(access).filter(merged_into__isnull=True)
            self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]
        homes = Municipality.objects.filter(homes__service__in=access.services()).distinct()
        self.fields["municipality"].queryset = homes  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    @property
    def show_chosen(self) -> str:
        return self.chosen.get("show") or ""

    def in_words(self) -> list[str]:
        """Return what was chosen, each in a few words, in the order of the fields."""
        sentences = {
            "show": lambda value: str(Show(value).label),
            "track": lambda value: str(Track(value).label),
            "caseworker": lambda value: _("contact person %(name)s") % {"name": value},
            "supervisor": lambda value: _("supervisor %(name)s") % {"name": value},
            "municipality": lambda value: _("home in %(municipality)s") % {"municipality": value},
        }
        return [said(self.chosen[name]) for name, said in sentences.items() if self.chosen.get(name)]


class ForecastFilters(DueFilters):
    """The filters of the forecast: all but what to show."""

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data, access=access)
        del self.fields["show"]
