"""What is planned or booked of what is owed, and what is left: one definition for schedule, *my year* and forecast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import rules
from .due import DueRow
from .models import Visit, VisitChild
from .permissions import OPEN


@dataclass(frozen=True, slots=True)
class Ahead:
    """One row of what is owed, and its visits ahead in the same counting year: one a day, the next first.

    Whoever makes them: what a colleague has planned needs no second plan.
    """

    row: DueRow
    visits: tuple[Visit, ...]

    @property
    def made(self) -> int:
        return len(self.row.year.made_on)

    @property
    def left(self) -> tuple[rules.Due, ...]:
        """Return the windows for which no visit is made or ahead, in order: with them the year ends short."""
        return self.row.year.open_dues[len(self.visits) :]

    @property
    def late(self) -> int:
        """Return how many of those that are left have ended."""
        return sum(due.window.until_on <= self.row.year.case.on for due in self.left)

    @property
    def latest_on(self) -> date | None:
        """Return the last day in time of the first that is left; None when nothing is."""
        return rules.last_day(self.left[0].window) if self.left else None


def ahead_of(rows: Iterable[DueRow]) -> list[Ahead]:
    """Return what lies ahead of each row, in that order. One query."""
    asked = list(rows)
    planned = _planned({row.year.child.pk for row in asked})
    return [Ahead(row, _counted(row, planned)) for row in asked]


def _planned(children: set[int]) -> dict[Any, list[Visit]]:
    """Return the planned and booked visits in person of each child, home and track, in order."""
    rows = VisitChild.objects.filter(child__in=children, visit__status__in=OPEN, visit__in_person=True)
    found: dict[Any, list[Visit]] = defaultdict(list)
    for row in rows.select_related("visit").order_by("visit__on_day", "visit__start", "visit"):
        found[row.child_id, row.visit.home_id, row.visit.track].append(row.visit)
    return found


def _counted(row: DueRow, planned: dict[Any, list[Visit]]) -> tuple[Visit, ...]:
    """Return those that will count when they are made: a day counts once, and only while the duty lasts.

    What was planned for a day that has passed is not counted on: nobody has said that it was made.
    """
    year = row.year
    days: dict[date, Visit] = {}
    for visit in planned[year.child.pk, year.home.pk, year.track]:
        if year.case.on <= visit.on_day and visit.on_day not in year.made_on and year.counts(visit.on_day):
            days.setdefault(visit.on_day, visit)
    return tuple(days.values())
