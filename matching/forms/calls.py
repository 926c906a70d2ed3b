"""Forms for calls to homes and places held in them."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm

from ..models import Call


class CallForm(PlainForm):
    """What the family said on the telephone, and until when a place is held."""

    model = Call
    sentence_at: ClassVar = {"call_thinking_until_a_day": "thinking_until_on"}

    answer = forms.ChoiceField(label=_("What the family said"), choices=Call.Answer.choices, widget=forms.RadioSelect)
    thinking_until_on = forms.DateField(
        label=_("Thinking until"), required=False, help_text=_("Only when the family thinks about it.")
    )
    hold_until_at = forms.DateTimeField(
        label=_("Hold the place until"),
        required=False,
        help_text=_("Nobody else gets the place before then. Leave it empty to hold nothing."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReleaseForm(PlainForm):
    reason = forms.CharField(
        label=_("Why the place is no longer held"),
        max_length=200,
        error_messages={"required": _("Write why the place is no longer held.")},
    )
