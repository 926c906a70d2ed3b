"""What can be asked of the list of visits. Every filter stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Municipality, Supervisor, User
from fosterhomes.permissions import READS_ALL, Access
from fosterhomes.widgets import DateInput, SearchSelect

from ..models import Visit
from ..models.visit import Track
from .due_filters import ANY


class VisitFilters(forms.Form):
    """The filters; `chosen` holds what is understood, also when something else is not."""

    from_on = forms.DateField(label=_("From and with"), required=False, widget=DateInput())
    last_on = forms.DateField(label=_("Up to and with"), required=False, widget=DateInput())
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Visit.Status.choices])
    track = forms.ChoiceField(label=_("Track"), required=False, choices=[ANY, *Track.choices])
    worker = forms.ModelChoiceField(
        label=_("Caseworker"), queryset=User.objects.none(), required=False, empty_label=ANY[1], widget=SearchSelect
    )
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=Supervisor.objects.none(), required=False, empty_label=ANY[1],
        widget=SearchSelect,
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        label=_("Municipality of the home"), queryset=Municipality.objects.none(), required=False,
        empty_label=ANY[1], widget=SearchSelect,
    )  # fmt: skip

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        if access.services(*READS_ALL):
            visits = Visit.objects.visible_to(access)
            workers = User.objects.filter(pk__in=visits.values("worker")).order_by("name")
            self.fields["worker"].queryset = workers  # type: ignore[attr-defined]
            supervisors = Supervisor.objects.visible_to(access).filter(merged_into__isnull=True)
            self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]
        else:  # they see their own visits
            del self.fields["worker"], self.fields["supervisor"]
        homes = Municipality.objects.filter(homes__service__in=access.services()).distinct()
        self.fields["municipality"].queryset = homes  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
