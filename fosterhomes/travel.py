"""How long it takes from one point to another: one function for every page, search and solver.

Stored times win over the estimate: by hand, then road engine. The estimate is geopy's geodesic distance times a winding
factor, at a speed, plus the ferry minutes of the areas that the way enters or leaves; pages mark it as an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from geopy.distance import geodesic

from .models import Point, TravelTime

WINDING = 1.35
"""Metres of road for each metre of straight line, from pairs known by hand in Nordhordland."""

METRES_A_MINUTE = 900
"""54 km/h: the pace of district roads, villages and hills included."""


@dataclass(frozen=True)
class Travel:
    """One way: whole minutes rounded up, of which `ferry_minutes` on a ferry; metres of road; where it comes from."""

    minutes: int
    metres: int
    ferry_minutes: int
    source: str

    @property
    def is_estimate(self) -> bool:
        return self.source == TravelTime.Source.ESTIMATE


def estimate(start: Point, end: Point) -> Travel:
    """Return the estimated way between two points."""
    if start.pk is not None and start.pk == end.pk:
        return Travel(0, 0, 0, TravelTime.Source.ESTIMATE)
    straight = geodesic((start.latitude, start.longitude), (end.latitude, end.longitude)).meters
    metres = round(straight * WINDING)
    ferry = ferry_minutes(start, end)
    return Travel(ceil(metres / METRES_A_MINUTE) + ferry, metres, ferry, TravelTime.Source.ESTIMATE)


def ferry_minutes(start: Point, end: Point) -> int:
    """Return the minutes on ferries between two points: each ferry area that is left or entered counts once."""
    if start.ferry_area_id == end.ferry_area_id:
        return 0
    return sum(area.minutes for area in (start.ferry_area, end.ferry_area) if area is not None)


class TravelTimes:
    """Ways between many points: what is stored for them is read once, the rest is estimated when asked for."""

    def __init__(self, points: Iterable[Point]) -> None:
        ids = {point.pk for point in points}
        self._ways: dict[tuple[int, int], Travel] = {}
        # Later sources win: the road engine over nothing, a time set by hand over the road engine.
        for source in (TravelTime.Source.ROAD, TravelTime.Source.BY_HAND):
            for row in TravelTime.objects.filter(source=source, from_point__in=ids, to_point__in=ids):
                key = (row.from_point_id, row.to_point_id)
                self._ways[key] = Travel(row.minutes, row.metres, row.ferry_minutes, row.source)

    def between(self, start: Point, end: Point) -> Travel:
        """Return the way from `start` to `end`; both must be among the points this was made for."""
        key = (start.pk, end.pk)
        if key not in self._ways:
            self._ways[key] = estimate(start, end)
        return self._ways[key]
