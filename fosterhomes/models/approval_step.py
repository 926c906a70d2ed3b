"""What the service itself has done before it approves a home: dates and who, never what was said or read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .home import Home, HomeMember
from .person import User


class ApprovalStep(models.Model):
    """A health declaration seen, a conversation held, a home visit made. Content belongs to the case system."""

    class Kind(models.TextChoices):
        HEALTH = "health", _("health declaration seen")
        TALK = "talk", _("conversation with the family")
        VISIT = "visit", _("visit to the home")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="approval_steps")
    kind = models.CharField(_("what was done"), max_length=8, choices=Kind.choices)
    member = models.ForeignKey(
        HomeMember, on_delete=models.CASCADE, null=True, blank=True, related_name="approval_steps"
    )
    done_on = models.DateField(_("done on"))
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("step before approval")
        ordering = ("-done_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="approval_step_health_of_somebody",
                condition=~Q(kind="health") | Q(member__isnull=False),
                violation_error_message=_("Choose whose health declaration it is."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_on}"
