"""The rows of the register behind the half-year figures: which children and homes, whose duty, in which municipality.

What is owed is asked of `visits/owed.py` alone. A fixed number of queries for any number of children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fosterhomes.figures import Figures
from fosterhomes.models import Child, HomeKind, Municipality, Placement, Service
from fosterhomes.shown import name_key

from .. import law
from ..days import years_after
from ..duty import answering_municipality, duty_on
from ..owed import TrackYear, owed_between
from .half_year import (
    Figure,
    HalfYear,
    Requirement,
    Stay,
    figure,
    figure_1g,
    figure_3b,
    figure_3d,
    over_a_year,
    requirement,
)

DAY = timedelta(days=1)
CODES = ("1G", "3B", "3D")
TRACK_OF = {"3B": law.SUPERVISION, "3D": law.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class Behind:
    """A child behind 3B or 3D: its stay, who answers for it, how it stands."""

    stay: Placement
    municipality: Municipality
    requirement: Requirement

    @property
    def child(self) -> Child:
        return self.stay.child

    @property
    def late_days(self) -> int:
        """Return by how long the latest of its windows was late."""
        return max((window.late_days for window in self.requirement.ended), default=0)

    @property
    def made(self) -> int:
        return sum(window.made_on is not None for window in self.requirement.ended)


@dataclass(frozen=True, slots=True)
class HomeBehind:
    """A child in a home behind 1G, and the municipality that has the care."""

    stay: Placement
    municipality: Municipality

    @property
    def plain(self) -> Stay:
        assert self.stay.home_id is not None
        kinship = self.stay.kind == HomeKind.KINSHIP
        return Stay(self.stay.child_id, self.stay.home_id, kinship, self.stay.from_on)


@dataclass(frozen=True)
class HalfYearReport:
    """Everything that is told of one service and half-year. `day`: the closing day, or today until it has passed."""

    half: HalfYear
    day: date
    closed: bool
    tracks: list[Behind]
    homes: list[HomeBehind]

    def figures(self, municipality: Municipality | None = None) -> dict[str, Figure]:
        """Return the three figures, of the whole service or of what one of its municipalities answers for."""
        tracks = [one.requirement for one in self.tracks if municipality in (None, one.municipality)]
        homes = [one.plain for one in self.homes if municipality in (None, one.municipality)]
        return {
            "1G": figure_1g(homes, self.day),
            "3B": figure_3b(tracks, self.day),
            "3D": figure_3d(tracks, self.day),
        }

    def behind(self, code: str) -> list[Behind]:
        """Return the children of 3B or 3D: those that are short first, then who was late, by name."""
        rows = [one for one in self.tracks if one.requirement.track == TRACK_OF[code] and self._lasting(one.stay)]
        return sorted(
            rows, key=lambda one: (-one.requirement.missing, -one.late_days, name_key(one.child.name), one.stay.pk)
        )

    def homes_behind(self) -> list[HomeBehind]:
        """Return the stays of 1G, kin and network first, by home."""
        rows = [one for one in self.homes if self._lasting(one.stay)]
        return sorted(rows, key=lambda one: (not one.plain.kinship, name_key(str(one.stay.home)), one.stay.pk))

    def all_homes(self) -> Figure:
        """Return 1G for every foster child, however short it has lived there: beside the form's own figure."""
        stays = [one.plain for one in self.homes]
        return figure((stay.home for stay in stays if stay.kinship), (stay.home for stay in stays))

    def _lasting(self, stay: Placement) -> bool:
        return over_a_year(stay.from_on, self.day)


def half_year_report(service: Service, half: HalfYear, today: date) -> HalfYearReport:
    """Return the half-year as it stood when it closed; of one that has not closed, as it stands today.

    Raises `ValueError` for a half-year that has not begun.
    """
    if half.days.from_on > today:
        raise ValueError(f"{half} has not begun yet")
    day, on = min(half.last_day, today), min(half.days.until_on, today)
    rows = owed_between(Child.objects.filter(service=service), half.days, on)
    tracks, homes = list(_tracks(rows, day, on)), list(_homes(service, day))
    return HalfYearReport(half, day, today > half.last_day, tracks, homes)


def _tracks(rows: Iterable[TrackYear], day: date, on: date) -> Iterable[Behind]:
    found: dict[tuple[Placement, str], list[TrackYear]] = defaultdict(list)
    for row in rows:
        if row.placement.holds_on(day) and duty_on(row.placement, row.track, day) and _under_age(row.child, day):
            found[row.placement, row.track].append(row)
    for (stay, track), those in found.items():
        years = (one.case for one in those if one.days.from_on <= day)
        stands = requirement(stay.child_id, stay.from_on, years, day, on)
        yield Behind(stay, answering_municipality(stay, track, day), stands)


def _under_age(child: Child, day: date) -> bool:
    return day < years_after(child.birth_date, law.whole("duty_until_age", day))


def _homes(service: Service, day: date) -> Iterable[HomeBehind]:
    stays = Figures(service.pk, day).placements("foster_children").select_related("child__care_municipality", "home")
    for stay in stays:
        yield HomeBehind(stay, stay.child.care_municipality)
