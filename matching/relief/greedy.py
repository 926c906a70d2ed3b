"""What a careful person does by hand: kin first, the most urgent and longest waiting next, the best that is free."""

from __future__ import annotations

from .check import broken
from .problem import URGENCIES, Choice, Problem, Unit


def greedy(problem: Problem) -> list[Choice]:
    """Return placements that may stand, pins left out of account: the yardstick of the bench, not a solver."""
    placed: list[Choice] = []
    for unit in sorted(problem.units, key=lambda unit: _turn(problem, unit)):
        mine = [choice for choice in problem.choices if choice.option.unit == unit.id]
        order = sorted(mine, key=lambda one: (not one.option.kin, -one.wishes, one.option.minutes, one.weekends))
        fitting = (choice for choice in order if not broken(problem, [*_at(placed, choice), choice]))
        placed += [first] if (first := next(fitting, None)) else []
    return placed


def _at(placed: list[Choice], choice: Choice) -> list[Choice]:
    return [one for one in placed if one.option.home == choice.option.home]


def _turn(problem: Problem, unit: Unit) -> tuple[object, ...]:
    kin = any(option.kin for option in problem.options if option.unit == unit.id)
    urgency = min(URGENCIES.index(child.urgency) for child in unit.children)
    return (not kin, urgency, -max(child.waited_days for child in unit.children), unit.id)
