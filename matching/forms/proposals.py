"""Forms for proposals of a supervisor only, and for refusing what is proposed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm


class SupervisorForm(PlainForm):
    """Accepting a supervisor for a child that already lives in its home."""

    from_on = forms.DateField(label=_("Appointed from"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class SteerForm(PlainForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RefuseForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The home is then no longer proposed to this child. It stays open to others."),
    )
