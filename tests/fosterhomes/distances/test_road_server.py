"""A road server by its address, played by a real server on this machine that answers what it should, or nonsense."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fosterhomes.distances.engine import NoAnswer, Way
from fosterhomes.distances.engines import chosen_engine
from fosterhomes.distances.server import Fetcher, Osrm, valhalla_server
from fosterhomes.distances.valhalla import Valhalla
from tests.fosterhomes.distances.network import SPOTS
from tests.fosterhomes.distances.standin import Answer, Standin, as_json

STARTS, ENDS = [SPOTS["west"]], [SPOTS["east"], SPOTS["isle"]]


def fetcher(standin: Standin, **changes: Any) -> Fetcher:
    return Fetcher(standin.address, **{"timeout": 5.0, "attempts": 2, "pause": lambda seconds: None} | changes)


def osrm(standin: Standin, **changes: Any) -> Osrm:
    return Osrm(fetcher(standin, **changes))


def valhalla(standin: Standin) -> Valhalla:
    return valhalla_server(fetcher(standin), wait_minutes=10)


GOOD_OSRM = {
    "code": "Ok",
    "durations": [[2200.4, None]],
    "distances": [[11_000.2, None]],
    "sources": [{"distance": 3.0}],
    "destinations": [{"distance": 12.0}, {"distance": 4.0}],
}


def test_an_osrm_server_is_asked_for_a_table_and_its_holes_are_no_zero(standin: Standin) -> None:
    standin.say = lambda path, body: as_json(GOOD_OSRM)
    assert osrm(standin).ways(STARTS, ENDS) == [[Way(37, 11_000, None), None]]
    path = standin.asked[0][0]
    assert path.startswith("/table/v1/driving/5.05,60.5;5.25,60.5;5.0,60.45?sources=0&destinations=1;2")


def test_a_place_that_an_osrm_server_moved_far_to_a_road_has_no_road(standin: Standin) -> None:
    moved = GOOD_OSRM | {"destinations": [{"distance": 2500.0}, {"distance": 4.0}]}
    standin.say = lambda path, body: as_json(moved)
    assert osrm(standin).ways(STARTS, ENDS) == [[None, None]]


NONSENSE: dict[str, Any] = {
    "negative": GOOD_OSRM | {"durations": [[-5, None]]},
    "not a number": GOOD_OSRM | {"durations": [[float("nan"), None]]},
    "endless": GOOD_OSRM | {"durations": [[float("inf"), None]]},
    "a word": GOOD_OSRM | {"durations": [["soon", None]]},
    "true": GOOD_OSRM | {"durations": [[True, None]]},
    "too few rows": GOOD_OSRM | {"durations": []},
    "too few columns": GOOD_OSRM | {"distances": [[1.0]]},
    "no table": {"code": "Ok"},
    "another code": {"code": "NoSegment"},
    "a list": [],
    "faster than anybody": GOOD_OSRM | {"durations": [[10, None]]},
    "shorter than the straight line": GOOD_OSRM | {"distances": [[100, None]]},
    "a month": GOOD_OSRM | {"durations": [[30 * 24 * 3600, None]]},
    "a whole number that no float holds": GOOD_OSRM | {"durations": [[10**400, None]]},
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_no_answer(standin: Standin, what: str) -> None:
    standin.say = lambda path, body: as_json(NONSENSE[what])
    with pytest.raises(NoAnswer) as refused:
        osrm(standin).ways(STARTS, ENDS)
    assert refused.value.trouble == "nonsense"
    assert len(standin.asked) == 1, "what is nonsense once is not asked for again"


def test_a_page_instead_of_an_answer_is_nonsense(standin: Standin) -> None:
    standin.say = lambda path, body: (200, b"<html>Log in to the guest network</html>")
    for engine in (osrm(standin), valhalla(standin)):
        with pytest.raises(NoAnswer, match="nonsense"):
            engine.ways(STARTS, ENDS)


def test_a_server_that_fails_is_asked_again_and_then_left(standin: Standin) -> None:
    standin.say = lambda path, body: (500, b"oops")
    waits: list[float] = []
    with pytest.raises(NoAnswer, match="refused"):
        osrm(standin, attempts=3, pause=waits.append).ways(STARTS, ENDS)
    assert (len(standin.asked), waits) == (3, [1.0, 2.0])


def test_a_server_that_fails_once_is_forgiven(standin: Standin) -> None:
    standin.say = lambda path, body: (503, b"") if len(standin.asked) == 1 else as_json(GOOD_OSRM)
    assert osrm(standin).ways(STARTS, ENDS)[0][0] == Way(37, 11_000, None)


def test_what_a_server_forbids_is_not_asked_again(standin: Standin) -> None:
    standin.say = lambda path, body: (403, b"no")
    with pytest.raises(NoAnswer, match="refused"):
        osrm(standin).ways(STARTS, ENDS)
    assert len(standin.asked) == 1


def test_a_silent_server_is_given_up_after_its_time(standin: Standin) -> None:
    def wait(path: str, body: Any) -> Answer:
        standin.hold.wait(5)
        return 200, b""

    standin.say = wait
    with pytest.raises(NoAnswer, match="silent"):
        osrm(standin, timeout=0.05).ways(STARTS, ENDS)
    assert len(standin.asked) == 2


def test_nobody_at_the_address_is_silence(standin: Standin) -> None:
    standin.close()
    with pytest.raises(NoAnswer, match="silent"):
        osrm(standin).ways(STARTS, ENDS)


def test_an_answer_nested_without_end_is_nonsense(standin: Standin) -> None:
    standin.say = lambda path, body: (200, b"[" * 200_000)
    for engine in (osrm(standin), valhalla(standin)):
        with pytest.raises(NoAnswer, match="nonsense"):
            engine.ways(STARTS, ENDS)


def test_an_answer_larger_than_any_is_not_read_to_its_end(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fosterhomes.distances.server.LARGEST_ANSWER", 100_000)
    standin.say = lambda path, body: (200, b" " * 300_000 + json.dumps(GOOD_OSRM).encode())
    with pytest.raises(NoAnswer, match="nonsense"):
        osrm(standin).ways(STARTS, ENDS)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_server(standin: Standin, status: int) -> None:
    other = Standin()
    try:
        other.say = lambda path, body: as_json(GOOD_OSRM)
        standin.headers = {"Location": f"{other.address}/table/v1/driving/elsewhere"}
        standin.say = lambda path, body: (status, b"")
        for engine in (osrm(standin), valhalla(standin)):
            with pytest.raises(NoAnswer, match="refused"):
                engine.ways(STARTS, ENDS)
        assert other.asked == []
    finally:
        other.close()


def test_a_server_that_drips_its_answer_is_given_up_after_its_time(standin: Standin) -> None:
    standin.say = lambda path, body: as_json(GOOD_OSRM)
    standin.drip_seconds = 0.02
    with pytest.raises(NoAnswer, match="silent"):
        osrm(standin, timeout=0.2, attempts=1).ways(STARTS, ENDS)


def test_an_answer_that_breaks_off_is_no_answer(standin: Standin) -> None:
    standin.say = lambda path, body: (200, json.dumps(GOOD_OSRM).encode()[:40])
    with pytest.raises(NoAnswer, match="nonsense"):
        osrm(standin).ways(STARTS, ENDS)


def located(body: Any) -> list[dict[str, Any]]:
    """Answer `locate` as Valhalla does: each place on a road of its own."""
    return [
        {
            "edges": [{"way_id": number, "correlated_lat": place["lat"], "correlated_lon": place["lon"]}],
            "nodes": [],
        }
        for number, place in enumerate(body["locations"])
    ]


STEPS = [{"time": 1800.0, "ferry": True}, {"time": 420.0}]
TRIP = {"summary": {"time": 2220.0, "length": 11.0}, "legs": [{"maneuvers": STEPS}]}


def as_valhalla(path: str, body: Any) -> Answer:
    """Answer like a Valhalla server on whose roads a ferry goes from west to east, and none to the isle."""
    if path == "/locate":
        return as_json(located(body))
    if path == "/route":
        return as_json({"trip": TRIP})
    if any(place["lat"] == SPOTS["isle"][0] for place in body["targets"]):
        return 400, json.dumps({"error_code": 170, "error": "Locations are in unconnected regions"}).encode()
    car = body["costing_options"]["auto"]
    cell = {"time": None, "distance": None} if car.get("exclude_ferries") else {"time": 2200, "distance": 11.0}
    return as_json({"sources_to_targets": [[cell for _target in body["targets"]] for _source in body["sources"]]})


def test_a_valhalla_server_tells_the_ferry_and_an_unconnected_place_spoils_only_its_own_way(standin: Standin) -> None:
    standin.say = as_valhalla
    assert valhalla(standin).ways(STARTS, ENDS) == [[Way(37, 11_000, 30), None]]
    assert all("60.5" not in path for path, _body in standin.asked), "coordinates never stand in an address"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/locate", []),
        ("/locate", [{"edges": [{"correlated_lat": "north", "correlated_lon": 5}], "nodes": []}] * 3),
        ("/locate", [None] * 3),
        ("/sources_to_targets", {"sources_to_targets": [[]]}),
        ("/sources_to_targets", {"sources_to_targets": [[{"time": -1, "distance": 1}, {}]]}),
        ("/sources_to_targets", {"sources_to_targets": [[3, 4]]}),
        ("/sources_to_targets", []),
        ("/route", {"trip": {}}),
        ("/route", {"trip": TRIP | {"summary": {"time": -3, "length": 1}}}),
        ("/route", "ok"),
    ],
)
def test_nonsense_of_a_valhalla_server_is_no_answer(standin: Standin, path: str, answer: Any) -> None:
    standin.say = lambda asked, body: as_json(answer) if asked == path else as_valhalla(asked, body)
    with pytest.raises(NoAnswer, match="nonsense"):
        valhalla(standin).ways(STARTS, ENDS)


def test_the_settings_name_the_server_and_its_kind(standin: Standin, settings: Any) -> None:
    settings.ROAD_SERVER = standin.address
    settings.ROAD_SERVER_KIND = "osrm"
    standin.say = lambda path, body: as_json(GOOD_OSRM)
    assert chosen_engine().engine.ways(STARTS, ENDS)[0][0] == Way(37, 11_000, None)
    settings.ROAD_SERVER_KIND = "valhalla"
    assert chosen_engine().engine.name == "valhalla"
