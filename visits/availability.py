"""On which days, from when until when, somebody can be on the road: regular hours less absences and closed days.

One answer for the planner, bookings and schedules. Reads everything once for any number of people and days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, time
from typing import Any

from django.db.models import Q

from .models import Absence, WorkingHours
from .visitors import id_of
from .working_days import is_closed

Hours = tuple[time, time]
ALL_DAY: Hours = (time.min, time.max)


class Availability:
    """The working days of visitors (`w3`, `s7`) in a service."""

    def __init__(self, service: int, visitors: Collection[str]) -> None:
        whose = _whose(visitors)
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        # Who is away is away from every service they work for.
        for absence in Absence.objects.filter(whose).order_by("from_on"):
            self._absences[id_of(absence)].append(absence)
        self._regular: dict[str, dict[int, WorkingHours]] = defaultdict(dict)
        for row in WorkingHours.objects.filter(whose, service=service):
            self._regular[id_of(row)][row.weekday] = row

    def hours_on(self, visitor: str, day: date, usual: Hours) -> Hours | None:
        """Return from when until when the visitor can be on the road that day, or None."""
        if self.away(visitor, day) or is_closed(day):
            return None
        return self.regular_on(visitor, day, usual)

    def away(self, visitor: str, day: date) -> Absence | None:
        """Return the absence that holds the day."""
        return next((absence for absence in self._absences[visitor] if absence.holds_on(day)), None)

    def has_hours(self, visitor: str) -> bool:
        """Return whether the visitor has said when they work."""
        return bool(self._regular.get(visitor))

    def regular_on(self, visitor: str, day: date, usual: Hours) -> Hours | None:
        """Return the hours of the weekday, whatever happens on the date; `usual` for who has said nothing."""
        rows = self._regular.get(visitor)
        if not rows:
            return usual if day.weekday() < WorkingHours.Weekday.SATURDAY else None
        row = rows.get(day.weekday())
        return (row.from_time, row.until_time) if row and works_in_week(row.weeks, day) else None


def works_in_week(weeks: str, day: date) -> bool:
    """Return whether the day's week (ISO 8601, as calendars in Norway number them) is one of `weeks`."""
    odd = day.isocalendar().week % 2 == 1
    return weeks == WorkingHours.Weeks.EVERY or odd == (weeks == WorkingHours.Weeks.ODD)


def _whose(visitors: Collection[str]) -> Any:
    workers = [int(one[1:]) for one in visitors if one.startswith("w")]
    supervisors = [int(one[1:]) for one in visitors if one.startswith("s")]
    return Q(worker__in=workers) | Q(supervisor__in=supervisors)
