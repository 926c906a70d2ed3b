"""A small road network of our own, written as an OpenStreetMap extract: a fjord, a road round it, a ferry across, and
islands. Nothing of it is real.

         north_west ───────────────── north_east          the road round: about 78 km
              │                            │
    pier ── west ── quay_w ~~~~ quay_e ── east ── inn     the ferry: 20 minutes
     ┊
     ┊ passenger boat                 far_isle: a car ferry, 40 minutes, from east
    isle ── isle_end                  bare_isle: no road and no boat
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SPOTS = {
    "pier": (60.5000, 5.0000),
    "west": (60.5000, 5.0500),
    "quay_w": (60.5000, 5.1000),
    "quay_e": (60.5000, 5.1800),
    "east": (60.5000, 5.2500),
    "inn": (60.5000, 5.3000),
    "north_west": (60.8000, 5.0500),
    "north_east": (60.8000, 5.2500),
    "isle": (60.4500, 5.0000),
    "isle_end": (60.4500, 4.9800),
    "far_quay": (60.4000, 5.2500),
    "far_isle": (60.3900, 5.2500),
}
BARE_ISLE = (60.9000, 4.6000)

DISTRICT = {"highway": "secondary", "maxspeed": "60"}
WAYS: list[tuple[list[str], dict[str, str]]] = [
    (["pier", "west", "quay_w"], DISTRICT),
    (["quay_e", "east", "inn"], DISTRICT),
    (["west", "north_west", "north_east", "east"], {"highway": "primary", "maxspeed": "80"}),
    (["quay_w", "quay_e"], {"route": "ferry", "motor_vehicle": "yes", "duration": "00:20"}),
    (["pier", "isle"], {"route": "ferry", "motor_vehicle": "no", "foot": "yes", "duration": "00:30"}),
    (["isle", "isle_end"], {"highway": "residential"}),
    (["east", "far_quay"], {"route": "ferry", "motor_vehicle": "yes", "duration": "00:40"}),
    (["far_quay", "far_isle"], {"highway": "residential"}),
]


def write_extract(path: Path, without: str = "") -> Path:
    """Write the network to `path`, on request without the ways that hold the spot `without`."""
    osmium = pytest.importorskip("osmium")
    numbers = {name: place for place, name in enumerate(SPOTS, start=1)}
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for name, (latitude, longitude) in SPOTS.items():
        location = osmium.osm.Location(longitude, latitude)
        writer.add_node(osmium.osm.mutable.Node(id=numbers[name], version=1, location=location))
    for place, (names, tags) in enumerate(WAYS, start=1):
        if without not in names:
            nodes: list[Any] = [numbers[name] for name in names]
            writer.add_way(osmium.osm.mutable.Way(id=place, version=1, nodes=nodes, tags=tags))
    writer.close()
    return path
