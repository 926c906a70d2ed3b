"""The forms of pauses: beginning one, and saying when the child is back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, RowForm

from ..models import Pause


class PauseForm(RowForm):
    sentence_at = {"pause_ends_after_start": "until_on"}

    class Meta:
        model = Pause
        fields = ("from_on", "until_on", "reason")
        labels = {
            "from_on": _("Away from"),
            "until_on": _("Back on"),
            "reason": _("Why the child does not live in the home"),
        }
        help_texts = {
            "from_on": _("The first day on which nothing is added to what is owed."),
            "until_on": _("The first day on which it counts again. Empty: not known yet."),
            "reason": _("For example a trial return to the parents. It stands in the history."),
        }


class BackForm(PlainForm):
    until_on = forms.DateField(
        label=_("Back on"), help_text=_("The first day on which it counts again. It may lie ahead.")
    )
