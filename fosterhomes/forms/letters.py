"""Forms of the letters to the other municipality."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Letter
from .base import PlainForm


class LetterForm(PlainForm):
    """By when an answer is wanted; it stands in the letter."""

    answer_due_on = forms.DateField(label=gettext_lazy("Answer due on"))


class SentForm(PlainForm):
    model = Letter
    sentence_at: ClassVar = {"letter_sent_after_written": "sent_on"}

    sent_on = forms.DateField(label=gettext_lazy("Sent on"))


class AnswerForm(PlainForm):
    """The day, and in short what it means for the approval; the letter itself belongs to the case system."""

    model = Letter
    sentence_at: ClassVar = {"letter_answered_after_sent": "answered_on"}

    answered_on = forms.DateField(label=gettext_lazy("Answer received on"))
    answer = forms.CharField(
        label=gettext_lazy("What it said, in short"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The answer itself is kept in the case system."),
    )
