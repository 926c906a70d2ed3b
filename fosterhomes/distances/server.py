"""A road server by its address: OSRM or Valhalla. Off until the operator names one, because it is told coordinates.

What it answers is believed as little as anything from outside: silence, an error, a page, a wrong size, a number that
is none, all become `NoAnswer`, and the estimate stands.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .engine import FARTHEST_FROM_ROAD, NoAnswer, Way, Ways, believed, number, table, whole_minutes
from .estimate import Spot
from .valhalla import Valhalla

LARGEST_ANSWER = 64 * 1024 * 1024
PIECE = 64 * 1024
NO_ROAD_CODES = {170, 442}
"""Valhalla: locations in unconnected regions; no path could be found."""

PLACES_AT_ONCE = 25
"""Servers allow 2,500 pairs (Valhalla) or 100 coordinates (OSRM) at once unless somebody raised it."""


@dataclass(frozen=True)
class Fetcher:
    """Fetches JSON from one server, patiently but not for ever."""

    address: str
    timeout: float
    """Seconds for one attempt."""
    attempts: int = 3
    pause: Callable[[float], None] = time.sleep

    def get(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the decoded answer; silence and server errors are tried again. Raises `NoAnswer`."""
        for attempt in range(1, self.attempts + 1):
            try:
                return _decoded(self._read(path, body))
            except NoAnswer as trouble:
                if attempt == self.attempts or trouble.trouble not in {"silent", "busy"}:
                    raise NoAnswer("refused") if trouble.trouble == "busy" else trouble from None
                self.pause(0.5 * 2**attempt)
        raise NoAnswer("silent")

    def _read(self, path: str, body: dict[str, Any] | None) -> bytes:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "fosterhomes"}
        request = Request(self.address.rstrip("/") + path, data=data, headers=headers)
        try:
            with _open(request, timeout=self.timeout) as answer:
                return _content(answer, until=time.monotonic() + self.timeout)
        except HTTPError as error:
            raise NoAnswer(_refusal(error)) from None
        except (OSError, HTTPException) as error:
            raise NoAnswer("silent") from error


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody: the operator named one server to be told where homes lie, and another is none of ours."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Return no request: what was asked for is answered with the redirect's own status."""


_open = build_opener(_NoRedirect).open


def _content(answer: HTTPResponse, *, until: float) -> bytes:
    """Return the answer's bytes. A time-out holds for each piece; the whole has to come in time too."""
    content = bytearray()
    while piece := answer.read1(PIECE):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise NoAnswer("nonsense")
        if time.monotonic() > until:
            raise NoAnswer("silent")
    if answer.length:
        raise IncompleteRead(bytes(content), answer.length)
    return bytes(content)


def _refusal(error: HTTPError) -> str:
    """Return what an error status means: try again, no road, or no."""
    if error.code >= 500 or error.code == 429:
        return "busy"
    try:
        told = json.loads(error.read(100_000))
    except (ValueError, RecursionError, OSError, HTTPException):
        return "refused"
    code = told.get("error_code") if isinstance(told, dict) else None
    return "no_road" if code in NO_ROAD_CODES else "refused"


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("nonsense") from error


def valhalla_server(fetcher: Fetcher, *, wait_minutes: int) -> Valhalla:
    """Return a Valhalla server as an engine; places go in the body of a request, never in its address."""
    return Valhalla(
        "valhalla", PLACES_AT_ONCE, wait_minutes, lambda action, request: fetcher.get(f"/{action}", request)
    )


@dataclass(frozen=True)
class Osrm:
    """An OSRM server. It tells nothing of ferries; its interface wants the coordinates in the request's address."""

    fetcher: Fetcher
    name: str = "osrm"
    most: int = PLACES_AT_ONCE

    def ways(self, starts: Sequence[Spot], ends: Sequence[Spot]) -> Ways:
        """Return the way from each start to each end."""
        places = ";".join(f"{longitude},{latitude}" for latitude, longitude in [*starts, *ends])
        first, last = range(len(starts)), range(len(starts), len(starts) + len(ends))
        chosen = f"sources={_list(first)}&destinations={_list(last)}&annotations=duration,distance"
        answer = self.fetcher.get(f"/table/v1/driving/{places}?{chosen}")
        if not isinstance(answer, dict) or answer.get("code") != "Ok":
            raise NoAnswer("nonsense")
        return _osrm_ways(answer, starts, ends)


def _list(numbers: range) -> str:
    return ";".join(str(number) for number in numbers)


def _osrm_ways(answer: dict[str, Any], starts: Sequence[Spot], ends: Sequence[Spot]) -> Ways:
    durations, distances = (table(answer.get(key), len(starts), len(ends)) for key in ("durations", "distances"))
    from_near, to_near = _near(answer.get("sources"), len(starts)), _near(answer.get("destinations"), len(ends))
    return [
        [
            _osrm_way(durations[i][j], distances[i][j], start, end) if from_near[i] and to_near[j] else None
            for j, end in enumerate(ends)
        ]
        for i, start in enumerate(starts)
    ]


def _near(waypoints: Any, size: int) -> list[bool]:
    """Return which places lie at a road, by how far the server moved them."""
    if not isinstance(waypoints, list) or len(waypoints) != size:
        raise NoAnswer("nonsense")
    if any(not isinstance(waypoint, dict) for waypoint in waypoints):
        raise NoAnswer("nonsense")
    return [number(waypoint.get("distance", 0)) <= FARTHEST_FROM_ROAD for waypoint in waypoints]


def _osrm_way(seconds: Any, metres: Any, start: Spot, end: Spot) -> Way | None:
    if seconds is None or metres is None:
        return None
    return believed(Way(whole_minutes(number(seconds)), round(number(metres)), None), start, end)
