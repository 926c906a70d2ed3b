"""Tiny problems whose answer anyone can see."""

from __future__ import annotations

from typing import Any

import pytest

from matching.engine.problem import parse
from matching.engine.solution import Result
from matching.engine.solving import solve
from tests.matching.engine.problems import child, option, problem_of, reach

HOME = [{"id": "h1", "places": 1}]
TWO_HOMES = [{"id": "h1", "places": 1}, {"id": "h2", "places": 1}]
SUPERVISOR = [{"id": "s1", "places": 1}]


def solved(**lists: Any) -> Result:
    return solve(parse(problem_of(**lists)), workers=1)


def value(result: Result, name: str) -> int:
    return next(level.value for level in result.levels if level.name == name)


def test_an_empty_problem_is_solved() -> None:
    result = solved()
    assert (result.status, result.choice.homes) == ("optimal", {})
    assert [(level.value, level.bound) for level in result.levels] == [(0, 0)] * 7


def test_kin_comes_before_urgency_when_its_level_does() -> None:
    rivals = {
        "children": [child("c1", urgency="acute"), child("c2")],
        "homes": HOME,
        "options": [option("u-c1", "h1"), option("u-c2", "h1", kin=True)],
    }
    assert solved(**rivals).choice.homes == {"u-c2": "h1"}
    assert solved(**rivals, levels=["acute", "kin"]).choice.homes == {"u-c1": "h1"}


def test_siblings_stay_together_or_are_not_placed() -> None:
    siblings = [child("c1", "u1"), child("c2", "u1")]
    result = solved(
        children=siblings, homes=TWO_HOMES, options=[option("u1", "h1", uses=2), option("u1", "h2", uses=2)]
    )
    assert result.choice.homes == {}
    assert result.unplaced == (("u1", {"code": "too_few_places", "home": "h1"}),)


def test_minutes_count_once_for_each_child_and_fit_once_for_the_unit() -> None:
    siblings = [child("c1", "u1"), child("c2", "u1")]
    homes = [{"id": "h1", "places": 2}]
    result = solved(
        children=siblings,
        homes=homes,
        options=[option("u1", "h1", uses=2, fit=5, minutes=30)],
        supervisors=[{"id": "s1", "places": 2}],
        reach=[reach("h1", "s1", 7)],
    )
    assert (value(result, "fit"), value(result, "minutes")) == (5, 2 * 30 + 2 * 7)


def test_siblings_may_have_different_supervisors() -> None:
    result = solved(
        children=[child("c1", "u1"), child("c2", "u1")],
        homes=[{"id": "h1", "places": 2}],
        options=[option("u1", "h1", uses=2)],
        supervisors=[{"id": "s1", "places": 1}, {"id": "s2", "places": 1}],
        reach=[reach("h1", "s1"), reach("h1", "s2")],
        refused=[{"child": "c1", "supervisor": "s1"}],
    )
    assert result.choice.supervisors == {"c1": "s2", "c2": "s1"}


def test_a_child_that_needs_no_supervisor_gets_none() -> None:
    result = solved(
        children=[child("c1", needs=False)],
        homes=HOME,
        options=[option("u-c1", "h1")],
        supervisors=SUPERVISOR,
        reach=[reach("h1", "s1")],
    )
    assert result.choice.supervisors == {}


def test_a_placed_child_gets_a_supervisor_and_takes_no_place() -> None:
    result = solved(
        children=[child("c1", needs=False)],
        homes=HOME,
        options=[option("u-c1", "h1")],
        supervisors=SUPERVISOR,
        reach=[reach("h1", "s1", 9)],
        placed=[{"child": "c9", "home": "h1"}],
    )
    assert result.choice.homes == {"u-c1": "h1"}
    assert result.choice.supervisors == {"c9": "s1"}
    assert value(result, "minutes") == 9


def test_minutes_first_places_nobody() -> None:
    result = solved(
        children=[child("c1")], homes=HOME, options=[option("u-c1", "h1", minutes=1)], levels=["minutes", "ordinary"]
    )
    assert result.choice.homes == {}
    assert result.unplaced == (("u-c1", {"code": "open_but_not_better", "home": "h1"}),)


def test_apart_keeps_two_units_out_of_one_home() -> None:
    result = solved(
        children=[child("c1", urgency="acute"), child("c2")],
        homes=[{"id": "h1", "places": 2}],
        options=[option("u-c1", "h1"), option("u-c2", "h1")],
        apart=[["u-c2", "u-c1"]],
    )
    assert result.choice.homes == {"u-c1": "h1"}
    assert result.unplaced == (("u-c2", {"code": "apart", "home": "h1", "by": "u-c1"}),)


def test_a_unit_without_options_and_one_whose_home_is_taken_are_told_apart() -> None:
    result = solved(
        children=[child("c1"), child("c2", urgency="acute"), child("c3")],
        homes=HOME,
        options=[option("u-c1", "h1"), option("u-c2", "h1")],
    )
    assert result.unplaced == (
        ("u-c1", {"code": "home_taken", "home": "h1", "by": "u-c2"}),
        ("u-c3", {"code": "no_option"}),
    )


def test_a_pin_is_kept_whatever_it_costs() -> None:
    result = solved(
        children=[child("c1"), child("c2", urgency="acute")],
        homes=HOME,
        options=[option("u-c1", "h1"), option("u-c2", "h1")],
        pinned=[{"unit": "u-c1", "home": "h1"}],
    )
    assert result.choice.homes == {"u-c1": "h1"}
    assert value(result, "acute") == 0


@pytest.mark.parametrize(
    ("options", "apart", "conflict"),
    [
        pytest.param(["u-c1", "u-c3"], [], ["u-c2"], id="no option"),
        pytest.param(["u-c1", "u-c2", "u-c3"], [], ["u-c1", "u-c2"], id="places"),
        pytest.param(["u-c1", "u-c2", "u-c3"], [["u-c1", "u-c2"]], ["u-c1", "u-c2"], id="apart"),
    ],
)
def test_contradicting_pins_are_listed_and_nothing_is_solved(
    options: list[str], apart: list[list[str]], conflict: list[str]
) -> None:
    result = solved(
        children=[child("c1"), child("c2"), child("c3")],
        homes=[{"id": "h1", "places": 2 if apart else 1}, {"id": "h2", "places": 1}],
        options=[option(unit, "h2" if unit == "u-c3" else "h1") for unit in options],
        apart=apart,
        pinned=[{"unit": "u-c1", "home": "h1"}, {"unit": "u-c2", "home": "h1"}, {"unit": "u-c3", "home": "h2"}],
    )
    assert result.status == "infeasible"
    assert [pin.unit for pin in result.conflict] == conflict
    content = result.as_json()
    assert all(content[name] == [] for name in ("levels", "placements", "supervision", "unplaced"))


def test_places_beyond_any_use_do_not_matter() -> None:
    result = solved(
        children=[child("c1")],
        homes=[{"id": "h1", "places": 10**40}],
        options=[option("u-c1", "h1")],
        supervisors=[{"id": "s1", "places": 10**40}],
        reach=[reach("h1", "s1")],
    )
    assert (result.choice.homes, result.choice.supervisors) == ({"u-c1": "h1"}, {"c1": "s1"})


def test_the_largest_quantities_are_decided_exactly() -> None:
    most = 10**12
    result = solved(
        children=[child("c1"), child("c2")],
        homes=[{"id": "h1", "places": most}, {"id": "h2", "places": 2 * most - 1}],
        options=[
            option("u-c1", "h2", uses=most, fit=most),
            option("u-c2", "h2", uses=most, fit=most - 1),
            option("u-c2", "h1", uses=most, fit=most - 2, minutes=most),
        ],
    )
    assert result.choice.homes == {"u-c1": "h2", "u-c2": "h1"}
    assert (value(result, "fit"), value(result, "minutes")) == (2 * most - 2, most)
