"""What a careful person does without a computer: the most urgent first, kin first, then the nearest home.

The engine starts from it, ends with it when time ran out, and the benchmark measures against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from matching.engine.problem import URGENCIES, Option, Problem, Reach
from matching.engine.solution import Choice


def greedy(problem: Problem) -> Choice:
    """Return an allowed choice: pins, then unit by unit by urgency; then each child's nearest free supervisor."""
    return with_everyone(problem, only_pins(problem))


def with_everyone(problem: Problem, choice: Choice) -> Choice:
    """Return the choice, and beyond it a home for each unit and a supervisor for each child where there is room."""
    homes = _Homes(problem, choice.homes)
    for unit in sorted(problem.units, key=lambda unit: (_urgency(problem, unit), unit)):
        homes.place_in_best(unit)
    return with_supervisors(problem, Choice(homes.chosen, choice.supervisors))


def only_pins(problem: Problem) -> Choice:
    """Return the least that is allowed: the pinned units, nobody else, no supervisors."""
    return Choice({pin.unit: pin.home for pin in problem.pinned}, {})


def _urgency(problem: Problem, unit: str) -> int:
    return min(URGENCIES.index(child.urgency) for child in problem.units[unit])


class _Homes:
    """The homes as they fill up."""

    def __init__(self, problem: Problem, chosen: Mapping[str, str]) -> None:
        self.chosen = dict(chosen)
        self._left = dict(problem.places_of)
        self._options: dict[str, list[Option]] = {}
        for option in sorted(problem.options, key=lambda o: (not o.kin, o.minutes, -o.fit, o.home)):
            self._options.setdefault(option.unit, []).append(option)
        self._apart: dict[str, list[str]] = {}
        for one, other in problem.apart:
            self._apart.setdefault(one, []).append(other)
            self._apart.setdefault(other, []).append(one)
        for unit, home in chosen.items():
            self._left[home] -= problem.option_of[unit, home].uses

    def place_in_best(self, unit: str) -> None:
        """Place the unit in its first home with room; a unit already placed stays."""
        if unit in self.chosen:
            return
        option = next((option for option in self._options.get(unit, ()) if self._open(option)), None)
        if option:
            self.chosen[unit] = option.home
            self._left[option.home] -= option.uses

    def _open(self, option: Option) -> bool:
        foes = self._apart.get(option.unit, ())
        return option.uses <= self._left[option.home] and all(self.chosen.get(foe) != option.home for foe in foes)


def with_supervisors(problem: Problem, choice: Choice) -> Choice:
    """Return the choice, and beyond it the nearest free supervisor for each child who has none."""
    left = Counter({supervisor.id: supervisor.places for supervisor in problem.supervisors})
    left.subtract(choice.supervisors.values())
    reach: dict[str, list[Reach]] = {}
    for row in sorted(problem.reach, key=lambda row: (row.minutes, row.supervisor)):
        reach.setdefault(row.home, []).append(row)
    chosen = dict(choice.supervisors)
    for child, home in _in_need(problem, choice):
        refused = problem.refused_by.get(child, frozenset())
        free = (row.supervisor for row in reach.get(home, ()) if row.supervisor not in refused)
        supervisor = next((supervisor for supervisor in free if left[supervisor]), None)
        if supervisor is not None:
            chosen[child] = supervisor
            left[supervisor] -= 1
    return Choice(choice.homes, chosen)


def _in_need(problem: Problem, choice: Choice) -> Iterator[tuple[str, str]]:
    for child in problem.children:
        if child.needs_supervisor and child.unit in choice.homes and child.id not in choice.supervisors:
            yield child.id, choice.homes[child.unit]
    for row in problem.placed:
        if row.child not in choice.supervisors:
            yield row.child, row.home
