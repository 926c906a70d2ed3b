"""A place that is kept for a child for some hours, while the family thinks or the papers are made ready."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .child import Child
from .home import Home
from .person import User

if TYPE_CHECKING:
    from ..permissions import Access


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, access: Access) -> HoldQuerySet:
        """Return the holds for the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))

    def live(self, at: datetime) -> HoldQuerySet:
        """Return the holds that take a place at that moment: neither ended nor lapsed."""
        return self.filter(ended_at=None, until_at__gt=at)


class Hold(models.Model):
    """One place of a home is kept for one child until a time. It takes the place from everybody else."""

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="holds")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="holds")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    until_at = models.DateTimeField(_("held until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of a place")
        ordering = ("until_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="hold_ends_after_start",
                condition=Q(until_at__gt=F("made_at")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="hold_ends_with_reason",
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                violation_error_message=_("Write why the place is no longer held."),
            ),
            models.UniqueConstraint(
                fields=("child",),
                condition=Q(ended_at__isnull=True),
                name="hold_one_at_a_time",
                violation_error_message=_("A place is already held for the child. Release that one first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} – {self.home}"
