"""The road engine inside: its tiles built from an OpenStreetMap extract, and the engine on them. The only file that
imports Valhalla's wheel, which is the optional extra `roads`.

    VAR_DIR/roads/tiles-20260310-091500/    one set of tiles, with roads.json beside them
    VAR_DIR/roads/current                   a link to the set in use: changed in one step, or not at all
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .engine import NoAnswer
from .valhalla import Valhalla

HEADER = b"OSMHeader"
"""What every .osm.pbf says of itself in its first bytes."""

NO_ROAD = ("No path could be found", "unconnected regions")
"""How Valhalla says that no road goes."""

PLACES_AT_ONCE = 100


class CannotBuild(Exception):
    """The tiles cannot be built; the message is a sentence for the operator. Nothing has changed."""


@dataclass(frozen=True)
class Tiles:
    """A set of tiles: where it lies, when and from which file it was built."""

    folder: Path
    built_on: date
    extract: str


def engine_installed() -> bool:
    return find_spec("valhalla") is not None


def current(folder: Path) -> Tiles | None:
    """Return the tiles in use, or None when none have been built."""
    note = folder / "current" / "roads.json"
    if not note.is_file():
        return None
    values = json.loads(note.read_text(encoding="utf-8"))
    return Tiles(note.parent.resolve(), date.fromisoformat(values["built_on"]), values["extract"])


def build(extract: Path, folder: Path, *, at: datetime, tell: Callable[[str], None]) -> Tiles:
    """Build tiles from `extract` and put them into use. Raises `CannotBuild`, and then the old tiles stay in use."""
    check_extract(extract)
    if not engine_installed():
        raise CannotBuild("The road engine is not installed. Run `make roads` first.")
    folder.mkdir(parents=True, exist_ok=True)
    with _scratch(folder) as work:
        _run_builder(extract, work, tell)
        if not any(work.rglob("*.gph")):
            raise CannotBuild(f"{extract.name} holds no roads that a car may drive.")
        note = {"built_on": at.date().isoformat(), "extract": extract.name}
        (work / "roads.json").write_text(json.dumps(note), encoding="utf-8")
        _put_into_use(work, folder, at)
    found = current(folder)
    assert found is not None
    return found


def check_extract(extract: Path) -> None:
    """Raise `CannotBuild` for a file that is not there, or whose first bytes say that it is something else."""
    if not extract.is_file():
        raise CannotBuild(f"There is no file {extract}.")
    with extract.open("rb") as file:
        if HEADER not in file.read(64):
            raise CannotBuild(f"{extract.name} is no OpenStreetMap extract in PBF format (.osm.pbf).")


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, gone at the end unless it was put into use."""
    work = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run_builder(extract: Path, work: Path, tell: Callable[[str], None]) -> None:
    settings = work / "valhalla.json"
    settings.write_text(json.dumps(configuration(work, log="std_out")), encoding="utf-8")
    builder = _package_folder() / "bin" / "valhalla_build_tiles"
    command = [str(builder), "--config", str(settings), str(extract.resolve())]
    last = ""
    # It leaves files of its own where it runs.
    with subprocess.Popen(
        command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last = line.strip() or last
            if "[INFO]" in line:
                tell(line.split("[INFO]", 1)[1].strip())
    if process.returncode != 0:
        why = " ".join(last.replace("what():", "").split()).rstrip(".")
        raise CannotBuild(f"{extract.name} cannot be read as an OpenStreetMap extract: {why}.")


def _put_into_use(work: Path, folder: Path, at: datetime) -> None:
    old = [path for path in folder.glob("tiles-*") if path.is_dir()]
    new = folder / f"tiles-{at:%Y%m%d-%H%M%S-%f}"
    work.rename(new)
    (new / "valhalla.json").write_text(json.dumps(configuration(new)), encoding="utf-8")
    link = folder / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(new.name)
    os.replace(link, folder / "current")
    for path in old:
        if path != new:
            shutil.rmtree(path, ignore_errors=True)


def configuration(tiles: Path, log: str = "") -> dict[str, Any]:
    """Return Valhalla's settings for tiles in that folder, with its limits raised to the size of a whole country.

    Without `log` it writes nothing: its lines would quote what it was asked.
    """
    settings: dict[str, Any] = import_module("valhalla").get_config(tile_extract="", tile_dir=str(tiles))
    for part in settings.values():
        if isinstance(part, dict) and "logging" in part:
            part["logging"] |= {"type": log, "color": False}
    settings["mjolnir"] |= {"traffic_extract": "", "timezone": "", "admin": ""}
    # Else one place on an island refuses the whole table, instead of its own ways.
    settings["loki"]["use_connectivity"] = False
    limits = settings["service_limits"]
    limits["auto"] |= {"max_matrix_location_pairs": 1_000_000, "max_matrix_distance": 5_000_000.0}
    limits["auto"]["max_locations"] = 4 * PLACES_AT_ONCE
    # Lets a request forbid ferries; without it the wish is only a wish.
    limits["allow_hard_exclusions"] = True
    # The search from one end: twice the time of the one from both, which misses the quickest way where stretches of
    # road without a crossing are long, as along a fjord.
    settings["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    return settings


def open_engine(tiles: Tiles, *, wait_minutes: int) -> Valhalla:
    """Return the engine on these tiles. It runs inside this process: no address and no coordinate leaves it."""
    actor = import_module("valhalla").Actor(str(tiles.folder / "valhalla.json"))
    actions = {"locate": actor.locate, "sources_to_targets": actor.matrix, "route": actor.route}

    def ask(action: str, request: dict[str, Any]) -> Any:
        try:
            return json.loads(actions[action](json.dumps(request)))
        except RuntimeError as error:
            raise NoAnswer("no_road" if any(words in str(error) for words in NO_ROAD) else "refused") from error

    return Valhalla("inside", PLACES_AT_ONCE, wait_minutes, ask)


def _package_folder() -> Path:
    spec = find_spec("valhalla")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
