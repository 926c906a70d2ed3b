"""Half-open periods `[from_on, until_on)`; an empty `until_on` means still open. One helper, used by all."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

ModelT = TypeVar("ModelT", bound=models.Model)


def covers(on: date | OuterRef, prefix: str = "") -> Q:
    """Return the condition that the period of a row (or of the relation `prefix`) holds the day `on`."""
    return Q(**{f"{prefix}from_on__lte": on}) & (
        Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": on})
    )


def overlaps(from_on: date, until_on: date | None, prefix: str = "") -> Q:
    """Return the condition that the period of a row shares at least one day with `[from_on, until_on)`."""
    begins_before = Q() if until_on is None else Q(**{f"{prefix}from_on__lt": until_on})
    return begins_before & (Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": from_on}))


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that a period has at least one day."""
    return models.CheckConstraint(
        name=name,
        condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
        violation_error_message=_("The end must be after the start."),
    )


class PeriodQuerySet(models.QuerySet[ModelT]):
    def on(self, day: date) -> PeriodQuerySet[ModelT]:
        """Return the rows whose period holds `day`."""
        return self.filter(covers(day))

    def in_period(self, from_on: date, until_on: date | None) -> PeriodQuerySet[ModelT]:
        """Return the rows whose period shares a day with `[from_on, until_on)`."""
        return self.filter(overlaps(from_on, until_on))


class Period(models.Model):
    """A row that holds from a day and until (not including) another."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty while it still holds."))

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)
