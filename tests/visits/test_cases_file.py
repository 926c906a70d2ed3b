"""The command line: a result with status 0, or one readable line with status 2."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from visits.cases import main

CHILD: dict[str, Any] = {
    "id": "k1",
    "track": "supervision",
    "home_kind": "ordinary",
    "birth_date": "2011-03-04",
    "moved_in_on": "2024-02-01",
    "moved_out_on": None,
    "pauses": [["2026-03-01", "2026-04-10"]],
    "reduced": [["2026-05-01", None]],
    "permanent_stay": None,
    "basis": "calendar",
    "year": 2026,
    "done": ["2026-02-03"],
    "on": "2026-06-15",
}
DECISION: dict[str, Any] = {
    "id": "r1",
    "track": "supervision",
    "decided_on": "2026-05-01",
    "moved_in_on": "2024-02-01",
    "birth_date": "2011-03-04",
    "conditions_good": True,
    "child_heard_on": "2026-04-20",
    "foster_parents_heard_on": "2026-04-20",
    "child_consents": True,
    "care_municipality_consents": True,
}
FILE = {"version": 1, "owed": [CHILD], "reductions": [DECISION]}
STAY = {"from": "2026-01-01", "agreed_follow_up": 2}


def run(tmp_path: Path, content: object) -> tuple[int, Path]:
    problem, out = tmp_path / "cases.json", tmp_path / "result.json"
    problem.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return main([str(problem), "--out", str(out)]), out


def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object) -> str:
    """Run a file that must be refused; return its one line."""
    status, out = run(tmp_path, content)
    printed = capsys.readouterr()
    assert (status, printed.out, out.exists()) == (2, "", False)
    assert printed.err.endswith("\n")
    assert len(printed.err.splitlines()) == 1
    return printed.err.strip()


def test_the_example_as_a_command(tmp_path: Path) -> None:
    problem, out = tmp_path / "cases.json", tmp_path / "result.json"
    problem.write_text(json.dumps(FILE))
    command = [sys.executable, "-W", "error", "-m", "visits.rules", str(problem), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(out.read_text()) == {
        "version": 1,
        "owed": [
            {
                "id": "k1",
                "required": 2,
                "windows": [["2026-01-01", "2026-05-24"], ["2026-05-24", "2026-11-22"]],
                "missing": 0,
            }
        ],
        "reductions": [{"id": "r1", "allowed": True, "broken": []}],
    }


def test_the_command_ends_with_status_2_and_no_traceback(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "visits.rules",
        str(tmp_path / "none.json"),
        "--out",
        str(tmp_path / "result.json"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [f"{tmp_path}/none.json: cannot be read: No such file or directory"]


def test_nothing_to_answer(tmp_path: Path) -> None:
    status, out = run(tmp_path, {"version": 1, "owed": [], "reductions": []})
    assert status == 0
    assert json.loads(out.read_text()) == {"version": 1, "owed": [], "reductions": []}


def test_answers_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    owed = [CHILD | {"id": name} for name in ("z", "a", "m")]
    decisions = [DECISION | {"id": name, "child_consents": name != "a"} for name in ("z", "a")]
    status, out = run(tmp_path, {"version": 1, "owed": owed, "reductions": decisions})
    result = json.loads(out.read_text())
    assert status == 0
    assert [entry["id"] for entry in result["owed"]] == ["z", "a", "m"]
    assert [(entry["id"], entry["allowed"]) for entry in result["reductions"]] == [("z", True), ("a", False)]


def test_an_id_may_stand_in_both_lists(tmp_path: Path) -> None:
    assert run(tmp_path, FILE | {"reductions": [DECISION | {"id": "k1"}]})[0] == 0


@pytest.mark.parametrize(
    "accepted",
    [
        {"moved_out_on": "2024-02-01"},
        {"pauses": [["2026-03-01", "2026-03-01"]]},
        {"pauses": [["2026-03-01", "2026-04-10"], ["2026-04-01", None]]},
        {"pauses": [["2026-03-01", "9999-12-31"]], "moved_out_on": "9999-12-31"},
        {"done": ["2026-02-03", "2026-02-03", "2031-01-01", "1999-01-01"]},
        {"permanent_stay": STAY | {"agreed_follow_up": 0}},
        {"permanent_stay": STAY | {"agreed_follow_up": 365}, "track": "follow_up"},
        {"year": 9998, "basis": "placement"},
        {"year": 1},
        {"birth_date": "9999-01-01"},
        {"birth_date": "0001-01-01"},
    ],
)
def test_unusual_but_valid(tmp_path: Path, accepted: dict[str, Any]) -> None:
    assert run(tmp_path, FILE | {"owed": [CHILD | accepted]})[0] == 0


def test_a_visit_a_day_is_a_window_a_day(tmp_path: Path) -> None:
    daily = CHILD | {"track": "follow_up", "permanent_stay": {"from": "2026-01-01", "agreed_follow_up": 365}}
    _, out = run(tmp_path, FILE | {"owed": [daily | {"pauses": []}]})
    assert json.loads(out.read_text())["owed"][0]["required"] == 365


# Where a wrong value stands, the value, and the line about it.
WRONG_VALUES = [
    (("version",), 2, "version: must be 1, not 2"),
    (("version",), "1", "version: must be an integer, not '1'"),
    (("owed",), {}, "owed: must be a list, not an object"),
    (("owed", 0), [], "owed[0]: must be an object, not a list"),
    (("owed", 0, "id"), "", "owed[0] : id: must be a text that is not empty, not ''"),
    (("owed", 0, "id"), 7, "owed[0]: id: must be a text that is not empty, not 7"),
    (("owed", 0, "track"), "guidance", "owed[0] k1: track: 'guidance' is not one of follow_up, supervision"),
    (
        ("owed", 0, "home_kind"),
        "hotel",
        "owed[0] k1: home_kind: 'hotel' is not one of emergency, kinship, ordinary, particular_conditions, relief, "
        "specialised",
    ),
    (("owed", 0, "birth_date"), None, "owed[0] k1: birth_date: must be a text that is not empty, not null"),
    (("owed", 0, "birth_date"), "04.03.2011", "owed[0] k1: birth_date: '04.03.2011' is not a date like 2026-02-15"),
    (("owed", 0, "moved_in_on"), "2023-02-29", "owed[0] k1: moved_in_on: '2023-02-29' is not a date like 2026-02-15"),
    (("owed", 0, "on"), "20260615", "owed[0] k1: on: '20260615' is not a date like 2026-02-15"),
    (
        ("owed", 0, "moved_out_on"),
        "2024-01-31",
        "owed[0] k1: moved_out_on: 2024-01-31 is before moved_in_on 2024-02-01",
    ),
    (("owed", 0, "pauses"), None, "owed[0] k1: pauses: must be a list, not null"),
    (("owed", 0, "pauses", 0), ["2026-03-01"], "owed[0] k1: pauses[0]: must hold 2 values, not 1"),
    (
        ("owed", 0, "pauses", 0),
        ["2026-03-01", "2026-02-28"],
        "owed[0] k1: pauses[0]: its end 2026-02-28 is before its start 2026-03-01",
    ),
    (
        ("owed", 0, "reduced", 0),
        ["2026-05-01", "2026-04-01"],
        "owed[0] k1: reduced[0]: its end 2026-04-01 is before its start 2026-05-01",
    ),
    (("owed", 0, "reduced", 0, 0), None, "owed[0] k1: reduced[0][0]: must be a text that is not empty, not null"),
    (("owed", 0, "permanent_stay"), True, "owed[0] k1: permanent_stay: must be an object, not true or false"),
    (("owed", 0, "permanent_stay"), {"from": "2026-01-01"}, "owed[0] k1: permanent_stay: agreed_follow_up: is missing"),
    (("owed", 0, "permanent_stay"), {"agreed_follow_up": 2}, "owed[0] k1: permanent_stay: from: is missing"),
    (("owed", 0, "permanent_stay"), STAY | {"until": None}, "owed[0] k1: permanent_stay: until: is not a known field"),
    (
        ("owed", 0, "permanent_stay"),
        STAY | {"agreed_follow_up": -1},
        "owed[0] k1: permanent_stay: agreed_follow_up: must be at least 0, not -1",
    ),
    (
        ("owed", 0, "permanent_stay"),
        STAY | {"agreed_follow_up": 366},
        "owed[0] k1: permanent_stay: agreed_follow_up: must be at most 365, not 366",
    ),
    (
        ("owed", 0, "permanent_stay"),
        STAY | {"agreed_follow_up": 2.0},
        "owed[0] k1: permanent_stay: agreed_follow_up: must be an integer, not a decimal number",
    ),
    (("owed", 0, "basis"), "school", "owed[0] k1: basis: 'school' is not one of calendar, placement"),
    (("owed", 0, "year"), "2026", "owed[0] k1: year: must be an integer, not '2026'"),
    (("owed", 0, "year"), True, "owed[0] k1: year: must be an integer, not true or false"),
    (("owed", 0, "year"), 0, "owed[0] k1: year: must be at least 1, not 0"),
    (("owed", 0, "year"), 9999, "owed[0] k1: year: must be at most 9998, not 9999"),
    (("owed", 0, "done", 0), 3, "owed[0] k1: done[0]: must be a text that is not empty, not 3"),
    (("owed", 0, "done", 0), "2026-02-30", "owed[0] k1: done[0]: '2026-02-30' is not a date like 2026-02-15"),
    (("owed", 0, "name"), "Kari", "owed[0] k1: name: is not a known field"),
    (("reductions", 0, "track"), "both", "reductions[0] r1: track: 'both' is not one of follow_up, supervision"),
    (("reductions", 0, "conditions_good"), 1, "reductions[0] r1: conditions_good: must be true or false, not 1"),
    (("reductions", 0, "child_consents"), None, "reductions[0] r1: child_consents: must be true or false, not null"),
    (("reductions", 0, "child_heard_on"), False, "reductions[0] r1: child_heard_on: must be a text that is not empty"),
    (("reductions", 0, "note"), "", "reductions[0] r1: note: is not a known field"),
    (("planned",), [], "planned: is not a known field"),
]


@pytest.mark.parametrize(("place", "value", "line"), WRONG_VALUES, ids=[line for *_, line in WRONG_VALUES])
def test_a_wrong_value_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: tuple[Any, ...], value: object, line: str
) -> None:
    content: Any = copy.deepcopy(FILE)
    at = content
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    assert refused(tmp_path, capsys, content).startswith(line)


@pytest.mark.parametrize("key", FILE)
def test_a_list_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    assert refused(tmp_path, capsys, {k: v for k, v in FILE.items() if k != key}) == f"{key}: is missing"


@pytest.mark.parametrize(("part", "key"), [("owed", k) for k in CHILD] + [("reductions", k) for k in DECISION])
def test_a_key_that_is_missing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, key: str
) -> None:
    entry = {k: v for k, v in (CHILD if part == "owed" else DECISION).items() if k != key}
    line = refused(tmp_path, capsys, FILE | {part: [entry]})
    assert line == f"{part}[0]{'' if key == 'id' else ' ' + str(entry['id'])}: {key}: is missing"


@pytest.mark.parametrize(("part", "entry"), [("owed", CHILD), ("reductions", DECISION)])
def test_an_id_named_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, entry: dict[str, Any]
) -> None:
    assert refused(tmp_path, capsys, FILE | {part: [entry, entry]}) == f"{part}: id: {entry['id']} is named twice"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "is not JSON"),
        ("[]", "problem: must be an object, not a list"),
        ("null", "problem: must be an object, not null"),
        ('{"version": 1, "version": 1}', "version: is named twice in the same object"),
        ('{"version": NaN}', "NaN: is not an integer"),
        ('{"version": ' + "1" * 5000 + "}", "holds a number that is too long"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"version": 1,', "is not JSON"),
    ],
)
def test_a_file_that_is_no_case_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: str) -> None:
    assert line in refused(tmp_path, capsys, text)


def test_an_id_with_a_line_break_still_makes_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(tmp_path, capsys, FILE | {"owed": [CHILD | {"id": "k\n1\u2028", "year": 0}]})
    assert line == "owed[0] k 1 : year: must be at least 1, not 0"


def test_a_file_that_is_not_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.json").write_bytes(b"\xff\xfe\x00")
    assert main([str(tmp_path / "cases.json"), "--out", str(tmp_path / "result.json")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/cases.json: is not UTF-8 text\n"


def test_a_folder_instead_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--out", str(tmp_path / "result.json")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}: cannot be read: Is a directory\n"


def test_a_result_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.json").write_text(json.dumps(FILE))
    out = tmp_path / "nowhere" / "result.json"
    assert main([str(tmp_path / "cases.json"), "--out", str(out)]) == 2
    assert capsys.readouterr().err == f"--out {out}: cannot be written: No such file or directory\n"


def test_an_argument_left_out_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases.json"]) == 2
    assert capsys.readouterr().err == "the following arguments are required: --out\n"
