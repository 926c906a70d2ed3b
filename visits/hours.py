"""Hours of the clock in Norway: on the last Sunday of March one is skipped, on that of October one comes twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.utils import timezone


def moments(day: date, hour: time) -> list[datetime]:
    """Return when the clock shows the hour that day: once, never when it is skipped, twice when it comes again."""
    zone = timezone.get_default_timezone()
    both = {datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)}
    shown = (moment.astimezone(zone).replace(tzinfo=None, fold=0) for moment in sorted(both))
    asked = datetime.combine(day, hour.replace(fold=0))
    return [moment for moment, clock in zip(sorted(both), shown, strict=True) if clock == asked]


def has_come(day: date, hour: time, now: datetime) -> bool:
    """Return whether the clock has shown the hour that day; of one that comes twice the first time is enough."""
    return any(moment <= now for moment in moments(day, hour))
