"""In which language a person's calendar is to speak."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm


class FeedForm(PlainForm):
    language = forms.ChoiceField(label=_("Language of the calendar"), choices=settings.LANGUAGES)
