"""The form of the service's own days."""

from __future__ import annotations

from fosterhomes.forms.base import VersionedForm

from ..models import VisitSettings


class SettingsForm(VersionedForm):
    class Meta:
        model = VisitSettings
        fields = (
            "counting", "counting_from_on", "report_days", "check_days", "forward_days", "reports_from_on",
            "first_visit_days", "appoint_supervisor_days", "aftercare_age", "least_spacing_percent",
            "least_told",
        )  # fmt: skip
