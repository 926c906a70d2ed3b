"""Why a list leaves the tool, and as what."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import PlainForm

OWN = ("why", "as_file", "csrfmiddlewaretoken", "page")
"""What is posted beside the filters of the list."""


class OutForm(PlainForm):
    why = forms.CharField(
        label=_("What it is for"),
        max_length=200,
        help_text=_("It is written down with your name and the number of rows."),
    )
    as_file = forms.ChoiceField(
        label=_("File"),
        choices=[("xlsx", _("spreadsheet (xlsx)")), ("csv", _("text with semicolons (csv)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
