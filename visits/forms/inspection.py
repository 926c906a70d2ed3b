"""What a sample is drawn with, and why a pack is taken out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, RowForm

from ..models import InspectionSample


class SampleForm(RowForm):
    class Meta:
        model = InspectionSample
        fields = ("size", "seed", "reason")


class PackForm(PlainForm):
    """A pack about children leaves the tool with a reason."""

    reason = forms.CharField(label=_("Why it is taken out"), max_length=300)
