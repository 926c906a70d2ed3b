"""What can be asked of the list of dates that bind, and the form that says one was met."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Role, User
from fosterhomes.permissions import READS_ALL, Access

from ..dates import SENTENCES, Show
from ..models import DateMet
from .due_filters import ANY


class DateFilters(forms.Form):
    """The filters; `chosen` holds what is understood, also when something else is not."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=[ANY, *Show.choices])
    rule = forms.ChoiceField(label=_("What is to be done"), required=False, choices=[ANY, *SENTENCES.items()])
    caseworker = forms.ModelChoiceField(
        label=_("Contact person"), queryset=User.objects.none(), required=False, empty_label=ANY[1]
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        whole = access.services(*READS_ALL)
        workers = User.objects.filter(duties__role=Role.CASEWORKER, duties__service__in=whole).distinct()
        if whole:
            self.fields["caseworker"].queryset = workers  # type: ignore[attr-defined]
        else:
            del self.fields["caseworker"]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class DateMetForm(PlainForm):
    model = DateMet
    sentence_at = {"date_met_once": "on_day"}

    on_day = forms.DateField(label=_("Done on"))
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Short. What was said stands in the case system.")
    )


class ShortfallForm(PlainForm):
    note = forms.CharField(
        label=_("What is done about it"), max_length=300, help_text=_("Why it came to this, and what happens now.")
    )
