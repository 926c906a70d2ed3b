"""Time the relief core: `python -m tests.bench.bench_relief`.

200 children, 80 homes with a cycle of four weekends, ample and scarce: what is proved of each level beside what a
careful person would reach (kin first, the most urgent, then who has waited longest). Both are held to the checker.
"""

from __future__ import annotations

import sys
import time
from random import Random
from typing import Any

from matching.relief.check import broken, worth
from matching.relief.greedy import greedy
from matching.relief.problem import LEVELS, Problem, parse
from matching.relief.solving import solve

CHILDREN, HOMES, WEEKS = 200, 80, 4


def main() -> int:
    """Run the benchmark; return the exit status."""
    for name, most in (("ample", 3), ("scarce", 1)):
        _report(name, parse(generate(Random(1), most)))
    return 0


def generate(rng: Random, most: int) -> dict[str, Any]:
    """Return a problem in which every weekend of a home has up to `most` places, and distance limits half the pairs."""
    units, children = [], []
    while len(children) < CHILDREN:
        unit = f"u{len(units):03}"
        units.append({"id": unit, "weekends": 1 if rng.random() < 0.7 else 2})
        for _sibling in range(rng.choice((1, 1, 1, 1, 2, 2, 3))):
            urgency = rng.choice(("acute", "soon", "soon", "ordinary", "ordinary"))
            child = {"id": f"c{len(children):03}", "unit": unit, "urgency": urgency, "waited_days": rng.randrange(300)}
            children.append(child)
    homes = [_home(rng, number, most) for number in range(HOMES)]
    options = [_option(rng, unit["id"], home["id"]) for unit in units for home in homes if rng.random() < 0.5]
    apart = [[units[n]["id"], units[n + 1]["id"]] for n in range(0, len(units) - 1, 12)]
    return {"version": 1, "units": units, "children": children, "homes": homes, "options": options, "apart": apart,
            "pinned": [], "levels": list(LEVELS)}  # fmt: skip


def _home(rng: Random, number: int, most: int) -> dict[str, Any]:
    weekends = [rng.randint(0, most) for _weekend in range(WEEKS)]
    return {"id": f"h{number:02}", "places": max(1, sum(weekends)), "weekends": weekends}


def _option(rng: Random, unit: Any, home: Any) -> dict[str, Any]:
    blocked = rng.choice(((), (), (1, 3), (2, 4), (rng.randint(1, WEEKS),)))
    weekends = [weekend for weekend in range(1, WEEKS + 1) if weekend not in blocked]
    return {"unit": unit, "home": home, "kin": rng.random() < 0.01, "alone": rng.random() < 0.05,
            "minutes": rng.randint(5, 60), "weekends": weekends,
            "wished": [weekend for weekend in weekends if rng.random() < 0.3]}  # fmt: skip


def _report(name: str, problem: Problem) -> None:
    began = time.perf_counter()
    baseline = greedy(problem)
    seconds = time.perf_counter() - began
    result = solve(problem, seconds=60)
    if wrong := [*broken(problem, baseline), *broken(problem, result.chosen)]:
        raise AssertionError(wrong[0])
    children = sum(unit.size for unit in problem.units)
    counts = f"{children} children in {len(problem.units)} units, {len(problem.homes)} homes"
    print(f"{name} homes: {counts}, {len(problem.options)} options, {len(problem.choices)} choices")
    print(f"  {result.status} in {result.seconds:.2f} s, greedy baseline in {seconds:.2f} s")
    print(f"  {'level':<10}{'value':>8}{'bound':>8}{'seconds':>9}{'greedy':>8}")
    for level in result.levels:
        bound = "-" if level.bound is None else level.bound
        by_hand = worth(problem, baseline, level.name)
        print(f"  {level.name:<10}{level.value:>8}{bound:>8}{level.seconds:>9.2f}{by_hand:>8}")


if __name__ == "__main__":
    sys.exit(main())
