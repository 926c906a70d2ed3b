"""Why the search goes on outside family and network before anybody there is assessed in writing (FF § 5(6))."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, User


class KinReason(models.Model):
    """What a person wrote before the other homes were shown. It goes into the decision."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="kin_reasons")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))
    reason = models.TextField(_("why other homes are looked at now"))

    class Meta:
        verbose_name = _("reason for looking beyond kin and network")
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.reason
