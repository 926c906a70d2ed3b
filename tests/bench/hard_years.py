"""Invented problems at the edges of what the planner meets: short visits, wide and tight windows, one-way roads."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

START = date(2026, 1, 1)
DAYS = 365


@dataclass(frozen=True)
class Shape:
    """What a problem is like. `window`: days that a visit's window lasts; `spread`: how far homes lie, in minutes;
    `lopsided`: how much longer a way may be in one direction; `holes`: share of the ways that cannot be driven."""

    name: str
    visitors: int
    visits: int
    minutes: int
    window: int
    spread: int = 60
    days: int = DAYS
    hours: tuple[tuple[str, str], ...] = (("08:30", "15:00"),)
    lopsided: float = 0.0
    holes: float = 0.0
    shared: float = 0.0
    spacing_weight: int = 1


SHAPES = (
    Shape("small", 3, 50, 75, 90),
    Shape("short visits, whole year", 1, 300, 20, 365),
    Shape("ten a day in one town", 2, 200, 30, 60, spread=15, days=120),
    Shape("few visitors, wide windows", 2, 80, 75, 365),
    Shape("tight windows", 4, 200, 60, 5),
    Shape("narrow hours", 3, 120, 45, 60, hours=(("09:00", "10:30"), ("13:00", "14:00"))),
    Shape("one-way roads", 3, 120, 60, 90, lopsided=0.5),
    Shape("closed roads", 3, 120, 60, 90, holes=0.2),
    Shape("shared by two", 3, 120, 60, 60, shared=0.5),
    Shape("no spacing", 3, 120, 60, 90, spacing_weight=0),
    Shape("spacing above all", 3, 120, 60, 90, spacing_weight=100),
    Shape("crowded", 2, 260, 60, 60, days=90),
)


def hard_year(shape: Shape, seed: int) -> dict[str, Any]:
    """Return a problem file of that shape; the same seed gives the same file."""
    return _Year(shape, random.Random(seed)).problem()


class _Year:
    def __init__(self, shape: Shape, dice: random.Random) -> None:
        self.shape, self.dice = shape, dice
        homes = max(2, shape.visits // 3)
        self.points = [(dice.uniform(0, shape.spread), dice.uniform(0, shape.spread)) for _ in range(homes + 1)]
        self.points[0] = (shape.spread / 2, shape.spread / 2)
        self.places = [f"p{number}" for number in range(len(self.points))]

    def problem(self) -> dict[str, Any]:
        visitors = [f"v{number}" for number in range(self.shape.visitors)]
        return {
            "version": 1,
            "start": START.isoformat(),
            "days": self.shape.days,
            "places": self.places,
            "travel_minutes": [[self._minutes(a, b) for b in range(len(self.points))] for a in range(len(self.points))],
            "visitors": [{"id": name, "base": "p0", "days": self._days()} for name in visitors],
            "visits": [self._visit(f"x{number}", visitors) for number in range(self.shape.visits)],
            "apart": [],
            "previous": [],
            "spacing_weight": self.shape.spacing_weight,
        }

    def _minutes(self, a: int, b: int) -> int | None:
        if a == b:
            return 0
        if 0 not in (a, b) and self.dice.random() < self.shape.holes:
            return None
        (x, y), (u, v) = self.points[a], self.points[b]
        longer = 1 + self.dice.uniform(0, self.shape.lopsided)
        return int(((x - u) ** 2 + (y - v) ** 2) ** 0.5 * 1.25 * longer) + 2

    def _days(self) -> list[dict[str, str]]:
        leave = self.dice.randrange(self.shape.days)
        offsets = [day for day in range(self.shape.days) if not leave <= day < leave + 14]
        dates = [START + timedelta(days=offset) for offset in offsets]
        return [{"date": d.isoformat(), "from": "08:00", "until": "15:30"} for d in dates if d.weekday() < 5]

    def _visit(self, name: str, visitors: list[str]) -> dict[str, Any]:
        window = min(self.shape.window, self.shape.days)
        first = self.dice.randrange(self.shape.days - window + 1)
        number = 2 if self.dice.random() < self.shape.shared else 1
        dates = (first, first + window, first + self.dice.randrange(window))
        fields = zip(("from", "until", "target"), dates, strict=True)
        return {
            "id": name,
            "place": self.dice.choice(self.places[1:]),
            "visitors": self.dice.sample(visitors, min(number, len(visitors))),
            **{field: (START + timedelta(days=day)).isoformat() for field, day in fields},
            "minutes": self.shape.minutes,
            "hours": [list(hours) for hours in self.shape.hours],
            "pinned": None,
        }
