"""That somebody cannot make a visit that is planned or booked, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Role, User, followed_by

from ..days import Span, span
from .visit import Visit

if TYPE_CHECKING:
    from fosterhomes.permissions import Access

LIES_AHEAD = (Visit.Status.PLANNED, Visit.Status.BOOKED)


class HindranceQuerySet(models.QuerySet["VisitHindrance"]):
    def visible_to(self, access: Access) -> HindranceQuerySet:
        """Return those of the visits that the person makes, and for leader and coordinator the whole service's."""
        whole = Q(visit__service__in=access.services(Role.LEADER, Role.COORDINATOR))
        mine = Q(visit__worker=access.user) | Q(visit__supervisor__user=access.user)
        return self.filter(whole | mine, visit__in=Visit.objects.visible_to(access))

    def to_know_of(self, access: Access) -> HindranceQuerySet:
        """Return those of others' visits to the children whom the person follows up: to know of, not to answer."""
        mine = followed_by(access.user, access.on) & Q(service__in=access.services(Role.CASEWORKER))
        theirs = Visit.objects.filter(children__in=Child.objects.filter(mine))
        return self.filter(visit__in=theirs).exclude(pk__in=self.visible_to(access))

    def waiting(self) -> HindranceQuerySet:
        """Return those that nobody has answered, of visits that still stand where they did."""
        return self.filter(answer="", visit__status__in=LIES_AHEAD, visit__on_day=F("on_day"))


class VisitHindrance(models.Model):
    """Somebody cannot make the visit on `on_day`; nor, where it is said, on any day from `from_on` until `until_on`."""

    class Answer(models.TextChoices):
        MOVED = "moved", _("moved")
        KEPT = "kept", _("stays as it is")
        CANCELLED = "cancelled", _("cancelled")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="hindrances")
    on_day = models.DateField(_("day"))
    reason = models.CharField(_("why not"), max_length=300)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by"))
    said_at = models.DateTimeField(_("said at"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = HindranceQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit that somebody cannot make")
        ordering = ("on_day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("visit",),
                condition=Q(answer=""),
                name="visit_hindrance_open_once",
                violation_error_message=_("It is said already that this visit cannot be made."),
            ),
            models.CheckConstraint(
                name="visit_hindrance_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.visit}: {self.reason}"

    @property
    def days(self) -> Span:
        """Return the days on which the visitor cannot come: what they said, else the day of the visit."""
        if self.from_on is None:
            return Span(self.on_day, self.on_day + timedelta(days=1))
        return span(self.from_on, self.until_on)

    @property
    def last_on(self) -> date | None:
        return self.until_on - timedelta(days=1) if self.until_on else None
