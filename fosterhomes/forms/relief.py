"""Forms of relief: what a child needs, its weekends, and what is agreed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ReliefAgreement, ReliefNeed, WeekendPattern
from ..models.relief import WEEKENDS
from .base import VersionedForm
from .limits import LimitForm


class ReliefNeedForm(LimitForm):
    sentence_at: ClassVar = {"relief_need_once": "weekends"}

    class Meta:
        model = ReliefNeed
        fields = ("weekends", "apart", "note")


class WeekendPatternForm(LimitForm):
    sentence_at: ClassVar = {"weekend_pattern_ends_after_start": "until_on"}

    class Meta:
        model = WeekendPattern
        fields = ("kind", "every_weeks", "first_on", "until_on", "why")
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"until_on": gettext_lazy("Empty while it still holds.")}


class AgreementForm(VersionedForm):
    """On which weekends of the home's cycle a child comes, from and until when."""

    sentence_at: ClassVar = {
        "relief_agreement_ends_after_start": "until_on",
        "relief_agreement_has_an_end": "until_on",
        "relief_agreement_one_at_a_time": "from_on",
        "relief_agreement_on_some_weekend": "weekends",
    }

    class Meta:
        model = ReliefAgreement
        fields = ("weekends", "from_on", "until_on")
        labels = {"until_on": gettext_lazy("Until")}
        help_texts = {"until_on": gettext_lazy("One to two years at a time is usual.")}

    def __init__(self, *args: Any, weeks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekends"].choices = WEEKENDS[:weeks]  # type: ignore[attr-defined]
        for name in ("weekends", "until_on"):
            self.fields[name].required = self.fields[name].widget.is_required = True
        self.fields["weekends"].error_messages["required"] = _("Choose at least one weekend of the cycle.")
