"""Invented services of any size to plan a year for: homes along fjords, own windows for each child, leave, ferries."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import date, timedelta
from math import hypot
from typing import Any

START = date(2026, 1, 1)
DAYS = 365
LEAST_DAYS_BETWEEN = 30
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ONE_IN_THREE = 1 / 3


@dataclass(frozen=True)
class Size:
    """How large a service is. `shared`: share of the visits that two visitors could make."""

    name: str
    departments: int
    caseworkers: int
    supervisors: int
    children: int
    shared: float = 0.03


SIZES = (
    Size("team", 1, 3, 10, 38),
    Size("department", 1, 12, 40, 150),
    Size("region", 4, 12, 40, 150),
)


def service(size: Size, seed: int) -> dict[str, Any]:
    """Return a problem file for a service of that size; the same seed gives the same file."""
    return _Service(size, random.Random(seed)).problem()


def with_weekdays(problem: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the problem with every third home on two to four weekdays only."""
    dice = random.Random(seed)
    named: dict[str, list[str]] = {}
    for visit in problem["visits"]:
        days = sorted(dice.sample(WEEKDAYS, dice.randint(2, 4))) if dice.random() < ONE_IN_THREE else []
        if on := named.setdefault(visit["place"], days):
            visit["weekday_hours"] = dict.fromkeys(on, visit["hours"])
    return problem


class _Service:
    def __init__(self, size: Size, dice: random.Random) -> None:
        self.size, self.dice = size, dice
        self.points: dict[str, tuple[float, float]] = {}
        self.visitors: list[dict[str, Any]] = []
        self.visits: list[dict[str, Any]] = []
        self.apart: list[dict[str, Any]] = []

    def problem(self) -> dict[str, Any]:
        for department in range(self.size.departments):
            self._department(department)
        places = sorted(self.points)
        return {
            "version": 1,
            "start": START.isoformat(),
            "days": DAYS,
            "places": places,
            "travel_minutes": [[self._minutes(a, b) for b in places] for a in places],
            "visitors": self.visitors,
            "visits": self.visits,
            "apart": self.apart,
            "previous": [],
            "spacing_weight": 1,
        }

    def _department(self, number: int) -> None:
        towns = [(self.dice.uniform(0, 70) + 200 * number, self.dice.uniform(0, 70)) for _ in range(6)]
        office = self._place(f"d{number}-office", towns[0], 1)
        caseworkers = [
            self._visitor(f"d{number}-c{i}", office, range(5), "08:00", "15:30") for i in range(self.size.caseworkers)
        ]
        supervisors = [self._supervisor(f"d{number}-s{i}", towns) for i in range(self.size.supervisors)]
        home = ""
        for child in range(self.size.children):
            name = f"d{number}-k{child}"
            if not home or self.dice.random() > 0.2:
                home = self._place(f"{name}-home", self.dice.choice(towns), 12)
            self._child(name, home, caseworkers, caseworkers[child * len(caseworkers) // self.size.children])
            self._supervised(name, home, supervisors)

    def _place(self, name: str, around: tuple[float, float], spread: float) -> str:
        self.points[name] = (around[0] + self.dice.gauss(0, spread), around[1] + self.dice.gauss(0, spread))
        return name

    def _supervisor(self, name: str, towns: list[tuple[float, float]]) -> str:
        base = self._place(f"{name}-base", self.dice.choice(towns), 10)
        return self._visitor(name, base, self.dice.sample(range(6), 3), "10:00", "20:00")

    def _visitor(self, name: str, base: str, weekdays: Any, first: str, last: str) -> str:
        leave = START + timedelta(days=self.dice.randrange(DAYS - 35))
        days = [START + timedelta(days=i) for i in range(DAYS)]
        working = [
            day
            for day in days
            if day.weekday() in weekdays
            and not leave <= day < leave + timedelta(days=14)
            and not date(2026, 7, 6) <= day < date(2026, 7, 27)
        ]
        entries = [{"date": day.isoformat(), "from": first, "until": last} for day in working]
        self.visitors.append({"id": name, "base": base, "days": entries})
        return name

    def _child(self, name: str, home: str, caseworkers: list[str], own: str) -> None:
        yearly = self.dice.choices([4, 2], [0.85, 0.15])[0]
        self._series(f"{name}-f", home, yearly, own, caseworkers, [["08:30", "15:00"]], 75)

    def _supervised(self, name: str, home: str, supervisors: list[str]) -> None:
        near = sorted(supervisors, key=lambda s: self._distance(f"{s}-base", home))
        self._series(f"{name}-t", home, 4, self.dice.choice(near[:5]), near[:5], [["14:00", "19:30"]], 90)

    def _series(
        self, name: str, home: str, yearly: int, own: str, others: list[str], hours: list[list[str]], minutes: int
    ) -> None:
        """Windows follow one another, and begin somewhere in the year: each child has its own."""
        length = DAYS // yearly
        shift = self.dice.randrange(length)
        edges = [0, *(shift + length * k for k in range(yearly)), DAYS]
        spans = [(a, b) for a, b in itertools.pairwise(edges) if b - a >= length // 2]
        ids = []
        for number, (first, last) in enumerate(spans):
            ids.append(f"{name}{number}")
            visitors = [own]
            if self.dice.random() < self.size.shared:
                visitors.append(self.dice.choice([other for other in others if other != own]))
            self._visit(ids[-1], home, visitors, first, last, self._hours(hours), minutes)
        if len(ids) > 1:
            self.apart.append({"visits": ids, "days": LEAST_DAYS_BETWEEN})

    def _hours(self, hours: list[list[str]]) -> list[list[str]]:
        """Some homes have only a part of the day, some two."""
        kind = self.dice.random()
        if kind < 0.15:
            return [["12:00", hours[0][1]]] if hours[0][0] < "12:00" else [["16:00", hours[0][1]]]
        return [["08:30", "11:00"], ["13:00", "15:00"]] if kind > 0.95 and hours[0][0] < "12:00" else hours

    def _visit(
        self, name: str, home: str, visitors: list[str], first: int, last: int, hours: list[list[str]], minutes: int
    ) -> None:
        dates = [(START + timedelta(days=day)).isoformat() for day in (first, last, (first + last) // 2)]
        fields = ("from", "until", "target")
        self.visits.append(
            {
                "id": name,
                "place": home,
                "visitors": visitors,
                **dict(zip(fields, dates, strict=True)),
                "minutes": minutes,
                "hours": hours,
                "pinned": None,
            }
        )

    def _distance(self, a: str, b: str) -> float:
        (x, y), (u, v) = self.points[a], self.points[b]
        return hypot(x - u, y - v)

    def _minutes(self, a: str, b: str) -> int | None:
        """60 km/h on winding roads; every 45 km a fjord to cross, with a longer wait on the way north."""
        if a == b:
            return 0
        distance = self._distance(a, b)
        if distance > 180:
            return None
        y, v = self.points[a][1], self.points[b][1]
        crossings = abs(int(y // 45) - int(v // 45))
        return int(distance * 1.25) + 2 + crossings * (22 if v > y else 18)
