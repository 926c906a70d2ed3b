"""The road engine inside, on a network that the tests write: fjord, road round it, ferries, islands."""

from pathlib import Path
from typing import Any

import pytest

from fosterhomes.distances.engine import Way
from fosterhomes.distances.tiles import CannotBuild, build, current, open_engine
from fosterhomes.distances.valhalla import Valhalla
from tests.fosterhomes.distances.conftest import NOON
from tests.fosterhomes.distances.network import BARE_ISLE, SPOTS, write_extract


def way(engine: Valhalla, start: str, end: str) -> Way | None:
    return engine.ways([SPOTS[start]], [SPOTS[end]])[0][0]


def known(engine: Valhalla, start: str, end: str) -> Way:
    found = way(engine, start, end)
    assert found is not None
    return found


def test_the_ferry_is_taken_across_the_fjord_with_its_minutes_and_the_wait(engine: Valhalla) -> None:
    across = known(engine, "west", "east")
    assert 10_000 < across.metres < 12_000
    assert across.ferry_minutes in {30, 31, 32}, "20 on board and 10 on the quay"
    assert 5 <= across.minutes - across.ferry_minutes <= 10


def test_without_the_ferry_the_way_leads_round_the_fjord(built: Any) -> None:
    round_ = known(open_engine(built(without="quay_w"), wait_minutes=10), "west", "east")
    assert 75_000 < round_.metres < 85_000
    assert (round_.minutes > 50, round_.ferry_minutes) == (True, 0)


def test_who_waits_long_enough_for_the_ferry_drives_round(built: Any) -> None:
    round_ = known(open_engine(built(), wait_minutes=60), "west", "east")
    assert (round_.metres > 75_000, round_.ferry_minutes) == (True, 0)


def test_two_ferries_after_each_other_are_both_counted(engine: Valhalla) -> None:
    both = known(engine, "west", "far_isle")
    assert both.ferry_minutes == pytest.approx(20 + 40 + 2 * 10, abs=4)


def test_an_island_with_a_passenger_boat_only_has_no_road(engine: Valhalla) -> None:
    assert way(engine, "west", "isle") is None
    assert way(engine, "isle_end", "east") is None
    assert known(engine, "isle", "isle_end").minutes == 2, "on the island one drives"


def test_a_place_far_from_any_road_has_no_road_and_spoils_nobody_else_s_way(engine: Valhalla) -> None:
    answered = engine.ways([SPOTS["west"], BARE_ISLE], [SPOTS["east"], BARE_ISLE, SPOTS["isle"]])
    assert [[found is not None for found in row] for row in answered] == [[True, False, False], [False] * 3]


@pytest.mark.parametrize("place", ["quay_w", "quay_e", "far_quay"])
def test_a_home_on_the_quay_gets_onto_the_ferry_and_waits_like_others(engine: Valhalla, place: str) -> None:
    others = [name for name in SPOTS if not name.startswith("isle") and name != place]
    ways = engine.ways([SPOTS[place]], [SPOTS[name] for name in others])[0]
    back = [row[0] for row in engine.ways([SPOTS[name] for name in others], [SPOTS[place]])]
    for there, here in zip(ways, back, strict=True):
        assert there is not None
        assert here is not None
        assert abs(there.minutes - here.minutes) <= 1
        assert abs((there.ferry_minutes or 0) - (here.ferry_minutes or 0)) <= 1
    assert known(engine, "quay_w", "quay_e").ferry_minutes in {30, 31, 32}


def test_no_detour_is_shorter_than_the_way_straight_there(engine: Valhalla) -> None:
    names = [name for name in SPOTS if not name.startswith("isle")]
    answered = engine.ways([SPOTS[name] for name in names], [SPOTS[name] for name in names])
    minutes = [[found.minutes if found else 10**6 for found in row] for row in answered]
    longer = [
        (names[i], names[j], names[k])
        for i in range(len(names))
        for j in range(len(names))
        for k in range(len(names))
        # Each way is rounded up by itself, and who breaks the journey on a quay does not wait for the ferry twice.
        if minutes[i][j] > minutes[i][k] + minutes[k][j] + 2
    ]
    assert longer == []


def test_a_place_is_no_way_from_itself(engine: Valhalla) -> None:
    assert way(engine, "east", "east") == Way(0, 0, 0)


def broken(folder: Path, content: bytes) -> Path:
    path = folder / "broken.osm.pbf"
    path.write_bytes(content)
    return path


def test_what_is_no_extract_is_refused_in_words_and_the_old_roads_stay(roads_installed: None, tmp_path: Path) -> None:
    good = write_extract(tmp_path / "good.osm.pbf")
    folder = tmp_path / "roads"
    before = build(good, folder, at=NOON, tell=lambda line: None)
    for content, sentence in (
        (b"<html>", "is no OpenStreetMap extract"),
        (b"", "is no OpenStreetMap extract"),
        (good.read_bytes()[:-40], "cannot be read as an OpenStreetMap extract"),
    ):
        with pytest.raises(CannotBuild, match=sentence):
            build(broken(tmp_path, content), folder, at=NOON, tell=lambda line: None)
    with pytest.raises(CannotBuild, match="There is no file"):
        build(tmp_path / "missing.osm.pbf", folder, at=NOON, tell=lambda line: None)
    assert current(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["current", before.folder.name]
    assert known(open_engine(before, wait_minutes=10), "west", "east").minutes < 50


def test_building_again_puts_the_new_roads_into_use_and_clears_the_old_away(
    roads_installed: None, tmp_path: Path
) -> None:
    folder = tmp_path / "roads"
    build(write_extract(tmp_path / "a.osm.pbf"), folder, at=NOON, tell=lambda line: None)
    told: list[str] = []
    second = build(write_extract(tmp_path / "b.osm.pbf", "quay_w"), folder, at=NOON.replace(hour=13), tell=told.append)
    assert current(folder) == second
    assert second.extract == "b.osm.pbf"
    assert len(list(folder.iterdir())) == 2
    assert len(told) > 10, "it says how far it is"
    assert known(open_engine(second, wait_minutes=10), "west", "east").metres > 75_000
