"""A spreadsheet on its way into the register: its rows, until they are stored or a day has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from .person import Role, User
from .service import Service

if TYPE_CHECKING:
    from ..permissions import Access


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, access: Access) -> UploadQuerySet:
        """Return the person's own files, while they may write in the register."""
        services = access.services(Role.LEADER, Role.COORDINATOR, Role.CLERK)
        return self.filter(service__in=services, by=access.user)


class Upload(models.Model):
    """One file. Its name is not kept; its rows go when they are stored, thrown away, or a day old.

    `columns` says by place which column of the kind it holds. `taken` is what became of each row at the last trial.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what a row is"), max_length=20, blank=True)
    headings = models.JSONField(_("headings"), default=list)
    rows = models.JSONField(_("rows"), default=list)
    numbers = models.JSONField(_("numbers of the rows in the file"), default=list)
    columns = models.JSONField(_("columns"), default=dict)
    taken = models.JSONField(_("what became of each row"), default=list)
    fingerprint = models.CharField(_("fingerprint of the trial"), max_length=64, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    applied_at = models.DateTimeField(_("stored at"), null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file with rows")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
