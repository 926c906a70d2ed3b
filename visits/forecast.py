"""How the year ends: who will end it short if nothing changes, and what the last one ended short of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from fosterhomes.children import readable
from fosterhomes.permissions import Access
from fosterhomes.shown import name_key

from .boxes import year_in_words
from .due import DueRow, due_rows
from .models import ShortfallSeen, VisitChild
from .models.visit import Track
from .owed import TrackYear, shortfalls
from .permissions import OPEN


@dataclass(frozen=True, slots=True)
class Forecast:
    """A child on one track whose stay lasts: what is owed this year, made, and planned or booked from today on."""

    row: DueRow
    planned: int

    @property
    def made(self) -> int:
        return len(self.row.year.made_on)

    @property
    def short(self) -> int:
        """Return the visits that will be missing when the year ends if no more are planned and all planned are made."""
        return max(0, self.row.year.required - self.made - self.planned)


def forecasts(access: Access) -> list[Forecast]:
    """Return every lasting row of the year, the most short first. A fixed number of queries."""
    rows = [row for row in due_rows(access) if not row.year.has_ended]
    planned = _planned({row.year.child.pk for row in rows}, access.on)
    found = [Forecast(row, _within(row, planned)) for row in rows]
    return sorted(found, key=lambda one: (-one.short, name_key(one.row.year.child.name), one.row.year.track))


def _within(row: DueRow, planned: dict[Any, set[date]]) -> int:
    """Return how many of the planned days lie in the row's counting year."""
    days = planned[row.year.child.pk, row.year.home.pk, row.year.track]
    return sum(row.year.days.holds(day) for day in days)


def _planned(children: set[int], on: date) -> dict[Any, set[date]]:
    """Return the days to come with a planned or booked visit in person, for each child, home and track.

    What was planned for a day that has passed is not counted on: nobody has said that it was made.
    """
    rows = VisitChild.objects.filter(
        child__in=children, visit__status__in=OPEN, visit__in_person=True, visit__on_day__gte=on
    )
    found: dict[Any, set[date]] = defaultdict(set)
    for child, home, track, day in rows.values_list("child", "visit__home", "visit__track", "visit__on_day"):
        found[child, home, track].add(day)
    return found


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A stay that ended a year short on a track, and what a leader has said about it, if so."""

    year: TrackYear
    seen: ShortfallSeen | None

    @property
    def track_label(self) -> str:
        return str(Track(self.year.track).label)

    @property
    def counted(self) -> str:
        return year_in_words(self.year)

    @property
    def made(self) -> int:
        return len(self.year.made_on)


def last_years_shortfalls(access: Access) -> list[Shortfall]:
    """Return what the last counting year ended short of, as the person's duties show it; unacknowledged first."""
    rows = shortfalls(readable(access), access.on)
    seen = ShortfallSeen.objects.filter(placement__in=[row.placement for row in rows])
    by_key = {(one.placement_id, one.track, one.basis, one.year): one for one in seen.select_related("seen_by")}
    found = [Shortfall(row, by_key.get((row.placement.pk, row.track, row.case.basis, row.case.year))) for row in rows]
    return sorted(found, key=lambda one: (one.seen is not None, name_key(one.year.child.name), one.year.track))
