"""What a person tells the next proposal: this child to this home, or never to that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class SteerQuerySet(models.QuerySet["Steer"]):
    def visible_to(self, access: Access) -> SteerQuerySet:
        """Return those for the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))


class Steer(models.Model):
    """A pin or an exclusion for a child; it holds for every proposal until it is lifted. Nothing in the register."""

    class Kind(models.TextChoices):
        PINNED = "pinned", _("pinned")
        EXCLUDED = "excluded", _("excluded")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="steers")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="steers")
    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = SteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("pin or exclusion")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("child",),
                condition=Q(lifted_at__isnull=True, kind="pinned"),
                name="steer_pinned_once",
                violation_error_message=_("The child is already pinned to a home. Lift that pin first."),
            ),
            models.UniqueConstraint(
                fields=("child", "home"),
                condition=Q(lifted_at__isnull=True),
                name="steer_once",
                violation_error_message=_("The home is already pinned to the child, or excluded. Lift that first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} – {self.home}: {self.get_kind_display()}"
