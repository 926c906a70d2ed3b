"""The planner finds and proves what trying everything finds, on tiny problems with all features mixed."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.visits.planner import small
from visits.planner import check
from visits.planner.problem import parse
from visits.planner.solution import as_json
from visits.planner.solve import solve

DATES = ["2026-01-01", "2026-01-02", "2026-01-04", "2026-01-07", "2026-01-08"]
"""Two of them are a Thursday."""
WEEKDAYS = ["wednesday", "thursday", "friday", "sunday"]
CLOCKS = ["08:00", "09:10", "10:00", "11:30", "13:00", "14:45"]


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    places = [f"p{i}" for i in range(draw(st.integers(1, 4)))]
    visitors = [draw(_visitors(f"v{i}", places)) for i in range(draw(st.integers(1, 2)))]
    ids = [visitor["id"] for visitor in visitors]
    visits = [draw(_visits(f"x{i}", places, ids)) for i in range(draw(st.integers(1, 5)))]
    names = [visit["id"] for visit in visits]
    previous = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
    groups = st.lists(st.sampled_from(names), unique=True, max_size=4)
    return {
        "version": 1,
        "start": "2026-01-01",
        "days": draw(st.sampled_from([20, 7, 3])),
        "places": places,
        "travel_minutes": draw(_tables(len(places))),
        "visitors": visitors,
        "visits": visits,
        "apart": [{"visits": draw(groups), "days": draw(st.integers(0, 5))} for _ in range(draw(st.integers(0, 2)))],
        "previous": [{"visit": name, **draw(_slots(ids))} for name in previous],
        "spacing_weight": draw(st.sampled_from([0, 1, 30])),
    }


def _tables(size: int) -> st.SearchStrategy[list[list[int | None]]]:
    """Travel without any rule: asymmetric, with holes, and with ways round that are shorter than the direct one."""
    minutes = st.sampled_from([None, 0, 5, 10, 20, 20, 30, 40, 60, 140])
    row = st.lists(minutes, min_size=size, max_size=size)
    rows = st.lists(row, min_size=size, max_size=size)
    return rows.map(lambda table: [[0 if a == b else m for b, m in enumerate(r)] for a, r in enumerate(table)])


def _slots(visitors: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {"visitor": st.sampled_from(visitors), "date": st.sampled_from(DATES), "start": st.sampled_from(CLOCKS)}
    )


def _spans(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def _visitors(draw: st.DrawFn, name: str, places: list[str]) -> dict[str, Any]:
    dates = draw(st.lists(st.sampled_from(DATES), unique=True, min_size=1, max_size=3))
    spans = [draw(st.one_of(st.just(["08:00", "16:00"]), _spans(CLOCKS))) for _ in dates]
    days = [{"date": date, "from": span[0], "until": span[1]} for date, span in zip(dates, spans, strict=True)]
    return {"id": name, "base": draw(st.sampled_from(places)), "days": days}


@st.composite
def _visits(draw: st.DrawFn, name: str, places: list[str], visitors: list[str]) -> dict[str, Any]:
    window = draw(st.one_of(st.just(["2026-01-01", "2026-01-30"]), _spans([*DATES, "2026-01-30"])))
    pins = draw(st.integers(0, 9))
    week = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(_spans(CLOCKS), max_size=2), min_size=1)
    return {
        "id": name,
        "place": draw(st.sampled_from(places)),
        "visitors": draw(st.lists(st.sampled_from(visitors), unique=True, min_size=1, max_size=2)),
        "from": window[0],
        "until": window[1],
        "target": draw(st.sampled_from([*DATES, "2025-12-20"])),
        "minutes": draw(st.sampled_from([0, 30, 90])),
        "hours": draw(st.one_of(st.just([["08:00", "16:00"]]), st.lists(_spans(CLOCKS), max_size=2))),
        "pinned": draw(_slots(visitors)) if pins == 9 else None,
        **draw(st.one_of(st.just({}), st.fixed_dictionaries({"weekday_hours": week}))),
    }


@given(problems())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_planner_proves_what_trying_everything_finds(data: dict[str, Any]) -> None:
    problem = parse(data)
    result = solve(problem, seconds=30, workers=1)
    assert list(check.check(problem, as_json(problem, result))) == []
    expected = small.brute_force(problem)
    if expected is None:
        assert result.status == "infeasible"
    else:
        assert result.status == "optimal"
        assert (result.planned, result.moved, result.cost) == expected
