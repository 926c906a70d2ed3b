"""What one more home or supervisor would give: exact differences on tiny problems that one can count by hand."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matching.recruitment import what_helps

LEVELS = ["kin", "acute", "soon", "ordinary", "supervised", "fit", "minutes"]


def child(name: str, unit: str, urgency: str = "soon", *, supervised: bool = False) -> dict[str, Any]:
    return {"id": name, "unit": unit, "urgency": urgency, "needs_supervisor": supervised}


def option(unit: str, home: str = "", uses: int = 1, minutes: int = 10) -> dict[str, Any]:
    row = {"unit": unit, "kin": False, "uses": uses, "fit": 1, "minutes": minutes}
    return row | {"home": home} if home else row


def matching(**rows: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("children", "homes", "supervisors", "options", "apart", "reach")}
    return {"version": 1, **empty, "refused": [], "placed": [], "pinned": [], "levels": LEVELS, **rows}


def wanted(identity: str, places: int, options: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    home = {"kind": "ordinary", "youngest": 0, "oldest": 17, "villages": [identity], "reach": []}
    return {"id": identity, "places": places, "options": options, **home, **values}


def solved(
    problem: dict[str, Any], homes: Any = (), supervisors: Any = (), seconds: float = 20, **more: Any
) -> dict[str, Any]:
    asked = {"matching": problem, "homes": list(homes), "supervisors": list(supervisors), **more}
    options = {"seconds": seconds, "seed": 1, "workers": 1}
    return what_helps(asked, options, progress=lambda done, of: None, cancelled=lambda: False)


def test_one_place_gives_three_siblings_a_home_when_somebody_else_moves_into_it() -> None:
    """The trio fits only the home that a single child has; the new home has one place, for that child alone."""
    trio = [child(f"c{n}", "u1", "ordinary") for n in (1, 2, 3)]
    problem = matching(
        children=[*trio, child("c4", "u2")],
        homes=[{"id": "h1", "places": 3}],
        options=[option("u1", "h1", uses=3), option("u2", "h1")],
    )
    (found,) = solved(problem, [wanted("n1", 1, [option("u2")])])["homes"]
    assert found["levels"] == {"kin": 0, "acute": 0, "soon": 0, "ordinary": 3, "supervised": 0, "fit": 1, "minutes": 30}
    assert (found["new"], found["there"]) == (["u1"], ["u2"])


def test_a_home_that_reaches_nobody_without_one_is_left_out_and_counted_as_tried() -> None:
    problem = matching(
        children=[child("c1", "u1"), child("c2", "u2")],
        homes=[{"id": "h1", "places": 1}],
        options=[option("u1", "h1")],
    )
    result = solved(problem, [wanted("n1", 1, [option("u1")]), wanted("n2", 1, [option("u2")])])
    assert ([row["id"] for row in result["homes"]], result["homes_tried"]) == (["n2"], 2)


def test_what_is_left_out_would_not_have_helped() -> None:
    """Every home for every set of units, with each number of places: what is not told gives nobody a home."""
    units = ["u1", "u2", "u3", "u4"]
    children = [child("c1", "u1"), child("c2", "u2"), child("c3", "u2"), child("c4", "u3", "acute"), child("c5", "u4")]
    size = {"u1": 1, "u2": 2, "u3": 1, "u4": 1}
    problem = matching(
        children=children,
        homes=[{"id": "h1", "places": 2}, {"id": "h2", "places": 1}],
        options=[option("u1", "h1"), option("u2", "h1", uses=2), option("u3", "h1"), option("u4", "h2")],
    )
    sets = [subset for number in (1, 2, 3, 4) for subset in combinations(units, number)]
    homes = [
        wanted(f"n{places}{''.join(subset)}", places, [option(u, uses=size[u]) for u in subset if size[u] <= places])
        for places in (1, 2)
        for subset in sets
    ]
    told = {row["id"]: row["levels"] for row in solved(problem, homes)["homes"]}
    for home in homes:
        alone = solved(problem, [home])
        (row,) = alone["homes"] or [{"levels": None}]
        assert told.get(home["id"]) == row["levels"], home["id"]
    assert 0 < len(told) < len(homes)


def test_a_supervisor_is_wanted_with_the_fewest_places_that_help() -> None:
    problem = matching(
        homes=[{"id": "h1", "places": 0}, {"id": "h2", "places": 0}],
        placed=[{"child": "c1", "home": "h1"}, {"child": "c2", "home": "h1"}, {"child": "c3", "home": "h2"}],
        supervisors=[{"id": "s1", "places": 1}],
        reach=[{"home": "h2", "supervisor": "s1", "minutes": 5}],
    )
    (found,) = solved(problem, supervisors=[{"id": "t1", "reach": [{"home": "h1", "minutes": 12}]}])["supervisors"]
    assert (found["places"], found["levels"]["supervised"], found["levels"]["minutes"]) == (2, 2, 24)


def test_pins_that_contradict_are_told_and_nothing_is_compared() -> None:
    problem = matching(
        children=[child("c1", "u1"), child("c2", "u2")],
        homes=[{"id": "h1", "places": 1}],
        options=[option("u1", "h1"), option("u2", "h1")],
        pinned=[{"unit": "u1", "home": "h1"}, {"unit": "u2", "home": "h1"}],
    )
    result = solved(problem, [wanted("n1", 1, [option("u1")])])
    assert (result["base"]["status"], result["homes"], result["homes_tried"]) == ("infeasible", [], 0)


def test_when_it_is_stopped_it_says_how_many_were_tried() -> None:
    problem = matching(children=[child("c1", "u1")])
    asked = {"matching": problem, "homes": [wanted("n1", 1, [option("u1")])], "supervisors": []}
    result = what_helps(
        asked, {"seconds": 20, "seed": 1, "workers": 1}, progress=lambda d, of: None, cancelled=lambda: True
    )
    assert (result["homes"], result["homes_tried"]) == ([], 0)


def test_a_home_takes_on_no_more_than_gives_as_many_children_a_home() -> None:
    """For one place the child who asks nothing is enough, though the other would fit better; for two it takes both."""
    problem = matching(children=[child("c1", "u1"), child("c2", "u2")])
    better = option("u1") | {"fit": 30}
    homes = [wanted(f"n{places}", places, [better, option("u2")]) for places in (1, 2)]
    rows = solved(problem, homes, asks={"u1": [3, 5], "u2": []})["homes"]
    assert [(row["id"], row["takes_on"], row["levels"]["soon"]) for row in rows] == [
        ("n1", [], 1),
        ("n2", [], 1),
        ("n2", [3, 5], 2),
    ]


def test_no_smaller_set_of_needs_would_do() -> None:
    """Three children ask for different things, one of them moves up: held to every set of needs, tried by hand."""
    children = [child("c1", "u1"), child("c2", "u2"), child("c3", "u3", "acute"), child("c4", "u4")]
    asks: dict[str, list[int]] = {"u1": [1, 2], "u2": [1], "u3": [4], "u4": [2, 4]}
    problem = matching(
        children=children, homes=[{"id": "h1", "places": 1}], options=[option("u3", "h1"), option("u2", "h1")]
    )
    home = wanted("n1", 2, [option(unit) for unit in asks])
    (row,) = solved(problem, [home], asks=asks)["homes"]
    gains = {
        needs: (alone := solved(problem, [wanted("n1", 2, suited)])["homes"]) and alone[0]["levels"]["soon"]
        for number in (0, 1, 2, 3)
        for needs in combinations((1, 2, 4), number)
        if (suited := [option(unit) for unit, asked in asks.items() if set(asked) <= set(needs)])
    }
    assert row["levels"]["soon"] == max(gain or 0 for gain in gains.values()) == 2
    assert len(row["takes_on"]) == min(len(needs) for needs, gain in gains.items() if gain == 2)


def test_of_homes_that_give_as_much_in_the_same_village_only_the_plainest_is_told() -> None:
    problem = matching(children=[child("c1", "u1")])
    homes = [wanted(f"n{places}", places, [option("u1")], villages=["v1"]) for places in (1, 2)]
    assert [row["id"] for row in solved(problem, homes)["homes"]] == ["n1"]
