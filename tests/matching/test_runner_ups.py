"""What a unit's second best home would change for the others, on a problem that one can count by hand."""

from __future__ import annotations

from matching.engine.problem import parse
from matching.engine.solving import solve
from matching.runner_ups import runner_ups
from tests.matching.test_recruitment import child, matching, option

HOW = {"seconds": 20, "seed": 1, "workers": 1}


def test_the_runner_up_says_who_loses_a_home_and_who_gets_one_instead() -> None:
    """Bo has the first home and Cato the second. With Bo in the second, Cato has none, and Ada gets the first."""
    fits = {("ada", "h1"): 1, ("bo", "h1"): 10, ("bo", "h2"): 9, ("cato", "h2"): 10}
    problem = matching(
        children=[child(f"c-{unit}", unit) for unit in ("ada", "bo", "cato")],
        homes=[{"id": "h1", "places": 1}, {"id": "h2", "places": 1}],
        options=[option(unit, home) | {"fit": fit} for (unit, home), fit in fits.items()],
    )
    result = solve(parse(problem), **HOW).as_json()
    (found,) = runner_ups(problem, result, HOW, cancelled=lambda: False)
    assert (found["unit"], found["home"]) == ("bo", "h2")
    assert (found["without"], found["gained"], found["moved"]) == (["cato"], ["ada"], [])
    assert (found["levels"]["soon"], found["levels"]["fit"]) == (0, -10)
