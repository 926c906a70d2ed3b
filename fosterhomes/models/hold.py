"""A place that is kept for a child for some hours, while the family thinks or the papers are made ready."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .child import Child
from .home import Home
from .person import Role, User

if TYPE_CHECKING:
    from ..permissions import Access


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, access: Access) -> HoldQuerySet:
        """Return the holds for the children that the person may see; those at night, for who finds homes."""
        at_night = Q(child=None, home__service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.ON_CALL))
        return self.filter(Q(child__in=Child.objects.visible_to(access)) | at_night)

    def live(self, at: datetime) -> HoldQuerySet:
        """Return the holds that take a place at that moment: neither ended nor lapsed."""
        return self.filter(ended_at=None, until_at__gt=at)


class Hold(models.Model):
    """One place of a home is kept for one child until a time. It takes the place from everybody else.

    Without `child`: for one whom the register does not know yet, found a home for at night.
    """

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="holds")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="holds")
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
        return f"{self.whom} – {self.home}"

    @property
    def whom(self) -> str:
        """Return for whom the place is kept, in words."""
        return self.child.name if self.child else gettext("a child who needs a home tonight")
