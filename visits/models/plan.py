"""What a new plan would change of the planned visits: shown old against new, done when a person accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Role, Run, User

from .guidance import GuidanceSession
from .visit import Visit

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class PlanMoveQuerySet(models.QuerySet["PlanMove"]):
    def visible_to(self, access: Access) -> PlanMoveQuerySet:
        """Return the moves of the plans of services that the person plans for."""
        return self.filter(run__service__in=access.services(Role.LEADER, Role.COORDINATOR))

    def waiting(self) -> PlanMoveQuerySet:
        return self.filter(accepted_at__isnull=True)


class PlanMove(models.Model):
    """One visit that a plan puts elsewhere, adds or leaves out. `before`, `after` and `why` hold ids and codes only.

    `before` and `after` are slots (`plan_slots.Slot`), null where there is none. `visit` or, of guidance, `session`:
    the row it is about; that of an addition is there once it is accepted.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("moved")
        RETIMED = "retimed", _("another time of day")
        ADDED = "added", _("new")
        DROPPED = "dropped", _("cannot be planned")
        GONE = "gone", _("no longer owed")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="plan_moves")
    session = models.ForeignKey(
        GuidanceSession, on_delete=models.SET_NULL, null=True, blank=True, related_name="plan_moves"
    )
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    why = models.JSONField(_("why"), default=dict, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_anew = models.BooleanField(
        _("the family is told anew"), default=False, help_text=_("Accepting it said that the family is to be told.")
    )
    to_tell = models.BooleanField(
        _("the family is to be told of it"),
        default=False,
        help_text=_("What was taken out of the plan, and guidance: there is no visit to say it of."),
    )
    unannounced = models.BooleanField(
        _("was unannounced"), default=False, help_text=_("What was taken out comes back as it was.")
    )

    objects = PlanMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a planned visit")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.visit_id or self.session_id or '–'}"
