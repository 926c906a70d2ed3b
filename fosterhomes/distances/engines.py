"""Which road engine is asked: the tiles inside when they are built, else the server that the settings name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings

from .engine import Engine
from .server import Fetcher, Osrm, valhalla_server
from .tiles import current, engine_installed, open_engine


class NoEngine(Exception):
    """There is no road engine to ask; the message is a sentence for the operator that says what to do."""


@dataclass(frozen=True)
class Chosen:
    """An engine, and since which day its answers are fresh: the day of its tiles, for a server ever."""

    engine: Engine
    fresh_since: date


def chosen_engine() -> Chosen:
    """Return the engine that the settings and the tiles give. Raises `NoEngine`."""
    tiles = current(settings.ROADS_DIR)
    if tiles is not None and not settings.ROAD_SERVER:
        if not engine_installed():
            raise NoEngine("The road engine is not installed. Run `make roads` first.")
        return Chosen(open_engine(tiles, wait_minutes=settings.FERRY_WAIT_MINUTES), tiles.built_on)
    if not settings.ROAD_SERVER:
        raise NoEngine(
            "No roads have been built, and no road server is named. Run `manage.py roads build FILE.osm.pbf`."
        )
    return Chosen(_server(), date.min)


def _server() -> Engine:
    parts = urlsplit(settings.ROAD_SERVER)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise NoEngine("ROAD_SERVER is no address. Write it as https://roads.example.no.")
    fetcher = Fetcher(settings.ROAD_SERVER, settings.ROAD_SERVER_SECONDS)
    if settings.ROAD_SERVER_KIND == "osrm":
        return Osrm(fetcher)
    if settings.ROAD_SERVER_KIND == "valhalla":
        return valhalla_server(fetcher, wait_minutes=settings.FERRY_WAIT_MINUTES)
    raise NoEngine("ROAD_SERVER_KIND is neither valhalla nor osrm.")
