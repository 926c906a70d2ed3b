"""What changes how much is owed: decisions to reduce, and pauses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Placement, User
from fosterhomes.periods import Period, PeriodQuerySet, ends_after_start

from .visit import Track


class Pause(Period):
    """Days of a stay on which nothing accrues, such as a trial return to the parents."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=200)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        ordering = ("from_on",)
        constraints = (ends_after_start("pause_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.placement}: {self.reason}"

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home | None:
        return self.placement.home


class Reduction(Period):
    """A decision to reduce follow-up (FF § 10) or supervision (FF § 18) to two visits a year.

    The row keeps what was the case when it was decided; whether that was enough is asked of `visits.rules`.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="reductions")
    track = models.CharField(_("track"), max_length=12, choices=Track.choices)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conditions_good = models.BooleanField(_("conditions in the home are good"), default=False)
    child_heard_on = models.DateField(_("the child was heard on"), null=True, blank=True)
    foster_parents_heard_on = models.DateField(_("the foster parents were heard on"), null=True, blank=True)
    child_consents = models.BooleanField(_("the child consents"), default=False)
    care_municipality_consents = models.BooleanField(_("the care municipality consents"), default=False)
    reason = models.TextField(_("reason"), blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision to reduce")
        ordering = ("-from_on",)
        constraints = (ends_after_start("reduction_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.placement}: {self.get_track_display()}"

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home | None:
        return self.placement.home
