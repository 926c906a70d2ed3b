"""The day for which figures are counted."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ..figures import EARLIEST, LATEST
from .base import PlainForm

_LIMIT = _("Choose a day between 1990 and 2200.")


class DayForm(PlainForm):
    on = forms.DateField(
        label=_("Figures on the day"),
        validators=(MinValueValidator(EARLIEST, _LIMIT), MaxValueValidator(LATEST, _LIMIT)),
    )
