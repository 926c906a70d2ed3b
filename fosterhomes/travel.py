"""How long it takes from one point to another: one function for every page, search and solver.

Tried in this order for each pair: a time set by hand; the road engine's; the estimate (`distances/estimate.py`), with
the minutes of the ferries that the way takes. The first two are stored, with their date; pages say which it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .distances.estimate import FIGURES, Figures, driving_minutes, road_metres, straight_metres
from .models import EstimateFigures, FerryArea, FerryLink, Point, TravelTime


@dataclass(frozen=True)
class Travel:
    """One way: whole minutes rounded up, of which `ferry_minutes` on a ferry; metres of road; where it comes from.

    `measured_on`: the day it was set or measured; for an estimate the day of its figures, None while they are ours.
    """

    minutes: int
    metres: int
    ferry_minutes: int
    source: str
    measured_on: date | None = None

    @property
    def is_estimate(self) -> bool:
        return self.source == TravelTime.Source.ESTIMATE

    @property
    def is_band(self) -> bool:
        """Return whether it is the band of a protected address: at most so many minutes, and nothing of the road."""
        return self.source == TravelTime.Source.BY_HAND and not self.metres


@dataclass(frozen=True)
class Reckoning:
    """What the estimate reckons with: the figures of each terrain with their day, and the ferries between two areas."""

    figures: dict[str, Figures] = field(default_factory=lambda: dict(FIGURES))
    from_on: date | None = None
    links: dict[frozenset[int], int] = field(default_factory=dict)

    @classmethod
    def stored(cls) -> Reckoning:
        """Return what holds now: for each terrain the latest figures, else ours."""
        rows = list(EstimateFigures.objects.order_by("from_on"))
        figures = dict(FIGURES) | {row.terrain: Figures(float(row.winding), row.metres_a_minute) for row in rows}
        links = FerryLink.objects.values_list("area", "other", "minutes")
        ferries = {frozenset((area, other)): minutes for area, other, minutes in links}
        return cls(figures, rows[-1].from_on if rows else None, ferries)


OURS = Reckoning()
"""Before anything is calibrated or any ferry between two areas is known."""


def estimate(start: Point, end: Point, reckoning: Reckoning = OURS) -> Travel:
    """Return the estimated way between two points."""
    source = TravelTime.Source.ESTIMATE
    if start.pk is not None and start.pk == end.pk:
        return Travel(0, 0, 0, source, reckoning.from_on)
    straight = straight_metres(
        (float(start.latitude), float(start.longitude)), (float(end.latitude), float(end.longitude))
    )
    terrains = start.terrain, end.terrain
    ferry = ferry_minutes(start, end, reckoning)
    minutes = driving_minutes(straight, terrains, reckoning.figures) + ferry
    return Travel(minutes, road_metres(straight, terrains, reckoning.figures), ferry, source, reckoning.from_on)


def ferry_minutes(start: Point, end: Point, reckoning: Reckoning = OURS) -> int:
    """Return the minutes on ferries: of the ferry straight between the two areas, else of each area that is left."""
    areas = [area for area in (start.ferry_area, end.ferry_area) if area is not None]
    if start.ferry_area_id == end.ferry_area_id:
        return 0
    return _straight_across(areas, reckoning) or sum(area.minutes for area in areas)


def _straight_across(areas: list[FerryArea], reckoning: Reckoning) -> int | None:
    return reckoning.links.get(frozenset(area.pk for area in areas)) if len(areas) == 2 else None


class TravelTimes:
    """Ways between many points: what is stored for them is read once, the rest is estimated when asked for."""

    def __init__(self, points: Iterable[Point], starts: Iterable[Point] | None = None) -> None:
        """`starts`: where the ways that are asked for begin, when that is not everywhere: it saves reading the rest."""
        ids = {point.pk for point in points}
        begin = ids if starts is None else {point.pk for point in starts}
        self._ways: dict[tuple[int, int], Travel | None] = {}
        # Later sources win: the road engine over nothing, a time set by hand over the road engine.
        for source in (TravelTime.Source.ROAD, TravelTime.Source.BY_HAND):
            for row in TravelTime.objects.filter(source=source, from_point__in=begin, to_point__in=ids):
                self._ways[row.from_point_id, row.to_point_id] = as_travel(row)

    @cached_property
    def _reckoning(self) -> Reckoning:
        return Reckoning.stored()

    def between(self, start: Point, end: Point) -> Travel | None:
        """Return the way from `start` to `end`, both among the points this was made for; None where no road goes."""
        key = (start.pk, end.pk)
        if key not in self._ways:
            self._ways[key] = estimate(start, end, self._reckoning)
        return self._ways[key]


def as_travel(row: TravelTime) -> Travel | None:
    """Return a stored way; None where no road goes."""
    if row.minutes is None or row.metres is None:
        return None
    return Travel(row.minutes, row.metres, row.ferry_minutes, row.source, row.measured_on)
