"""What was done and what was looked at. Written with the deed, never changed.

A trace outlives the child or home that it is about: parties may ask for five years. So it keeps the number of a row
that is gone, and the database does not insist that the row is there.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .child import Child
from .home import Home
from .person import User
from .service import Service


class AuditEvent(models.Model):
    """One write: who, when, what verb, on what, why. Field names only, never old values: those have a retention."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(_("what was done"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    child = models.ForeignKey(
        Child, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="audit_events"
    )
    home = models.ForeignKey(
        Home, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="audit_events"
    )
    fields = models.JSONField(_("fields"), default=list, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("audit event")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("object_type", "object_id"), name="audit_object"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Look(models.Model):
    """Somebody opened a page about a child or a home. Can be read out for one child (BVL § 13-1; parties may ask)."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(_("page"), max_length=60)
    child = models.ForeignKey(
        Child, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="looks"
    )
    home = models.ForeignKey(
        Home, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="looks"
    )

    class Meta:
        verbose_name = _("look at a page")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page}"
