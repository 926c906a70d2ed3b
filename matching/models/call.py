"""A call to a home about a child: asked, and what the family said. The latest call says what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, access: Access) -> CallQuerySet:
        """Return the calls about the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))


class Call(models.Model):
    """One call. A no keeps the home from this child, and from no other; a later call can lift it."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("asked, no answer yet")
        THINKING = "thinking", _("thinking about it")
        YES = "yes", _("yes")
        NO = "no", _("no")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="calls")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="calls")
    called_at = models.DateTimeField(_("called at"))
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("called by"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    thinking_until_on = models.DateField(_("thinking until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call to a home")
        ordering = ("-called_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="call_thinking_until_a_day",
                condition=~Q(answer="thinking") | Q(thinking_until_on__isnull=False),
                violation_error_message=_("Write until when the family thinks about it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.home} – {self.child}: {self.get_answer_display()}"
