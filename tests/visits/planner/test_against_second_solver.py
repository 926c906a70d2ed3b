"""Our plans have the very value that a different solver proves, where trying everything would take too long."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tests.visits.planner import small
from tests.visits.planner.second_solver import ArcModel
from visits.planner import check
from visits.planner.problem import parse
from visits.planner.solution import as_json
from visits.planner.solve import solve
from visits.planner.week import WEEKDAYS

START = date(2026, 1, 1)


def middle(seed: int) -> dict[str, Any]:
    """Two or three visitors, ten to fourteen visits with own windows, hours and spacing; some shared, some pinned."""
    dice = random.Random(seed)
    places = [f"p{i}" for i in range(8)]
    points = [(dice.uniform(0, 70), dice.uniform(0, 70)) for _ in places]
    visitors = [_visitor(dice, f"v{i}", places) for i in range(dice.choice([2, 3]))]
    ids = [visitor["id"] for visitor in visitors]
    visits = [_visit(dice, f"x{i}", places, ids) for i in range(dice.randrange(10, 15))]
    for visit in dice.sample(visits, seed % 3 * 3):
        visit["weekday_hours"] = _weekday_hours(dice)
    names = [visit["id"] for visit in visits]
    groups = [{"visits": dice.sample(names, 3), "days": dice.choice([2, 4, 6])} for _ in range(3)]
    moved = dice.sample(names, 4) if seed % 2 else []
    return {
        "version": 1,
        "start": START.isoformat(),
        "days": 30,
        "places": places,
        "travel_minutes": [[_minutes(dice, a, b) for b in points] for a in points],
        "visitors": visitors,
        "visits": visits,
        "apart": groups,
        "previous": [{"visit": name, **_slot(dice, ids)} for name in moved],
        "spacing_weight": dice.choice([0, 1, 5]),
    }


def _minutes(dice: random.Random, a: tuple[float, float], b: tuple[float, float]) -> int | None:
    """Directed, and now and then a hole or a way that is longer than the way round."""
    if a == b:
        return 0
    if dice.random() < 0.06:
        return None
    return int(abs(a[0] - b[0]) + abs(a[1] - b[1])) + dice.randrange(12) + (60 if dice.random() < 0.05 else 0)


def _visitor(dice: random.Random, name: str, places: list[str]) -> dict[str, Any]:
    days = sorted(dice.sample(range(30), 7))
    hours = [dice.choice([("08:00", "15:30"), ("09:30", "17:00"), ("08:00", "12:00")]) for _ in days]
    dates = [(START + timedelta(days=day)).isoformat() for day in days]
    entries = [small.day(date, first, last) for date, (first, last) in zip(dates, hours, strict=True)]
    return {"id": name, "base": dice.choice(places), "days": entries}


def _visit(dice: random.Random, name: str, places: list[str], visitors: list[str]) -> dict[str, Any]:
    first = dice.randrange(0, 12)
    dates = [START + timedelta(days=day) for day in (first, first + dice.randrange(8, 20), first + dice.randrange(20))]
    return small.visit(
        name,
        dice.choice(places),
        visitors=dice.sample(visitors, dice.choice([1, 1, 2])),
        minutes=dice.choice([30, 60, 90]),
        hours=dice.choice([[["08:00", "17:00"]], [["08:30", "10:30"], ["13:00", "15:30"]], [["12:00", "16:00"]]]),
        target=dates[2].isoformat(),
        **{"from": dates[0].isoformat(), "until": dates[1].isoformat()},
    )


def _weekday_hours(dice: random.Random) -> dict[str, Any]:
    """Three or four weekdays, of some the whole day, of some a part."""
    spans = [[["08:00", "17:00"]], [["09:00", "11:30"]], [["08:00", "10:00"], ["12:30", "16:00"]]]
    return {day: dice.choice(spans) for day in dice.sample(WEEKDAYS, dice.choice([3, 4]))}


def _slot(dice: random.Random, visitors: list[str]) -> dict[str, str]:
    on = START + timedelta(days=dice.randrange(30))
    return small.pin(dice.choice(visitors), on.isoformat(), "10:00")


@pytest.mark.parametrize("seed", range(12))
def test_both_solvers_prove_the_same_value(seed: int) -> None:
    problem = parse(middle(seed))
    result = solve(problem, seconds=60, workers=1, seed=seed)
    assert list(check.check(problem, as_json(problem, result))) == []
    assert result.status == "optimal"
    assert (result.planned, result.moved, result.cost) == ArcModel(problem).values(seconds=60)


@pytest.mark.parametrize("seed", range(12, 16))
def test_both_solvers_agree_with_visits_pinned_where_a_plan_has_them(seed: int) -> None:
    data = middle(seed)
    first = as_json(parse(data), solve(parse(data), seconds=60, workers=1))
    stops = [(tour, stop) for tour in first["tours"] for stop in tour["stops"]]
    pins = {stop["visit"]: small.pin(tour["visitor"], tour["date"], stop["start"]) for tour, stop in stops[::3]}
    for visit in data["visits"]:
        visit["pinned"] = pins.get(visit["id"])
        visit["target"] = "2026-01-20"
    problem = parse(data)
    result = solve(problem, seconds=60, workers=1)
    assert list(check.check(problem, as_json(problem, result))) == []
    assert (result.planned, result.moved, result.cost) == ArcModel(problem).values(seconds=60)
