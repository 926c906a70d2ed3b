"""Fits the estimate to the ways that are known by hand or by a road engine.

The estimate is linear in what it does not know: a way is so many straight metres of each kind of terrain, each at
`winding` metres of road and `minutes a metre`. Least squares on relative errors, held to the figures of before where
few ways speak: ten ways of a terrain weigh as much as what was believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models import Point, Terrain, TravelTime
from ..travel import Reckoning, estimate
from .estimate import Figures, near_and_far, straight_metres
from .places import spot_of

BELIEF = 10.0
"""How many ways the figures of before are worth."""

SHORTEST_METRES = 1_000
"""Straight. Nearer than that a way says more of the village than of the terrain."""

WINDING_LIMITS = (1.05, 3.0)
PACE_LIMITS = (300, 1_500)
"""Metres a minute: 18 to 90 km/h."""


@dataclass(frozen=True)
class KnownWay:
    """A way with a known time, and the straight metres of each kind of terrain in it."""

    start: Point
    end: Point
    minutes: int
    metres: int
    ferry_minutes: int
    terrain_metres: dict[str, float]


@dataclass(frozen=True)
class Calibration:
    """New figures, how many ways they stand on, and the mean deviation in percent before and after."""

    figures: dict[str, Figures]
    ways: dict[str, int]
    error_before: float
    error_after: float

    @property
    def is_better(self) -> bool:
        return self.error_after < self.error_before


def known_ways() -> list[KnownWay]:
    """Return every way that is known, a time set by hand before the road engine's."""
    rows = TravelTime.objects.exclude(minutes=None).select_related("from_point__ferry_area", "to_point__ferry_area")
    best: dict[tuple[int, int], TravelTime] = {}
    for row in rows.order_by("source", "pk"):  # "by hand" stands before "road"
        best.setdefault((row.from_point_id, row.to_point_id), row)
    ways = (_known(row) for row in best.values())
    return [way for way in ways if way is not None]


def _known(row: TravelTime) -> KnownWay | None:
    start, end = row.from_point, row.to_point
    straight = straight_metres(spot_of(start), spot_of(end))
    if straight < SHORTEST_METRES or not row.minutes or not row.metres:
        return None
    near, far = near_and_far(straight)
    terrain_metres = dict.fromkeys(Terrain.values, 0.0)
    for terrain, metres in ((start.terrain, near / 2), (end.terrain, near / 2), (Terrain.MAIN_ROAD.value, far)):
        terrain_metres[terrain] += metres
    return KnownWay(start, end, row.minutes, row.metres, row.ferry_minutes, terrain_metres)


def calibrate(ways: Sequence[KnownWay], reckoning: Reckoning) -> Calibration:
    """Return figures fitted to `ways`. Ways with a ferry measure the error, but do not teach: the sea has no roads."""
    dry = [way for way in ways if not way.ferry_minutes]
    before = reckoning.figures
    windings = _fitted(dry, [way.metres for way in dry], {name: kind.winding for name, kind in before.items()})
    paces = _fitted(dry, [way.minutes for way in dry], {name: kind.minutes_a_metre for name, kind in before.items()})
    figures = {name: _figures(windings[name], paces[name]) for name in before}
    after = Reckoning(figures, reckoning.from_on, reckoning.links)
    spoken = {name: sum(way.terrain_metres[name] > 0 for way in dry) for name in before}
    return Calibration(figures, spoken, error_percent(ways, reckoning), error_percent(ways, after))


def _fitted(ways: Sequence[KnownWay], known: Sequence[float], believed: dict[str, float]) -> dict[str, float]:
    """Return the factor of each terrain that reproduces `known` best in relative terms."""
    names = sorted(believed)
    rows = [[way.terrain_metres[name] / value for name in names] for way, value in zip(ways, known, strict=True)]
    held = np.diag([BELIEF**0.5 / believed[name] for name in names])
    matrix = np.vstack([np.array(rows).reshape(-1, len(names)), held])
    wanted = np.concatenate([np.ones(len(rows)), np.full(len(names), BELIEF**0.5)])
    solution = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
    return dict(zip(names, map(float, solution), strict=True))


def _figures(winding: float, minutes_a_metre: float) -> Figures:
    low, high = WINDING_LIMITS
    winding = round(min(max(winding, low), high), 2)
    slow, fast = PACE_LIMITS
    pace = winding / minutes_a_metre if minutes_a_metre > 0 else fast
    return Figures(winding, round(min(max(pace, slow), fast)))


def error_percent(ways: Sequence[KnownWay], reckoning: Reckoning) -> float:
    """Return the mean deviation of the estimate from the known minutes, in percent."""
    errors = [abs(estimate(way.start, way.end, reckoning).minutes - way.minutes) / way.minutes for way in ways]
    return round(100 * sum(errors) / len(errors), 1) if errors else 0.0
