"""Small problems with a name: what a coordinator would expect of each, one at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.relief.__main__ import main
from matching.relief.problem import BadProblem, parse
from matching.relief.solving import solve

from .problems import option, problem

ONE = problem({"u1": {}}, {"h1": (1, [1, 1])}, [option("u1", "h1", [1, 2], wished=[2])])


def placements(data: dict[str, Any]) -> dict[str, tuple[str, list[int]]]:
    result = solve(parse(data)).as_json()
    return {row["unit"]: (row["home"], row["weekends"]) for row in result["placements"]}


def why(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["unit"]: row["why"] for row in solve(parse(data)).as_json()["unplaced"]}


def test_a_child_comes_on_the_weekend_that_is_wished() -> None:
    assert placements(ONE) == {"u1": ("h1", [2])}


def test_kin_comes_before_an_acute_child_and_urgency_before_waiting() -> None:
    units = {"u1": {"urgency": "ordinary"}, "u2": {"urgency": "acute"}, "u3": {"urgency": "soon", "waited": 400}}
    options = [option("u1", "h1", [1], kin=True), option("u2", "h1", [1]), option("u2", "h2", [1])]
    data = problem(units, {"h1": (1, [1]), "h2": (1, [1])}, [*options, option("u3", "h2", [1])])
    assert placements(data) == {"u1": ("h1", [1]), "u2": ("h2", [1])}
    assert why(data) == {"u3": {"code": "taken", "home": "h2", "by": "u2"}}


def test_who_has_waited_longest_comes_first_among_equals() -> None:
    units = {"u1": {"waited": 10}, "u2": {"waited": 90}}
    data = problem(units, {"h1": (2, [1])}, [option("u1", "h1", [1]), option("u2", "h1", [1])])
    assert placements(data) == {"u2": ("h1", [1])}


def test_two_children_share_a_home_on_different_weekends_of_its_cycle() -> None:
    data = problem({"u1": {}, "u2": {}}, {"h1": (2, [1, 1])}, [option("u1", "h1", [1, 2]), option("u2", "h1", [1])])
    assert placements(data) == {"u1": ("h1", [2]), "u2": ("h1", [1])}


def test_a_child_who_needs_two_weekends_gets_two_or_none() -> None:
    data = problem({"u1": {"weekends": 2}}, {"h1": (1, [1, 0, 1])}, [option("u1", "h1", [1, 2, 3])])
    assert placements(data) == {"u1": ("h1", [1, 3])}
    fewer = data | {"homes": [{"id": "h1", "places": 1, "weekends": [1, 0, 0]}]}
    assert (placements(fewer), why(fewer)) == ({}, {"u1": {"code": "full", "home": "h1"}})


def test_siblings_who_come_together_need_two_places_on_the_same_weekend() -> None:
    data = problem({"u1": {"size": 2}}, {"h1": (2, [1, 1]), "h2": (2, [0, 2])},
                   [option("u1", "h1", [1, 2]), option("u1", "h2", [1, 2], minutes=90)])  # fmt: skip
    assert placements(data) == {"u1": ("h2", [2])}


def test_siblings_who_come_apart_meet_on_no_weekend() -> None:
    options = [option("u1", "h1", [1, 2]), option("u2", "h1", [1])]
    data = problem({"u1": {}, "u2": {}}, {"h1": (2, [2, 2])}, options, apart=[["u1", "u2"]])
    assert placements(data) == {"u1": ("h1", [2]), "u2": ("h1", [1])}
    shut = data | {"homes": [{"id": "h1", "places": 2, "weekends": [2, 0]}]}
    assert list(why(shut).values()) == [{"code": "apart", "home": "h1", "by": next(iter(placements(shut)))}]


def test_a_child_who_must_be_alone_has_the_weekend_and_not_the_home() -> None:
    options = [option("u1", "h1", [1], alone=True), option("u2", "h1", [1, 2])]
    data = problem({"u1": {}, "u2": {}}, {"h1": (2, [2, 2])}, options)
    assert placements(data) == {"u1": ("h1", [1]), "u2": ("h1", [2])}


def test_a_child_with_every_weekend_blocked_is_told_and_the_rest_is_solved() -> None:
    data = problem({"u1": {}, "u2": {}}, {"h1": (1, [1])}, [option("u1", "h1", []), option("u2", "h1", [1])])
    assert placements(data) == {"u2": ("h1", [1])}
    assert why(data) == {"u1": {"code": "no_option"}}


def test_pins_that_contradict_each_other_are_named() -> None:
    pins = [{"unit": "u1", "home": "h1"}, {"unit": "u2", "home": "h1"}]
    options = [option("u1", "h1", [1]), option("u2", "h1", [1])]
    result = solve(parse(problem({"u1": {}, "u2": {}}, {"h1": (2, [1])}, options, pinned=pins))).as_json()
    assert (result["status"], result["conflict"], result["placements"]) == ("infeasible", pins, [])


def test_time_that_ran_out_is_never_called_proved() -> None:
    units = {f"u{n:02}": {"waited": n} for n in range(60)}
    homes = {f"h{n:02}": (2, [1, 1, 1]) for n in range(20)}
    options = [option(u, h, [1, 2, 3], minutes=(int(u[1:]) * int(h[1:])) % 50) for u in units for h in homes]
    result = solve(parse(problem(units, homes, options)), seconds=0.001)
    assert result.status == "feasible"
    assert not all(level.optimal for level in result.levels) or len(result.levels) < 7
    assert {why["code"] for _unit, why in result.unplaced} <= {"time", "taken"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": [{"id": "u1", "weekends": 0}]}, "units[0] u1: weekends: must be at least 1, not 0"),
        ({"units": [{"id": "u1", "weekends": 5}]}, "units[0] u1: weekends: must be at most 4, not 5"),
        ({"children": []}, "units: u1: has no children"),
        ({"homes": [{"id": "h1", "places": 1, "weekends": []}]}, "homes[0] h1: weekends: must hold 1 to 4 values"),
        ({"options": [option("u1", "h1", [3])]}, "options[0]: weekends: 3 is beyond the 2 weekends"),
        ({"options": [option("u1", "h9", [1])]}, "options[0]: home: 'h9' is not among the homes"),
        ({"options": [option("u1", "h1", [1])] * 2}, "options: u1 in h1 is named twice"),
        ({"apart": [["u1", "u1"]]}, "apart[0]: 'u1' cannot be apart from itself"),
        ({"levels": ["kin", "love"]}, "levels: 'love' is not among the levels"),
        ({"colour": 1}, "colour: is not a known field"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        parse(ONE | change)
    assert words in str(refusal.value)


def test_the_command_writes_the_same_result_every_time(tmp_path: Path) -> None:
    source, outs = tmp_path / "problem.json", [tmp_path / "one.json", tmp_path / "two.json"]
    source.write_text(json.dumps(ONE))
    command = [sys.executable, "-m", "matching.relief", source, "--out", outs[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert main([str(source), "--out", str(outs[1])]) == 0
    one, two = (json.loads(out.read_text()) for out in outs)
    for result in (one, two):
        for part in [result, *result["levels"]]:
            part["seconds"] = 0
    assert one == two
    assert one["placements"] == [{"unit": "u1", "home": "h1", "weekends": [2]}]
    source.write_text("{")
    assert main([str(source), "--out", str(outs[1])]) == 2
