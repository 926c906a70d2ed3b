"""The form on which somebody says that they cannot make a visit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import PlainForm


class HindranceForm(PlainForm):
    """Why not, and on which other days not either. `until_on` is the day after the last."""

    reason = forms.CharField(
        label=gettext_lazy("Why you cannot make it"),
        max_length=300,
        help_text=gettext_lazy("Nothing about the child or about your health."),
    )
    from_on = forms.DateField(
        label=gettext_lazy("Away from"),
        required=False,
        help_text=gettext_lazy("Only where it is about more than the day of the visit."),
    )
    last_on = forms.DateField(label=gettext_lazy("Until and with"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("last_on")
        if last and not first and "from_on" not in self.errors:
            self.add_error("from_on", _("Give the first day too."))
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first."))
        return cleaned

    @property
    def until_on(self) -> date | None:
        last: date | None = self.cleaned_data["last_on"]
        return last + timedelta(days=1) if last else None
