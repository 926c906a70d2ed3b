"""What was done about a date that binds: the agreement reviewed, the case sent, aftercare raised; a shortfall seen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Placement, User

from .settings import VisitSettings
from .visit import Track


class DateMet(models.Model):
    """Something that the law asks for in a stay was done on a day. `visits.deadlines` asks for the latest of each."""

    class Kind(models.TextChoices):
        AGREEMENT_REVIEWED = "agreement_reviewed", _("the foster-home agreement was reviewed (FF § 7)")
        CASE_SENT = "case_sent", _("the case was sent to the Child Welfare and Health Board (BVL § 4-2)")
        AFTERCARE_RAISED = "aftercare_raised", _("aftercare was talked about with the young person (BVL § 3-6)")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="dates_met")
    kind = models.CharField(_("what was done"), max_length=20, choices=Kind.choices)
    on_day = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("date that was met")
        ordering = ("-on_day", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "kind", "on_day"),
                name="date_met_once",
                violation_error_message=_("This is already registered for that day."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_day}"

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home | None:
        return self.placement.home


class ShortfallSeen(models.Model):
    """A leader has seen that a stay ended a year with visits missing on a track, and what is done about it."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="shortfalls_seen")
    track = models.CharField(_("track"), max_length=12, choices=Track.choices)
    basis = models.CharField(
        max_length=10, choices=VisitSettings.Counting.choices, default=VisitSettings.Counting.CALENDAR
    )
    # The year in which the counting year begins: a service that goes over has two of them in one.
    year = models.PositiveSmallIntegerField(_("year"))
    missing = models.PositiveSmallIntegerField(_("visits that were missing"))
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("seen by"))
    seen_at = models.DateTimeField(_("seen at"))
    note = models.CharField(_("what is done about it"), max_length=300)

    class Meta:
        verbose_name = _("shortfall seen")
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "track", "basis", "year"),
                name="shortfall_seen_once",
                violation_error_message=_("A leader has already acknowledged this."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.placement} {self.get_track_display()} {self.year}"

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home | None:
        return self.placement.home
