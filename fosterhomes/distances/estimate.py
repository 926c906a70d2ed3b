"""The estimate: a straight line made longer by how roads wind, at the pace of the terrain. Pure: no rows, no clock.

    metres  = straight metres × winding
    minutes = metres / metres a minute + minutes on ferries

The first part of a way follows the roads of both its ends (half of each); what lies farther than `NEAR_METRES` follows
main roads, which wind less and are faster. The figures are fitted to known ways by `manage.py roads calibrate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from geopy.distance import geodesic

NEAR_METRES = 50_000
"""Straight metres; a way longer than that leads mostly along main roads."""

Spot = tuple[float, float]
"""Latitude and longitude, and nothing else: no road engine learns more of a place."""


@dataclass(frozen=True)
class Figures:
    """One kind of terrain: metres of road for each straight metre, and metres driven in a minute."""

    winding: float
    metres_a_minute: int

    @property
    def minutes_a_metre(self) -> float:
        """Return the minutes that one straight metre takes."""
        return self.winding / self.metres_a_minute


FIGURES: Mapping[str, Figures] = {
    "town": Figures(1.35, 600),
    "coast": Figures(1.40, 850),
    "fjord": Figures(1.35, 900),
    "inland": Figures(1.25, 1050),
    "main_road": Figures(1.30, 1050),
}
"""Until somebody calibrates. Fjord: from ways known by hand in Nordhordland, 54 km/h, hills and villages included."""


def straight_metres(start: Spot, end: Spot) -> float:
    """Return the metres of the straight line over the ellipsoid."""
    return float(geodesic(start, end).meters)


def near_and_far(metres: float) -> tuple[float, float]:
    """Return how much of a straight line follows the roads of its ends, and how much main roads."""
    return min(metres, NEAR_METRES), max(metres - NEAR_METRES, 0.0)


def road_metres(metres: float, terrains: tuple[str, str], figures: Mapping[str, Figures]) -> int:
    """Return the estimated metres of road for a straight line between two kinds of terrain."""
    near, far = near_and_far(metres)
    start, end = (figures[terrain].winding for terrain in terrains)
    return round(near * (start + end) / 2 + far * figures["main_road"].winding)


def driving_minutes(metres: float, terrains: tuple[str, str], figures: Mapping[str, Figures]) -> int:
    """Return the estimated whole minutes of driving, rounded up, without ferries."""
    near, far = near_and_far(metres)
    start, end = (figures[terrain].minutes_a_metre for terrain in terrains)
    # A float a hair above a whole minute is that minute.
    return ceil(round(near * (start + end) / 2 + far * figures["main_road"].minutes_a_metre, 6))
