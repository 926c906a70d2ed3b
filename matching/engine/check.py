"""Is a proposal allowed, and what is it worth? Recomputed from the problem alone, with no solver in sight.

Nothing here is shared with the model: a mistake there must not be repeated here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matching.engine.problem import URGENCIES, Child, Option, Pin, Problem
from matching.engine.solution import FEASIBLE, INFEASIBLE, OPTIMAL, Choice, Result


def faults(problem: Problem, choice: Choice) -> list[str]:
    """Return what forbids this choice, in words for a developer; an empty list when it is allowed."""
    return [*_home_faults(problem, choice), *_supervisor_faults(problem, choice)]


def values(problem: Problem, choice: Choice) -> dict[str, int]:
    """Return the value of every level, asked for or not, of an allowed choice."""
    chosen = [(option, problem.units[option.unit]) for option in _chosen(problem, choice)]
    children = [child for _, unit in chosen for child in unit]
    return {
        "kin": sum(len(unit) for option, unit in chosen if option.kin),
        **{urgency: sum(child.urgency == urgency for child in children) for urgency in URGENCIES},
        "supervised": len(choice.supervisors),
        "fit": sum(option.fit for option, _ in chosen),
        "minutes": sum(option.minutes * len(unit) for option, unit in chosen) + _reach_minutes(problem, choice),
    }


def verify(problem: Problem, result: Result) -> list[str]:
    """Return what is wrong with a whole result: forbidden choices, wrong values, claims that do not hold together."""
    if result.status == INFEASIBLE:
        return list(_conflict_faults(problem, result))
    wrong = faults(problem, result.choice)
    return wrong or [*_level_faults(problem, result), *_unplaced_faults(problem, result)]


def minimal_conflict(problem: Problem) -> tuple[Pin, ...]:
    """Return pins that cannot all hold, none of them superfluous; empty when the pins agree.

    Everything but a pin may stay undone, so pins can break only on a missing option, places and `apart`.
    """
    pins = list(problem.pinned)
    if not _contradict(problem, pins):
        return ()
    for pin in tuple(pins):
        rest = [other for other in pins if other != pin]
        if _contradict(problem, rest):
            pins = rest
    return tuple(pins)


def _contradict(problem: Problem, pins: list[Pin]) -> bool:
    return bool(list(_placement_faults(problem, Choice({pin.unit: pin.home for pin in pins}, {}))))


def _chosen(problem: Problem, choice: Choice) -> Iterator[Option]:
    for unit, home in choice.homes.items():
        yield problem.option_of[unit, home]


def _home_faults(problem: Problem, choice: Choice) -> Iterator[str]:
    yield from _placement_faults(problem, choice)
    for pin in problem.pinned:
        if choice.homes.get(pin.unit) != pin.home:
            yield f"pin of {pin.unit} to {pin.home} is not kept"


def _placement_faults(problem: Problem, choice: Choice) -> Iterator[str]:
    used: Counter[str] = Counter()
    for unit, home in choice.homes.items():
        option = problem.option_of.get((unit, home))
        if option is None:
            yield f"{unit} has no option for {home}"
        else:
            used[home] += option.uses
    for home, uses in used.items():
        if uses > problem.places_of[home]:
            yield f"{home} has {problem.places_of[home]} places, {uses} are used"
    for one, other in problem.apart:
        if one in choice.homes and choice.homes[one] == choice.homes.get(other):
            yield f"{one} and {other} may not both be in {choice.homes[one]}"


def _supervisor_faults(problem: Problem, choice: Choice) -> Iterator[str]:
    where = homes_of_children(problem, choice)
    reachable = {(reach.home, reach.supervisor) for reach in problem.reach}
    for child, supervisor in choice.supervisors.items():
        if child not in where:
            yield f"{child} needs no supervisor or has no home"
        elif (where[child], supervisor) not in reachable:
            yield f"{supervisor} does not reach {where[child]}"
        elif supervisor in problem.refused_by.get(child, ()):
            yield f"{supervisor} is refused for {child}"
    places = {supervisor.id: supervisor.places for supervisor in problem.supervisors}
    for supervisor, number in Counter(choice.supervisors.values()).items():
        if number > places.get(supervisor, 0):
            yield f"{supervisor} has {places.get(supervisor, 0)} places, {number} are used"


def homes_of_children(problem: Problem, choice: Choice) -> dict[str, str]:
    """Return the home of each child who may get a supervisor: placed by `choice` and in need of one, or `placed`."""
    waiting = {child.id: choice.homes[child.unit] for child in _supervisable(problem, choice)}
    return waiting | {row.child: row.home for row in problem.placed}


def _supervisable(problem: Problem, choice: Choice) -> Iterator[Child]:
    return (child for child in problem.children if child.needs_supervisor and child.unit in choice.homes)


def _reach_minutes(problem: Problem, choice: Choice) -> int:
    minutes = {(reach.home, reach.supervisor): reach.minutes for reach in problem.reach}
    where = homes_of_children(problem, choice)
    return sum(minutes[where[child], supervisor] for child, supervisor in choice.supervisors.items())


def _level_faults(problem: Problem, result: Result) -> Iterator[str]:
    if tuple(level.name for level in result.levels) != problem.levels:
        yield "the levels are not those of the problem, in its order"
    true = values(problem, result.choice)
    for level in result.levels:
        if level.value != true[level.name]:
            yield f"level {level.name} is {true[level.name]}, not {level.value}"
        if not level.in_order:
            yield f"level {level.name}: value {level.value}, bound {level.bound}, optimal {level.optimal}"
    if result.status != (OPTIMAL if all(level.optimal for level in result.levels) else FEASIBLE):
        yield f"status {result.status} is not what the levels say"
    if result.conflict:
        yield "a result with placements has no conflict"


def _unplaced_faults(problem: Problem, result: Result) -> Iterator[str]:
    explained = [unit for unit, _ in result.unplaced]
    if explained != [unit for unit in problem.units if unit not in result.choice.homes]:
        yield "the units without a home are not those that are explained"


def _conflict_faults(problem: Problem, result: Result) -> Iterator[str]:
    if not result.conflict or not _contradict(problem, list(result.conflict)):
        yield "the pins of the conflict agree"
    if set(result.conflict) - set(problem.pinned):
        yield "the conflict names a pin that the problem does not have"
    if result.levels or result.unplaced or result.choice.homes or result.choice.supervisors:
        yield "an infeasible result has a conflict and nothing else"
