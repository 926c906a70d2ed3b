"""Solve a problem file: `python -m matching.relief PROBLEM.json --out RESULT.json`.

Exit status 0 with a result, 2 with one line on standard error for anything that is not a valid problem.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402  (the time limit counts the imports)
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import NoReturn  # noqa: E402

from matching.relief.problem import BadProblem, read  # noqa: E402
from matching.relief.solving import solve  # noqa: E402

_A_DAY = 86400
_DIGITS = 10


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadProblem(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit status."""
    try:
        options = _options(arguments)
        problem = read(options.problem)
        _refuse_unwritable(options.out)
        result = solve(problem, seconds=options.seconds, seed=options.seed, workers=options.workers, started=STARTED)
        _write(options.out, result.as_json())
    except BadProblem as error:
        print(_one_line(str(error)), file=sys.stderr)
        return 2
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="python -m matching.relief", description="Solve a problem file of relief weekends.")
    parser.add_argument("problem", type=Path, metavar="PROBLEM.json")
    parser.add_argument("--out", type=Path, required=True, metavar="RESULT.json")
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="time limit, start-up included")
    parser.add_argument("--seed", type=_whole(0, 2**31 - 1), default=1)
    parser.add_argument("--workers", type=_whole(1, 64), default=1, help="1 gives the same result every time")
    return parser.parse_args(arguments)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _A_DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to {_A_DAY}")
    return seconds


def _whole(least: int, most: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        plain = text.isascii() and text.isdigit() and len(text) <= _DIGITS
        if not plain or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return whole


def _refuse_unwritable(path: Path) -> None:
    """Raise before the work rather than after it when the result has nowhere to go."""
    try:
        with path.open("a"):
            pass
    except OSError as error:
        raise BadProblem(f"--out {path}: cannot be written: {error.strerror}") from error


def _write(path: Path, result: object) -> None:
    try:
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadProblem(f"--out {path}: cannot be written: {error.strerror}") from error


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
