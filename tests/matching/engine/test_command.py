"""`python -m matching.engine`: exit status, messages, files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.engine.__main__ import main
from tests.matching.engine.test_problem import VALID


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(VALID))
    return path


def timeless(path: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(path.read_text())
    for part in [result, *result["levels"]]:
        part["seconds"] = 0
    return result


def test_the_command_writes_a_result(problem_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    done = subprocess.run(
        [sys.executable, "-m", "matching.engine", problem_file, "--out", out, "--workers", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    result = timeless(out)
    assert result["status"] == "optimal"
    assert result["placements"] == [{"unit": "u1", "home": "h1"}]
    assert result["unplaced"] == [{"unit": "u2", "why": {"code": "no_option"}}]
    assert [level["value"] for level in result["levels"]] == [0, 1, 0, 0, 0, 40, 55]


def test_the_same_file_gives_the_same_result(problem_file: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one.json", tmp_path / "two.json"]
    for out in outs:
        assert main([str(problem_file), "--out", str(out), "--workers", "1", "--seed", "7"]) == 0
    assert timeless(outs[0]) == timeless(outs[1])
    assert timeless(outs[0])["seed"] == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"version": 1, "version": 1}', "version"),
        (b'{"version": NaN}', "NaN"),
        (b'{"version": ' + b"9" * 5000 + b"}", "too long"),
        (b"[" * 100_000, "nested"),
        (b'{"version": 1, "children": [{"id": "a\\nb", "unit": 1}]}', "unit"),
    ],
)
def test_an_unusable_file_is_one_line_and_status_2(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "problem.json").write_bytes(content)
    assert_refused([str(tmp_path / "problem.json"), "--out", str(tmp_path / "out.json")], words, capsys)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seconds", "soon"], "--seconds"),
        (["--seconds", "0"], "--seconds"),
        (["--seconds", "nan"], "--seconds"),
        (["--seed", "-1"], "--seed"),
        (["--workers", "0"], "--workers"),
        (["--workers", "two"], "--workers"),
        (["--colour", "red"], "--colour"),
    ],
)
def test_a_bad_option_is_one_line_and_status_2(
    arguments: list[str], words: str, problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_refused([str(problem_file), "--out", str(tmp_path / "out.json"), *arguments], words, capsys)


def test_files_that_cannot_be_read_or_written_are_named(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_refused([str(tmp_path / "none.json"), "--out", str(tmp_path / "out.json")], "none.json", capsys)
    assert_refused([str(tmp_path), "--out", str(tmp_path / "out.json")], str(tmp_path), capsys)
    assert_refused([str(problem_file), "--out", str(tmp_path / "no" / "out.json")], "out.json", capsys)
    assert_refused([str(problem_file), "--out", str(tmp_path)], "--out", capsys)
    assert_refused([str(problem_file)], "--out", capsys)


def assert_refused(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.endswith("\n")
    assert output.err.count("\n") == 1
    assert words in output.err
