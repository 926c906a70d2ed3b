"""Solve a problem file: `python -m matching.engine PROBLEM.json --out RESULT.json`."""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402  (the time limit counts the imports)
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import partial  # noqa: E402

from fosterhomes import commandline  # noqa: E402
from matching.engine.problem import Problem, read  # noqa: E402
from matching.engine.solving import solve  # noqa: E402


def main(arguments: Sequence[str] | None = None, started: float | None = None) -> int:
    """Run the command; return the exit status. Time since `started` (of `time.perf_counter`) counts as spent."""
    parser = commandline.solver("matching.engine", "Solve a matching problem file.", workers=2)
    return commandline.run(parser, arguments, read, partial(_solve, started))


def _solve(started: float | None, problem: Problem, options: argparse.Namespace) -> object:
    result = solve(problem, seconds=options.seconds, seed=options.seed, workers=options.workers, started=started)
    return result.as_json()


if __name__ == "__main__":
    sys.exit(main(started=STARTED))
