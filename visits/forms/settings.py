"""The forms of the service's own days and norms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import VersionedForm
from fosterhomes.models import Service

from ..models import VisitSettings
from ..models.settings import MOST_DAYS

MOST_CASES = 99


class SettingsForm(VersionedForm):
    class Meta:
        model = VisitSettings
        fields = (
            "counting", "counting_from_on", "report_days", "check_days", "forward_days", "reports_from_on",
            "first_visit_days", "appoint_supervisor_days", "aftercare_age", "least_spacing_percent",
            "least_told",
        )  # fmt: skip


class NormsForm(VersionedForm):
    """The service's own norms that stand on its row, because more than the visits read them."""

    prefix = "norms"
    caseload_norm = forms.IntegerField(
        label=_("Foster-care cases for each caseworker"),
        min_value=1,
        max_value=MOST_CASES,
        help_text=_("A case is a child whose contact person one is. The law names no number."),
    )
    vacancy_fresh_days = forms.IntegerField(
        label=_("Days until a family with a free place is asked again"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("From the day it was last confirmed. The law names no number."),
    )

    class Meta:
        model = Service
        fields = ("caseload_norm", "vacancy_fresh_days")
