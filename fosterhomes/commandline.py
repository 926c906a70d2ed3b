"""The command line of the pure cores: a file is read, worked on, and the result written.

Exit status 0 with a result; 2 with one readable line on standard error for anything else that a person can mend.
Like the reader of files it knows no Django, no solver and no sentence of the domain.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from fosterhomes.problemfile import BadProblem

Problem = TypeVar("Problem")

_A_DAY = 86400
_DIGITS = 10


class Parser(argparse.ArgumentParser):
    """Takes a file and a place for the result, and says what is wrong in one line, without the usage before it."""

    def __init__(self, module: str, description: str, metavar: str = "PROBLEM.json") -> None:
        super().__init__(prog=f"python -m {module}", description=description)
        self.add_argument("file", type=Path, metavar=metavar)
        self.add_argument("--out", type=Path, required=True, metavar="RESULT.json")

    def error(self, message: str) -> NoReturn:
        raise BadProblem(message)


def solver(module: str, description: str, *, workers: int) -> Parser:
    """Return the parser of a core that solves: time limit, seed, and by itself that many `workers`."""
    parser = Parser(module, description)
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="time limit, start-up included")
    parser.add_argument("--seed", type=_whole(0, 2**31 - 1), default=1)
    help_text = f"1 gives the same result every time (default: {workers})"
    parser.add_argument("--workers", type=_whole(1, 64), default=workers, help=help_text)
    return parser


def run(
    parser: Parser,
    arguments: Sequence[str] | None,
    read: Callable[[Path], Problem],
    work: Callable[[Problem, argparse.Namespace], object],
) -> int:
    """Read the file of `arguments`, write what `work` makes of it as JSON, and return the exit status."""
    try:
        options = parser.parse_args(arguments)
        problem = read(options.file)
        _refuse_unwritable(options.out)
        _write(options.out, work(problem, options))
    except BadProblem as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # an id may hold a line break
        return 2
    return 0


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
    new = not path.exists()
    try:
        with path.open("a"):
            pass
        if new:
            path.unlink()
    except OSError as error:
        raise BadProblem(f"--out {path}: cannot be written: {error.strerror}") from error


def _write(path: Path, result: object) -> None:
    try:
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadProblem(f"--out {path}: cannot be written: {error.strerror}") from error
