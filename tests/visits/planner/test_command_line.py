"""The command line: a result and 0, or one readable line and 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.visits.planner import small
from visits.planner import check
from visits.planner.__main__ import main
from visits.planner.problem import parse
from visits.planner.written import as_json


def run(tmp_path: Path, text: str, *options: str) -> int:
    (tmp_path / "problem.json").write_text(text, encoding="utf-8")
    try:
        return main([str(tmp_path / "problem.json"), "--out", str(tmp_path / "result.json"), *options])
    except SystemExit as stopped:
        return int(stopped.code or 0)


def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *options: str) -> str:
    assert run(tmp_path, text, *options) == 2
    assert not (tmp_path / "result.json").exists()
    line = capsys.readouterr().err
    assert line.endswith("\n")
    assert line.count("\n") == 1
    return line


def test_a_file_is_solved_as_a_module(tmp_path: Path) -> None:
    source, target = tmp_path / "problem.json", tmp_path / "result.json"
    source.write_text(json.dumps(small.data()), encoding="utf-8")
    command = [sys.executable, "-m", "visits.planner", str(source), "--out", str(target), "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(target.read_text(encoding="utf-8"))
    assert (result["status"], result["seed"]) == ("optimal", 3)
    assert list(check.check(parse(small.data()), result)) == []


def test_contradicting_pins_are_a_result(tmp_path: Path) -> None:
    visits = [small.visit("x1", "a", pinned=small.pin(date="2026-01-06"))]
    assert run(tmp_path, json.dumps(small.data(visits=visits))) == 0
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["conflict"] == ["x1"]


def test_a_written_problem_reads_back_equal() -> None:
    data = small.data(
        visits=[
            small.visit("x1", "a", pinned=small.pin()),
            small.visit("x2", "b", weekday_hours={"monday": [["09:00", "12:00"]], "sunday": [["13:00", "16:00"]]}),
            small.visit("x3", "b", weekday_hours={}),
        ],
        apart=[{"visits": ["x1", "x2"], "days": 2}],
        previous=[{"visit": "x2", "visitor": "v1", "date": "2026-01-07", "start": "12:00"}],
    )
    assert as_json(parse(data)) == data


VISIT = small.visit("x1", "a")
VISITOR = {"id": "v1", "base": "office", "days": [small.day("2026-01-05")]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, ["version"]),
        ({"start": "2026-1-1"}, ["start", "2026-1-1"]),
        ({"days": 0}, ["days"]),
        ({"days": 10**9}, ["days"]),
        ({"days": True}, ["days"]),
        ({"days": 3.5}, ["days"]),
        ({"hurry": 1}, ["hurry"]),
        ({"places": ["office", "a", "a", "b"]}, ["places", "a"]),
        ({"travel_minutes": [[0]]}, ["travel_minutes", "4"]),
        ({"travel_minutes": [[0, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]}, ["travel_minutes", "office"]),
        ({"travel_minutes": [[0, 1, 1, 1], [1, 5, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]}, ["from a to a", "0"]),
        ({"travel_minutes": [[0, -1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]}, ["office to a", "-1"]),
        ({"travel_minutes": [[0, "x", 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]}, ["office to a"]),
        ({"visitors": [VISITOR, VISITOR]}, ["visitors", "v1", "twice"]),
        ({"visitors": [{**VISITOR, "base": "moon"}]}, ["v1", "base", "moon"]),
        ({"visitors": [{**VISITOR, "colour": "red"}]}, ["v1", "colour"]),
        ({"visitors": [{**VISITOR, "days": [small.day("2026-01-05")] * 2}]}, ["v1", "2026-01-05", "twice"]),
        ({"visitors": [{**VISITOR, "days": [small.day("2026-02-30")]}]}, ["v1", "2026-02-30"]),
        ({"visitors": [{**VISITOR, "days": [small.day("2026-01-05", "16:00", "08:00")]}]}, ["v1", "2026-01-05"]),
        ({"visitors": [{**VISITOR, "days": [small.day("2026-01-05", "8:00")]}]}, ["v1", "from", "8:00"]),
        ({"visitors": [{**VISITOR, "days": [small.day("2026-01-05", "08:00", "24:30")]}]}, ["v1", "until", "24:30"]),
        ({"visits": [VISIT, VISIT]}, ["visits", "x1", "twice"]),
        ({"visits": [{**VISIT, "place": "moon"}]}, ["x1", "place", "moon"]),
        ({"visits": [{**VISIT, "visitors": ["v9"]}]}, ["x1", "visitors", "v9"]),
        ({"visits": [{**VISIT, "visitors": ["v1", "v1"]}]}, ["x1", "visitors", "v1", "twice"]),
        ({"visits": [{**VISIT, "until": VISIT["from"]}]}, ["x1", "from"]),
        ({"visits": [{**VISIT, "minutes": -1}]}, ["x1", "minutes", "-1"]),
        ({"visits": [{**VISIT, "hours": [["12:00", "09:00"]]}]}, ["x1", "hours"]),
        ({"visits": [{**VISIT, "hours": [["12:00"]]}]}, ["x1", "hours"]),
        ({"visits": [{**VISIT, "weekday_hours": []}]}, ["x1", "weekday_hours", "object"]),
        ({"visits": [{**VISIT, "weekday_hours": None}]}, ["x1", "weekday_hours", "null"]),
        ({"visits": [{**VISIT, "weekday_hours": {"0": []}}]}, ["x1", "weekday_hours", "0"]),
        ({"visits": [{**VISIT, "weekday_hours": {"monday": [["9:00", "12:00"]]}}]}, ["x1", "monday[0]", "9:00"]),
        ({"visits": [{**VISIT, "weekday_hours": {"monday": [["12:00", "09:00"]]}}]}, ["x1", "monday[0]", "before"]),
        ({"visits": [{**VISIT, "pinned": small.pin(visitor="v9")}]}, ["x1", "pinned", "v9"]),
        ({"visits": [{**VISIT, "pinned": small.pin(start="10:61")}]}, ["x1", "pinned", "10:61"]),
        ({"visits": [{k: v for k, v in VISIT.items() if k != "pinned"}]}, ["x1", "pinned", "missing"]),
        ({"apart": [{"visits": ["x1", "x9"], "days": 2}]}, ["apart", "x9"]),
        ({"apart": [{"visits": ["x1", "x1"], "days": 2}]}, ["apart", "x1", "twice"]),
        ({"apart": [{"visits": ["x1", "x2"], "days": -2}]}, ["apart", "days", "-2"]),
        ({"apart": [["x1", "x2"]]}, ["apart[0]"]),
        ({"previous": [{"visit": "x9", **small.pin()}]}, ["previous", "x9"]),
        ({"previous": [{"visit": "x1", **small.pin(visitor="v9")}]}, ["previous", "x1", "v9"]),
        ({"previous": [{"visit": "x1", **small.pin()}] * 2}, ["previous", "x1", "twice"]),
        ({"spacing_weight": -1}, ["spacing_weight"]),
        ({"spacing_weight": 10**30}, ["spacing_weight"]),
    ],
)
def test_a_wrong_field_is_named_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], words: list[str]
) -> None:
    line = refused(tmp_path, capsys, json.dumps(small.data(**changes)))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("text", ["", "[", "[]", "null", '{"version": 1, "version": 1}', "[" * 100_000, "9" * 5000])
def test_a_file_that_is_no_problem_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    refused(tmp_path, capsys, text)


def test_a_line_break_in_an_id_stays_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(tmp_path, capsys, json.dumps(small.data(visits=[small.visit("x\n1", "moon")])))


@pytest.mark.parametrize(
    "options",
    [["--seconds", "-1"], ["--seconds", "nan"], ["--seed", "x"], ["--workers", "0"], ["--hurry"], ["--seed", "-1"]],
)
def test_a_bad_option_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    line = refused(tmp_path, capsys, json.dumps(small.data()), *options)
    assert options[0] in line


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json"), "--out", str(tmp_path / "result.json")]) == 2
    assert "none.json" in capsys.readouterr().err
    (tmp_path / "problem.json").write_text(json.dumps(small.data()), encoding="utf-8")
    for target in (tmp_path, tmp_path / "nowhere" / "result.json"):
        assert main([str(tmp_path / "problem.json"), "--out", str(target)]) == 2
        assert "--out" in capsys.readouterr().err
