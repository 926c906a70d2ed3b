"""What the law leaves to the service: its own numbers of days."""

from __future__ import annotations

from datetime import date
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

    class Counting(models.TextChoices):
        CALENDAR = "calendar", _("calendar years")
        PLACEMENT = "placement", _("years from the day of moving in")

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="visit_settings")
    counting = models.CharField(
        _("visits are counted in"),
        max_length=10,
        choices=Counting.choices,
        default=Counting.CALENDAR,
        help_text=_("The law says four a year, and not from which day (FF §§ 10 and 18)."),
    )
    counting_from_on = models.DateField(
        _("years from moving in are counted from"),
        null=True,
        blank=True,
        help_text=_(
            "Each child follows at its first anniversary of moving in from this day on; until then calendar years are "
            "counted. Empty: for the past too."
        ),
    )
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

    least_told = models.PositiveSmallIntegerField(
        _("least number of people told in what is published"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Smaller numbers are hidden there, and as many more as it takes that no total gives them away."),
    )

    class Meta:
        verbose_name = _("the service's own days")
        constraints = (
            models.CheckConstraint(
                name="visit_settings_counting_from_with_placement",
                condition=models.Q(counting="placement") | models.Q(counting_from_on__isnull=True),
                violation_error_message=_("This day belongs to years from moving in. Choose those, or leave it empty."),
            ),
        )

    def __str__(self) -> str:
        return str(self.service)


def counted_from_moving_in(service: Service) -> date | None:
    """Return the day from which the service counts years from moving in; None where it counts calendar years.

    Read with `select_related("visit_settings")` it asks nothing of the database.
    """
    row: VisitSettings | None = getattr(service, "visit_settings", None)
    if row is None or row.counting == VisitSettings.Counting.CALENDAR:
        return None
    return row.counting_from_on or date.min


def settings_of(services: set[int]) -> dict[int, VisitSettings]:
    """Return the settings of each of the services, by id; the defaults where nothing is stored."""
    stored = {row.service_id: row for row in VisitSettings.objects.filter(service__in=services)}
    return {pk: stored.get(pk) or VisitSettings(service_id=pk) for pk in services}
