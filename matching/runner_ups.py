"""What it would cost the others to choose a unit's second best home: the problem is solved again with that choice.

Plain JSON values, no Django: it runs beside the solver. Each answer holds data, never a sentence:
`{"unit", "home", "without": units that would lose their home, "gained": units that would then get one, "moved": units
that would get another, "levels": {level: how much more or less than in the proposal}}`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from matching.engine.problem import parse
from matching.engine.solving import solve

SECONDS = 20.0
"""All runner-ups together; those that were not reached have no cost on the page."""


def runner_ups(
    problem: dict[str, Any], result: dict[str, Any], options: dict[str, Any], *, cancelled: Callable[[], bool]
) -> list[dict[str, Any]]:
    """Return the runner-up of each unit that is placed and not pinned, with what choosing it would change."""
    until, found = time.monotonic() + SECONDS, []
    pinned = {pin["unit"] for pin in problem["pinned"]}
    for unit, home in ((row["unit"], row["home"]) for row in result["placements"] if row["unit"] not in pinned):
        left = until - time.monotonic()
        second = _second(problem, unit, home)
        if second is None:
            continue
        if left <= 0 or cancelled():
            break
        other = _solved_with(problem, unit, second, {**options, "seconds": left})
        # Without a proof the difference could be the solver's haste and not the price of the choice.
        if other["status"] == "optimal":
            found.append({"unit": unit, "home": second, **_difference(unit, result, other)})
    return found


def _second(problem: dict[str, Any], unit: str, home: str) -> str | None:
    others = [row for row in problem["options"] if row["unit"] == unit and row["home"] != home]
    best = min(others, key=lambda row: (not row["kin"], -row["fit"], row["minutes"], row["home"]), default=None)
    return best["home"] if best else None


def _solved_with(problem: dict[str, Any], unit: str, home: str, options: dict[str, Any]) -> dict[str, Any]:
    pinned = [*problem["pinned"], {"unit": unit, "home": home}]
    return solve(parse({**problem, "pinned": pinned}), **options).as_json()


def _difference(unit: str, result: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    before = {row["unit"]: row["home"] for row in result["placements"]}
    after = {row["unit"]: row["home"] for row in other["placements"]}
    reached = {level["name"]: level["value"] for level in result["levels"]}
    return {
        "without": sorted(set(before) - set(after)),
        "gained": sorted(set(after) - set(before)),
        "moved": sorted(u for u in before if u != unit and u in after and after[u] != before[u]),
        "levels": {level["name"]: level["value"] - reached[level["name"]] for level in other["levels"]},
    }
