"""What the law leaves to the service: its own numbers of days."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Service

MOST_DAYS = 365


def _days(label: Any, default: int, help_text: Any) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, help_text=help_text)


class VisitSettings(models.Model):
    """One row for a service that has changed something; others have the defaults (`settings_of`)."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="visit_settings")
    report_days = _days(
        _("days for a supervision report"), 7, _("From the visit. The law says at once, and names no number (FF § 19).")
    )
    check_days = _days(_("days to check a report"), 14, _("From the day it was sent. The law names no number."))
    forward_days = _days(
        _("days to forward an approved report"), 7, _("From the approval. The law names no number (FF § 19).")
    )
    reports_from_on = models.DateField(
        _("reports are expected here for visits from"),
        null=True,
        blank=True,
        help_text=_("Reports on earlier visits lie elsewhere. Empty: for every visit that is recorded."),
    )
    first_visit_days = _days(
        _("days until the first visit"), 30, _("From the day of moving in. The law names no number.")
    )
    appoint_supervisor_days = _days(
        _("days to appoint a supervisor"), 30, _("From the day of moving in. The law names no number.")
    )
    aftercare_age = models.PositiveSmallIntegerField(
        _("age at which aftercare is raised"),
        default=17,
        validators=[MinValueValidator(15), MaxValueValidator(17)],
        help_text=_("In good time before 18 (BVL § 3-6)."),
    )
    least_spacing_percent = models.PositiveSmallIntegerField(
        _("least spacing of two visits, percent of their window"),
        default=33,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Closer visits give a warning. Good practice, not law."),
    )

    class Meta:
        verbose_name = _("the service's own days")

    def __str__(self) -> str:
        return str(self.service)


def settings_of(services: set[int]) -> dict[int, VisitSettings]:
    """Return the settings of each of the services, by id; the defaults where nothing is stored."""
    stored = {row.service_id: row for row in VisitSettings.objects.filter(service__in=services)}
    return {pk: stored.get(pk) or VisitSettings(service_id=pk) for pk in services}
