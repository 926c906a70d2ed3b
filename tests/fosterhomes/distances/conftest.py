"""The road engine on the little network, built once; without the engine its tests are skipped with a sentence."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fosterhomes.distances.tiles import Tiles, build, engine_installed, open_engine
from fosterhomes.distances.valhalla import Valhalla
from tests.fosterhomes.distances.network import write_extract
from tests.fosterhomes.distances.standin import Standin

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def roads_installed() -> None:
    if engine_installed():
        return
    if os.environ.get("REQUIRE_ROADS") == "1":
        pytest.fail("The road engine is not installed, and REQUIRE_ROADS=1 asks for it: run `make roads`.")
    pytest.skip("The road engine is not installed: run `make roads`.")


@pytest.fixture(scope="session")
def built(roads_installed: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tiles]:
    """Return a function that builds the network, on request without some of it, and remembers what it has built."""
    done: dict[str, Tiles] = {}

    def tiles(without: str = "") -> Tiles:
        if without not in done:
            folder = tmp_path_factory.mktemp("roads")
            extract = write_extract(folder / "network.osm.pbf", without)
            done[without] = build(extract, folder / "tiles", at=NOON, tell=lambda line: None)
        return done[without]

    return tiles


@pytest.fixture
def engine(built: Any) -> Valhalla:
    return open_engine(built(), wait_minutes=10)


@pytest.fixture
def roads_dir(built: Any, settings: Any) -> Path:
    """Put the tiles of the network into use for the commands."""
    settings.ROADS_DIR = built().folder.parent
    return settings.ROADS_DIR


@pytest.fixture
def standin() -> Iterator[Standin]:
    server = Standin()
    yield server
    server.close()
