"""Why a unit has no home, as data: the application makes the sentence.

`no_option`: no home suits on enough weekends. `full`: the nearest has no room of its own, whoever comes.
`taken`: another unit of the problem has it. `apart`: somebody is there with whom it must not meet.
`time`: there is room; time ran out before that was seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .check import broken
from .problem import Choice, Option, Problem


def why_not(problem: Problem, chosen: Iterable[Choice]) -> list[tuple[str, dict[str, Any]]]:
    """Return the reason of each unit that is not placed, in the order of the file."""
    placed = list(chosen)
    housed = {choice.option.unit for choice in placed}
    return [(unit.id, _why(problem, placed, unit.id)) for unit in problem.units if unit.id not in housed]


def _why(problem: Problem, placed: list[Choice], unit: str) -> dict[str, Any]:
    wanted = problem.unit_of[unit].weekends
    options = [one for one in problem.options if one.unit == unit and len(one.weekends) >= wanted]
    if not options:
        return {"code": "no_option"}
    nearest = sorted(options, key=lambda one: (not one.kin, one.minutes, one.home))
    reasons = [_of_option(problem, placed, option) for option in nearest]
    # What somebody could still change says more than a home that has no room for anybody.
    return next((reason for reason in reasons if reason["code"] != "full"), reasons[0])


def _of_option(problem: Problem, placed: list[Choice], option: Option) -> dict[str, Any]:
    possible = [choice for choice in problem.choices if choice.option == option]
    if not possible:
        return {"code": "full", "home": option.home}
    if any(not broken(problem, [*placed, choice]) for choice in possible):
        return {"code": "time", "home": option.home}
    there = [choice.option.unit for choice in placed if choice.option.home == option.home]
    apart = [unit for unit in there if (min(unit, option.unit), max(unit, option.unit)) in problem.apart]
    if apart:
        return {"code": "apart", "home": option.home, "by": apart[0]}
    return {"code": "taken", "home": option.home, "by": there[0]}
