"""Why a unit has no home in a proposal, as data that the application words in the user's language.

The codes are listed in `docs/matching-engine.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from matching.engine.problem import Option, Problem
from matching.engine.solution import Choice

Why = Mapping[str, str]


def explain_unplaced(problem: Problem, choice: Choice) -> tuple[tuple[str, Why], ...]:
    """Return each unit without a home, in the order of ids, with the reason at the home that suits it best."""
    inhabitants: dict[str, list[str]] = {}
    for unit, home in sorted(choice.homes.items()):
        inhabitants.setdefault(home, []).append(unit)
    options: dict[str, list[Option]] = {unit: [] for unit in problem.units if unit not in choice.homes}
    for option in problem.options:
        if option.unit in options:
            options[option.unit].append(option)
    return tuple((unit, _why(problem, options[unit], inhabitants)) for unit in options)


def _why(problem: Problem, options: list[Option], inhabitants: Mapping[str, list[str]]) -> Why:
    if not options:
        return {"code": "no_option"}
    best_first = sorted(options, key=lambda o: (not o.kin, -o.fit, o.minutes, o.home))
    reasons = [_obstacle(problem, option, inhabitants.get(option.home, [])) for option in best_first]
    return min(reasons, key=lambda why: _TELLING.index(why["code"]))


# The most telling first: a home that stood open says more than one that was taken, and that more than one too small.
_TELLING = ("open_but_not_better", "home_taken", "apart", "too_few_places")


def _obstacle(problem: Problem, option: Option, inhabitants: list[str]) -> Why:
    """Return what keeps the unit out of this home as the homes are filled now."""
    if option.uses > problem.places_of[option.home]:
        return {"code": "too_few_places", "home": option.home}
    foes = {unit for pair in problem.apart if option.unit in pair for unit in pair}
    foe = next((unit for unit in inhabitants if unit in foes), None)
    if foe is not None:
        return {"code": "apart", "home": option.home, "by": foe}
    uses = {unit: problem.option_of[unit, option.home].uses for unit in inhabitants}
    if sum(uses.values()) + option.uses > problem.places_of[option.home]:
        return {"code": "home_taken", "home": option.home, "by": max(uses, key=lambda unit: uses[unit])}
    return {"code": "open_but_not_better", "home": option.home}
