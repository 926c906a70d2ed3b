"""How long it takes to say what is owed to every foster child of the country: `python -m tests.bench.bench_owed`.

9,000 children, two tracks. Prints times and asserts none. The baseline is the naive reckoning of the tests, day by day
with fractions, on a sample; the two must agree on the sample, or the figures would compare different things.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tests.visits.day_by_day import reckon
from visits.cases import answer, main, parse_cases
from visits.rules import owed

ResultT = TypeVar("ResultT")

KINDS = ["ordinary"] * 61 + ["kinship"] * 30 + ["specialised"] * 6 + ["emergency"] * 2 + ["particular_conditions"]
"""Three of ten children live with kin or network (2021)."""


def case_file(children: int, seed: int) -> dict[str, Any]:
    """Return invented cases: one in four reduced, one in ten with a pause, one in twenty in a permanent stay."""
    rng = random.Random(seed)
    return {"version": 1, "reductions": [], "owed": [case for n in range(children) for case in _child(n, rng)]}


def _child(number: int, rng: random.Random) -> list[dict[str, Any]]:
    home = _home(rng)
    return [
        home | {"id": f"{track[0]}{number}", "track": track, "done": _done(rng)}
        for track in ("follow_up", "supervision")
    ]


def _home(rng: random.Random) -> dict[str, Any]:
    moved_in_on = date(2026, 9, 1) - timedelta(days=rng.randrange(3000))
    return {
        "home_kind": rng.choice(KINDS),
        "birth_date": str(date(2008, 3, 1) + timedelta(days=rng.randrange(5500))),
        "moved_in_on": str(moved_in_on),
        "moved_out_on": str(_in_2026(rng)) if rng.random() < 0.08 and moved_in_on.year < 2026 else None,
        "pauses": [_month_away(rng)] if rng.random() < 0.10 else [],
        "reduced": [[str(_in_2026(rng)), None]] if rng.random() < 0.25 else [],
        "permanent_stay": {"from": str(_in_2026(rng)), "agreed_follow_up": 1} if rng.random() < 0.05 else None,
        "basis": "calendar",
        "year": 2026,
        "on": "2026-11-22",
    }


def _in_2026(rng: random.Random) -> date:
    return date(2026, 1, 1) + timedelta(days=rng.randrange(365))


def _month_away(rng: random.Random) -> list[str]:
    begins = _in_2026(rng)
    return [str(begins), str(begins + timedelta(days=30))]


def _done(rng: random.Random) -> list[str]:
    return [str(_in_2026(rng)) for _ in range(rng.randrange(5))]


def timed(what: str, count: int, work: Callable[[], ResultT]) -> ResultT:
    """Do the work, print what it took in all and for one case, and return its result."""
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    print(f"{what:<42}{count:>8,} cases {seconds:>9.3f} s {1e6 * seconds / count:>9.1f} µs a case")
    return result


def compare(children: int, sample: int, seed: int) -> None:
    """Print the times of reading, of the rules, of the whole command, and of the naive reckoning of a sample."""
    file = case_file(children, seed)
    entries = file["owed"]
    cases = timed("read and check the file's values", len(entries), lambda: parse_cases(file))
    results = timed("what is owed (visits.rules.owed)", len(entries), lambda: [owed(case) for case in cases.owed])
    timed("the whole command, file to file", len(entries), lambda: _command(file))
    few = random.Random(seed).sample(range(len(entries)), min(sample, len(entries)))
    naive = timed("baseline: day by day, on a sample", len(few), lambda: [reckon(entries[i]) for i in few])
    same = answer(cases)["owed"]
    if naive != [same[i] for i in few]:
        raise SystemExit("the baseline disagrees: these figures mean nothing")
    print(f"owed {sum(r.required for r in results):,} visits, missing {sum(r.missing for r in results):,}; "
          f"the baseline agrees on all {len(few)}")  # fmt: skip


def _command(file: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        problem, out = Path(folder, "cases.json"), Path(folder, "result.json")
        problem.write_text(json.dumps(file), encoding="utf-8")
        if main([str(problem), "--out", str(out)]) != 0:
            raise SystemExit("the command refused the file of the benchmark")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=9000)
    parser.add_argument("--sample", type=int, default=500, help="cases the naive baseline reckons")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    compare(options.children, options.sample, options.seed)
