"""How the year ends: who will end it short if nothing changes, and what the last one ended short of."""

from __future__ import annotations

from dataclasses import dataclass

from fosterhomes.children import readable
from fosterhomes.permissions import Access
from fosterhomes.shown import name_key

from .ahead import Ahead, ahead_of
from .boxes import year_in_words
from .due import DueRow, due_rows
from .models import ShortfallSeen
from .models.visit import Track
from .owed import TrackYear, shortfalls


@dataclass(frozen=True, slots=True)
class Forecast:
    """A child on one track whose stay lasts: what is owed this year, made, and planned or booked from today on."""

    stands: Ahead

    @property
    def row(self) -> DueRow:
        return self.stands.row

    @property
    def made(self) -> int:
        return self.stands.made

    @property
    def planned(self) -> int:
        return len(self.stands.visits)

    @property
    def short(self) -> int:
        """Return the visits that will be missing when the year ends if no more are planned and all planned are made."""
        return len(self.stands.left)


def forecasts(access: Access) -> list[Forecast]:
    """Return every lasting row of the year, the most short first. A fixed number of queries."""
    rows = [row for row in due_rows(access) if not row.year.has_ended]
    found = [Forecast(stands) for stands in ahead_of(rows)]
    return sorted(found, key=lambda one: (-one.short, name_key(one.row.year.child.name), one.row.year.track))


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
