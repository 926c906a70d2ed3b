"""Solve a problem file: `python -m visits.planner PROBLEM.json --out RESULT.json`. Contradicting pins are a result."""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402  (the time limit counts the imports)
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import partial  # noqa: E402

from fosterhomes import commandline  # noqa: E402
from visits.planner.problem import Problem, read  # noqa: E402
from visits.planner.solution import as_json  # noqa: E402
from visits.planner.solve import solve  # noqa: E402

LEAST_SECONDS = 0.05
"""Enough for the greedy plan, also when the time limit went into the imports and the reading."""


def main(arguments: Sequence[str] | None = None, started: float | None = None) -> int:
    """Run the command; return the exit status. Time since `started` (of `time.perf_counter`) counts as spent."""
    parser = commandline.solver("visits.planner", "Plan a year of visits from a problem file.", workers=2)
    return commandline.run(parser, arguments, read, partial(_solve, started or time.perf_counter()))


def _solve(started: float, problem: Problem, options: argparse.Namespace) -> object:
    seconds = max(LEAST_SECONDS, options.seconds - (time.perf_counter() - started))
    return as_json(problem, solve(problem, seconds=seconds, seed=options.seed, workers=options.workers))


if __name__ == "__main__":
    sys.exit(main(started=STARTED))
