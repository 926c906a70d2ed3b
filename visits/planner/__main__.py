"""`python -m visits.planner PROBLEM.json --out RESULT.json`: solve a file.

Exit status 0 with a result, also when the pins contradict; 2 with one line on standard error otherwise.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NoReturn

from .problem import BadProblem, read
from .solution import as_json
from .solve import solve

MOST_WORKERS = 64


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{_one_line(message)}\n")


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        problem = read(options.problem)
        _refuse_unwritable(options.out)
        result = solve(problem, seconds=options.seconds, seed=options.seed, workers=options.workers)
        _write(options.out, json.dumps(as_json(problem, result), indent=1) + "\n")
    except BadProblem as error:
        print(_one_line(str(error)), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m visits.planner", description="Plan a year of visits from a problem file.")
    parser.add_argument("problem", type=Path, metavar="PROBLEM.json")
    parser.add_argument("--out", type=Path, required=True, metavar="RESULT.json")
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="time limit (60)")
    parser.add_argument("--seed", type=_seed, default=1, help="a whole number; the same gives the same plan (1)")
    parser.add_argument("--workers", type=_workers, default=2, help="parts planned at the same time (2)")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return seconds


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < 2**31:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to {2**31 - 1}")
    return seed


def _workers(text: str) -> int:
    workers = int(text)
    if not 1 <= workers <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to {MOST_WORKERS}")
    return workers


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _refuse_unwritable(path: Path) -> None:
    """Find out before the work, not after it, that the result has nowhere to go."""
    if path.is_dir():
        raise BadProblem(f"--out: {path}: is a directory")
    if not path.parent.is_dir():
        raise BadProblem(f"--out: {path}: there is no such directory")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadProblem(f"--out: {path}: cannot be written: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
