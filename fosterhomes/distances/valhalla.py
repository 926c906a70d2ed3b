"""Asking Valhalla, the one inside or a server, for many ways at once. Only coordinates are handed over.

What its matrix does not do by itself (seen with 3.5):
- Two places on one stretch of road get the way along that stretch, also when a ferry is quicker: they are asked singly.
- It does not say what of a way is ferry: pairs whose time changes when ferries are forbidden are asked singly.
- A place on an island without a car road would be moved to the mainland: how far it was moved is looked at first.
- A place near a ferry's line would set out at sea, so ferries are no roads to set out from. A place on the quay itself
  would then first drive away and turn: it is moved some metres inland.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .engine import FARTHEST_FROM_ROAD, NoAnswer, Way, Ways, believed, number, table, whole_minutes
from .estimate import Spot, straight_metres

Ask = Callable[[str, dict[str, Any]], Any]
"""Ask for an action (`locate`, `sources_to_targets`, `route`) and return the decoded answer. Raises `NoAnswer`."""

Found = dict[tuple[Spot, Spot], "Way | None"]


AN_ORDINARY_DAY = {"date_time": {"type": 1, "value": "2026-09-15T10:00"}}
"""A Tuesday on which mountain roads are open. With a time Valhalla searches from one end only, which finds the quickest
way also where stretches of road without a crossing are long."""

ASHORE = (0.00014, 0.00028)
"""Degrees of latitude and longitude, about 15 metres: off the quay, and farther than a place is drawn to a corner."""


@dataclass(frozen=True)
class Beside:
    """The roads beside a place, none when all are too far away, and the place that is named to the engine for it."""

    roads: frozenset[Any]
    at: Spot
    corner: bool = False


@dataclass(frozen=True)
class Valhalla:
    """A Valhalla engine behind `ask`. `wait_minutes` are added for each crossing, one value for all ferries."""

    name: str
    most: int
    wait_minutes: int
    ask: Ask

    def ways(self, starts: Sequence[Spot], ends: Sequence[Spot]) -> Ways:
        """Return the way from each start to each end."""
        beside = self._beside(list(dict.fromkeys([*starts, *ends])))
        table = _Table(self, {spot: lies for spot, lies in beside.items() if lies.roads})
        found = table.found(starts, ends)
        return [[found.get((start, end)) for end in ends] for start in starts]

    def _beside(self, spots: list[Spot]) -> dict[Spot, Beside]:
        roads, all_ways = self._located(spots), self._located(spots, ferry=True)
        quays = [spot for spot in spots if roads[spot].corner and roads[spot].roads != all_ways[spot].roads]
        return roads | (self._ashore(quays) if quays else {})

    def _located(self, spots: list[Spot], *, ferry: bool = False) -> dict[Spot, Beside]:
        request = {"locations": [_location(spot, ferry=ferry) for spot in spots], "costing": "auto", "verbose": False}
        rows = self.ask("locate", request)
        if not isinstance(rows, list) or len(rows) != len(spots):
            raise NoAnswer("nonsense")
        return {spot: _lies(spot, row) for spot, row in zip(spots, rows, strict=True)}

    def _ashore(self, quays: list[Spot]) -> dict[Spot, Beside]:
        """Return each place on a quay as one some metres along its road."""
        north, east = ASHORE
        steps = ((north, 0.0), (-north, 0.0), (0.0, east), (0.0, -east))
        tried = {quay: [(quay[0] + up, quay[1] + right) for up, right in steps] for quay in quays}
        located = self._located([spot for spots in tried.values() for spot in spots])
        inland = {quay: [located[spot] for spot in spots if not located[spot].corner] for quay, spots in tried.items()}
        return {quay: found[0] for quay, found in inland.items() if found and found[0].roads}


@dataclass(frozen=True)
class _Table:
    """The ways between places of which it is known beside which roads they lie."""

    engine: Valhalla
    beside: dict[Spot, Beside]

    def found(self, starts: Sequence[Spot], ends: Sequence[Spot]) -> Found:
        near_starts, near_ends = ([spot for spot in spots if spot in self.beside] for spots in (starts, ends))
        if not near_starts or not near_ends:
            return {}
        free = self._matrix(near_starts, near_ends, self._car())
        dry = self._matrix(near_starts, near_ends, self._car(exclude_ferries=True))
        return {pair: self._way(pair, way, dry[pair]) for pair, way in free.items()}

    def _way(self, pair: tuple[Spot, Spot], free: Way | None, dry: Way | None) -> Way | None:
        start, end = pair
        if start == end:
            return Way(0, 0, 0)
        same_road = self.beside[start].roads & self.beside[end].roads
        return self._route(start, end) if same_road or free != dry else free

    def _matrix(self, starts: list[Spot], ends: list[Spot], car: dict[str, Any]) -> Found:
        request = {"sources": self._locations(starts), "targets": self._locations(ends)}
        try:
            answer = self.engine.ask("sources_to_targets", request | car | {"units": "kilometers", "verbose": True})
        except NoAnswer as trouble:
            if trouble.trouble == "no_road":
                return self._halves(starts, ends, car)
            raise
        rows = table(answer.get("sources_to_targets") if isinstance(answer, dict) else None, len(starts), len(ends))
        return {
            (start, end): _entry(cell, start, end)
            for start, row in zip(starts, rows, strict=True)
            for end, cell in zip(ends, row, strict=True)
        }

    def _halves(self, starts: list[Spot], ends: list[Spot], car: dict[str, Any]) -> Found:
        """Ask again in halves: a server refuses a whole table for one place that no road leads to."""
        if len(starts) == len(ends) == 1:
            return {(starts[0], ends[0]): None}
        if len(starts) >= len(ends):
            half = len(starts) // 2
            return self._matrix(starts[:half], ends, car) | self._matrix(starts[half:], ends, car)
        half = len(ends) // 2
        return self._matrix(starts, ends[:half], car) | self._matrix(starts, ends[half:], car)

    def _route(self, start: Spot, end: Spot) -> Way | None:
        """Return one way with its ferry minutes; None where no road goes."""
        request = {"locations": self._locations([start, end]), "units": "kilometers", "directions_type": "maneuvers"}
        try:
            answer = self.engine.ask("route", request | self._car() | AN_ORDINARY_DAY)
        except NoAnswer as trouble:
            if trouble.trouble == "no_road":
                return None
            raise
        return believed(_trip(answer), start, end)

    def _locations(self, spots: list[Spot]) -> list[dict[str, Any]]:
        return [_location(self.beside[spot].at) for spot in spots]

    def _car(self, **options: Any) -> dict[str, Any]:
        ferries = {"ferry_cost": self.engine.wait_minutes * 60, "use_ferry": 1.0, **options}
        return {"costing": "auto", "costing_options": {"auto": ferries}}


def _location(spot: Spot, *, ferry: bool = False) -> dict[str, Any]:
    # Reachability 0: the nearest road counts, also on an island with few.
    filters = {"exclude_ferry": not ferry}
    return {"lat": spot[0], "lon": spot[1], "minimum_reachability": 0, "search_filter": filters}


def _lies(spot: Spot, row: Any) -> Beside:
    edges = row.get("edges") or [] if isinstance(row, dict) else None
    if not isinstance(edges, list) or any(not isinstance(edge, dict) for edge in edges):
        raise NoAnswer("nonsense")
    places = [(edge.get("way_id"), _correlated(edge)) for edge in edges]
    near = [(way, place) for way, place in places if straight_metres(spot, place) <= FARTHEST_FROM_ROAD]
    return Beside(frozenset(way for way, _place in near), spot, corner=bool(row.get("nodes")))


def _correlated(edge: dict[str, Any]) -> Spot:
    return _degrees(edge, "correlated_lat"), _degrees(edge, "correlated_lon")


def _degrees(edge: dict[str, Any], name: str) -> float:
    degrees = number(edge.get(name))  # Norway lies north of the equator and east of Greenwich
    if degrees > 90:
        raise NoAnswer("nonsense")
    return degrees


def _entry(cell: Any, start: Spot, end: Spot) -> Way | None:
    if not isinstance(cell, dict):
        raise NoAnswer("nonsense")
    if cell.get("time") is None or cell.get("distance") is None:
        return None
    way = Way(whole_minutes(number(cell["time"])), round(number(cell["distance"]) * 1000), 0)
    return believed(way, start, end)


def _trip(answer: Any) -> Way:
    try:
        summary, legs = answer["trip"]["summary"], answer["trip"]["legs"]
        ferry = sum(number(step["time"]) for leg in legs for step in leg["maneuvers"] if step.get("ferry"))
        seconds, metres = number(summary["time"]), number(summary["length"]) * 1000
    except (TypeError, KeyError, AttributeError) as error:
        raise NoAnswer("nonsense") from error
    minutes = whole_minutes(seconds)
    return Way(minutes, round(metres), min(whole_minutes(ferry), minutes))
