"""Who answers the telephone at night: shifts of the on-call service, and the hours that somebody must answer."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .person import Role, User
from .service import Service

if TYPE_CHECKING:
    from ..permissions import Access


class OnCallShiftQuerySet(models.QuerySet["OnCallShift"]):
    def visible_to(self, access: Access) -> OnCallShiftQuerySet:
        """Return the shifts of the services in which the person plans the rota or stands in it."""
        return self.filter(service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.ON_CALL))

    def at(self, moment: datetime) -> OnCallShiftQuerySet:
        """Return the shifts that hold the moment."""
        return self.filter(from_at__lte=moment, until_at__gt=moment)

    def between(self, from_at: datetime, until_at: datetime) -> OnCallShiftQuerySet:
        """Return the shifts that share time with `[from_at, until_at)`."""
        return self.filter(from_at__lt=until_at, until_at__gt=from_at)


class OnCallShift(models.Model):
    """One person answers `[from_at, until_at)`, with somebody behind who answers when that one cannot."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="on_call_shifts")
    worker = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="on_call_shifts", verbose_name=_("who answers")
    )
    backup = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("back-up")
    )
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))

    objects = OnCallShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("on-call shift")
        ordering = ("from_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="on_call_shift_ends_after_start",
                condition=Q(until_at__gt=F("from_at")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="on_call_shift_backup_is_another",
                condition=Q(backup__isnull=True) | ~Q(backup=F("worker")),
                violation_error_message=_("The back-up must be somebody else than who answers."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.worker}: {self.from_at:%Y-%m-%d %H:%M}"


class OnCallHours(models.Model):
    """When the office is open and nobody needs to be on call: one row for a service that has changed it."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="on_call_hours")
    office_opens = models.TimeField(_("the office opens"), default=time(8))
    office_closes = models.TimeField(
        _("the office closes"),
        default=time(15, 30),
        help_text=_("On weekdays. Otherwise somebody is on call."),
    )

    class Meta:
        verbose_name = _("hours of the office")
        constraints = (
            models.CheckConstraint(
                name="on_call_hours_in_order",
                condition=Q(office_closes__gt=F("office_opens")),
                violation_error_message=_("The office must close after it opens."),
            ),
        )

    def __str__(self) -> str:
        return str(self.service)


def hours_of(service_id: int) -> OnCallHours:
    """Return the service's office hours; the defaults where nothing is stored."""
    stored = OnCallHours.objects.filter(service=service_id).first()
    return stored or OnCallHours(service_id=service_id)
