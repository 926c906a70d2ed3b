"""Time the matching engine: `python -m tests.bench.bench_matching [SIZE ...]`.

Prints, for seeded problems of each size with ample and with scarce homes, what the engine proves of each level beside
what a careful person would reach: by urgency, kin first, then the nearest. Both are held against the checker.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from json import dumps, loads
from pathlib import Path
from tempfile import TemporaryDirectory

from matching.engine.check import faults, values
from matching.engine.greedy import greedy
from matching.engine.problem import Problem, parse
from tests.bench.matching_problems import SIZES, generate

_COUNTED = ("children", "homes", "supervisors", "options", "reach")


def main(sizes: Sequence[str]) -> int:
    """Run the benchmark for these sizes, all of them when none is named; return the exit status."""
    unknown = sorted(set(sizes) - set(SIZES))
    if unknown:
        print(f"{unknown[0]!r} is not one of {', '.join(SIZES)}", file=sys.stderr)
        return 2
    for size in sizes or SIZES:
        for scarce in (False, True):
            _report(size, scarce, generate(SIZES[size], seed=1, scarce=scarce))
    return 0


def _report(size: str, scarce: bool, data: dict[str, object]) -> None:
    problem = parse(data)
    result, seconds, megabytes = _solve_apart(data)
    counts = (
        f"{len(getattr(problem, name))} {name}" for name in ("children", "homes", "supervisors", "options", "reach")
    )
    print(f"{size}, {'scarce' if scarce else 'ample'} homes: {len(problem.units)} units, {', '.join(counts)}")
    print(f"  {result['status']} in {seconds:.2f} s with start-up, {megabytes} MB at most")
    for line in _lines(problem, result):
        print(f"  {line}")


def _lines(problem: Problem, result: dict[str, object]) -> Iterator[str]:
    began = time.perf_counter()
    choice = greedy(problem)
    yield f"greedy baseline in {time.perf_counter() - began:.2f} s"
    wrong = faults(problem, choice)
    if wrong:
        raise AssertionError(f"the baseline is not allowed: {wrong[0]}")
    baseline = values(problem, choice)
    yield f"{'level':<12}{'value':>8}{'bound':>8}{'seconds':>9}{'greedy':>8}"
    for level in result["levels"]:  # type: ignore[attr-defined]
        bound = "-" if level["bound"] is None else level["bound"]
        yield f"{level['name']:<12}{level['value']:>8}{bound:>8}{level['seconds']:>9.2f}{baseline[level['name']]:>8}"


def _solve_apart(data: dict[str, object]) -> tuple[dict[str, object], float, int]:
    """Solve in a process of its own, as a user would; return result, seconds and the most memory used, in MB."""
    with TemporaryDirectory() as folder:
        problem, out = Path(folder, "problem.json"), Path(folder, "result.json")
        problem.write_text(dumps(data))
        began = time.perf_counter()
        command = [sys.executable, "-c", _MEASURED, str(problem), "--out", str(out)]
        memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return loads(out.read_text()), time.perf_counter() - began, int(memory) // 1024


_MEASURED = """
import resource, sys
from matching.engine.__main__ import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(status)
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
