"""An exception from a rule of the service for one child and one home, made by a leader, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class RuleExceptionQuerySet(models.QuerySet["RuleException"]):
    def visible_to(self, access: Access) -> RuleExceptionQuerySet:
        """Return those for the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))


class RuleException(models.Model):
    """`rule` is a code of `matching/rules.py`. The rule still says what it says; it no longer keeps the home away."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="rule_exceptions")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="rule_exceptions")
    rule = models.CharField(_("rule"), max_length=24)
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = RuleExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception from a rule")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("child", "home", "rule"),
                condition=Q(lifted_at__isnull=True),
                name="rule_exception_once",
                violation_error_message=_("There already is an exception from this rule."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} – {self.home}: {self.rule}"
