"""Problems for the tests: small ones by hand, small ones by hypothesis with every feature mixed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from matching.engine.problem import LEVELS, URGENCIES

FEW = st.integers(0, 3)


def problem_of(**lists: Any) -> dict[str, Any]:
    """Return a problem file's content with empty lists for what is not given."""
    empty: dict[str, Any] = {
        name: []
        for name in ("children", "homes", "supervisors", "options", "apart", "reach", "refused", "placed", "pinned")
    }
    return {"version": 1, **empty, "levels": list(LEVELS), **lists}


def child(id: str, unit: str | None = None, urgency: str = "ordinary", needs: bool = True) -> dict[str, Any]:
    return {"id": id, "unit": unit or f"u-{id}", "urgency": urgency, "needs_supervisor": needs}


def option(unit: str, home: str, *, kin: bool = False, uses: int = 1, fit: int = 0, minutes: int = 0) -> dict[str, Any]:
    return {"unit": unit, "home": home, "kin": kin, "uses": uses, "fit": fit, "minutes": minutes}


def reach(home: str, supervisor: str, minutes: int = 0) -> dict[str, Any]:
    return {"home": home, "supervisor": supervisor, "minutes": minutes}


@st.composite
def small_problems(draw: st.DrawFn) -> dict[str, Any]:
    """Up to 4 waiting children in 3 units, 3 homes, 2 supervisors, everything of the contract mixed."""
    units = [f"u{i}" for i in draw(st.lists(st.integers(0, 2), max_size=4))]
    children = [
        child(f"c{i}", unit, draw(st.sampled_from(URGENCIES)), draw(st.integers(0, 3)) > 0)
        for i, unit in enumerate(units)
    ]
    homes = [f"h{i}" for i in range(draw(st.integers(0, 3)))]
    supervisors = [f"s{i}" for i in range(draw(st.integers(0, 2)))]
    placed = [
        {"child": f"p{i}", "home": draw(st.sampled_from(homes))} for i in range(draw(st.integers(0, 2)) if homes else 0)
    ]
    units = sorted(set(units))
    every = [c["id"] for c in children] + [p["child"] for p in placed]
    options = [
        option(unit, home, kin=draw(st.booleans()), uses=draw(FEW), fit=draw(st.integers(-2, 3)), minutes=draw(FEW))
        for unit, home in draw(_pairs(units, homes, 8))
    ]
    return problem_of(
        children=children,
        homes=[{"id": home, "places": draw(st.integers(0, 4))} for home in homes],
        supervisors=[{"id": supervisor, "places": draw(FEW)} for supervisor in supervisors],
        options=options,
        apart=[list(pair) for pair in draw(_pairs(units, units, 2)) if pair[0] < pair[1]],
        reach=[reach(home, supervisor, draw(FEW)) for home, supervisor in draw(_pairs(homes, supervisors, 5))],
        refused=[{"child": c, "supervisor": s} for c, s in draw(_pairs(every, supervisors, 3))],
        placed=placed,
        pinned=draw(_pins(options, units, homes)),
        levels=draw(st.permutations(LEVELS))[: draw(st.integers(0, 7))],
    )


def _pairs(one: list[str], other: list[str], most: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    if not one or not other:
        return st.just([])
    return st.lists(st.tuples(st.sampled_from(one), st.sampled_from(other)), unique=True, max_size=most)


def _pins(options: list[dict[str, Any]], units: list[str], homes: list[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Mostly no pin or one with an option; now and then any, so that some contradict."""
    if not units or not homes:
        return st.just([])
    pins = [{"unit": o["unit"], "home": o["home"]} for o in options]
    free = st.fixed_dictionaries({"unit": st.sampled_from(units), "home": st.sampled_from(homes)})
    good = st.sampled_from(pins) if pins else free
    return st.lists(st.one_of(good, good, free), max_size=2, unique_by=lambda pin: pin["unit"])
