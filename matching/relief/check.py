"""Whether a solution may stand, and what it is worth: recomputed from the problem alone, no solver in sight."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from .problem import Choice, Problem


def broken(problem: Problem, chosen: Iterable[Choice]) -> list[str]:
    """Return every rule that the chosen placements break, one line each; empty when they may stand."""
    placed = list(chosen)
    return [
        *_of_units(problem, placed),
        *_of_homes(problem, placed),
        *_of_weekends(problem, placed),
        *_of_pins(problem, placed),
    ]


def worth(problem: Problem, chosen: Iterable[Choice], level: str) -> int:
    """Return the value of a level."""
    return sum(problem.worth(choice, level) for choice in chosen)


def _of_units(problem: Problem, placed: list[Choice]) -> Iterator[str]:
    for unit, times in Counter(choice.option.unit for choice in placed).items():
        if times > 1:
            yield f"{unit} is placed {times} times"
    for choice in placed:
        option, wanted = choice.option, problem.unit_of[choice.option.unit].weekends
        if option not in problem.options:
            yield f"{option.unit} in {option.home} is no option"
        if len(set(choice.weekends)) != wanted or len(choice.weekends) != wanted:
            yield f"{option.unit} gets {len(choice.weekends)} weekends and wants {wanted}"
        if not set(choice.weekends) <= set(option.weekends):
            yield f"{option.unit} comes to {option.home} on a weekend that does not suit"


def _of_homes(problem: Problem, placed: list[Choice]) -> Iterator[str]:
    served: Counter[str] = Counter()
    for choice in placed:
        served[choice.option.home] += problem.unit_of[choice.option.unit].size
    for home, children in served.items():
        if children > problem.home_of[home].places:
            yield f"{home} serves {children} children and has {problem.home_of[home].places} places"


def _of_weekends(problem: Problem, placed: list[Choice]) -> Iterator[str]:
    there: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choice in placed:
        for weekend in choice.weekends:
            there[choice.option.home, weekend].append(choice)
    for (home, weekend), choices in there.items():
        units = {choice.option.unit for choice in choices}
        children = sum(problem.unit_of[choice.option.unit].size for choice in choices)
        if children > problem.home_of[home].weekends[weekend - 1]:
            yield f"{home} has {children} children on weekend {weekend}"
        if len(choices) > 1 and any(choice.option.alone for choice in choices):
            yield f"{home} has others on weekend {weekend} beside one who must be alone"
        for one, other in problem.apart:
            if {one, other} <= units:
                yield f"{one} and {other} meet in {home} on weekend {weekend}"


def _of_pins(problem: Problem, placed: list[Choice]) -> Iterator[str]:
    found = {(choice.option.unit, choice.option.home) for choice in placed}
    for unit, home in problem.pinned:
        if (unit, home) not in found:
            yield f"{unit} is pinned to {home} and is not there"
