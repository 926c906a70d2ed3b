"""The form in which a relief home is chosen for a child, or for siblings who come together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import ReliefAgreement
from fosterhomes.relief import weekend_name

from ..actions.relief import Agreed
from ..rules import Weekend

A_YEAR, MOST = timedelta(days=365), timedelta(days=2 * 366)


class ReliefForm(PlainForm):
    """Which weekends, from and until when, and why this home."""

    model = ReliefAgreement
    sentence_at: ClassVar = {"relief_agreement_ends_after_start": "until_on"}

    weekends = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekends of the cycle"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    from_on = forms.DateField(label=gettext_lazy("From"))
    until_on = forms.DateField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("One to two years at a time is usual.")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, weekends: list[Weekend], wanted: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        field: Any = self.fields["weekends"]
        field.choices = [(one.number, _said(one)) for one in weekends]

    def clean_weekends(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["weekends"]
        if len(chosen) != self.wanted:
            sentence = _("%(wanted)d of the weekends are needed, and %(chosen)d are chosen.")
            raise forms.ValidationError(sentence % {"wanted": self.wanted, "chosen": len(chosen)})
        return chosen

    def clean_until_on(self) -> date:
        until: date = self.cleaned_data["until_on"]
        start = self.cleaned_data.get("from_on")
        if start and until <= start:
            raise forms.ValidationError(_("The end must be after the start."))
        if start and until - start > MOST:
            raise forms.ValidationError(_("Weekends are agreed for two years at most, and then looked at again."))
        return until

    def agreed(self) -> Agreed:
        return Agreed(**{name: self.cleaned_data[name] for name in ("weekends", "from_on", "until_on", "reason")})


def _said(one: Weekend) -> str | Promise:
    """Return a weekend with what is to be said of it: wished, blocked, full."""
    name = weekend_name(one.number)
    if one.blocked:
        return _("%(weekend)s – blocked: %(why)s") % {"weekend": name, "why": one.blocked}
    if one.company:
        return _("%(weekend)s – not with those who come then") % {"weekend": name}
    if not one.free:
        return _("%(weekend)s – full") % {"weekend": name}
    return _("%(weekend)s – wished") % {"weekend": name} if one.wished else name
