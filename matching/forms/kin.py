"""Why homes beyond kin and network are looked at."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm


class KinReasonForm(PlainForm):
    reason = forms.CharField(
        label=_("Why other homes are looked at now"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes into the decision."),
    )
