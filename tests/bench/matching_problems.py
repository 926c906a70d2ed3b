"""Seeded matching problems of three sizes: invented people at invented places along an invented coast."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import Any

from matching.engine.problem import LEVELS

Point = tuple[float, float]


@dataclass(frozen=True)
class Size:
    """How many of everything; `options` and `reach` are what each unit and each home has on average."""

    children: int
    homes: int
    supervisors: int
    options: int
    reach: int
    placed: int
    side_minutes: int


SIZES = {
    "department": Size(60, 400, 60, 30, 6, 15, 180),
    "region": Size(200, 1200, 160, 30, 6, 40, 300),
    "country": Size(500, 3000, 400, 30, 5, 100, 600),
}


def generate(size: Size, *, seed: int, scarce: bool = False) -> dict[str, Any]:
    """Return a problem file's content; `scarce` leaves most homes without a free place."""
    return _Generator(size, seed, scarce).problem()


class _Generator:
    def __init__(self, size: Size, seed: int, scarce: bool) -> None:
        self.size, self.scarce, self.random = size, scarce, random.Random(seed)
        self.towns = [self._anywhere() for _ in range(12)]
        self.homes = {f"h{i:05}": self._near_town() for i in range(size.homes)}
        self.supervisors = {f"s{i:04}": self._near_town() for i in range(size.supervisors)}
        self.places = {home: self._places() for home in self.homes}

    def problem(self) -> dict[str, Any]:
        random, children = self.random, self._children()
        units = {c["unit"]: sum(d["unit"] == c["unit"] for d in children) for c in children}
        placed = [{"child": f"p{i:04}", "home": random.choice(list(self.homes))} for i in range(self.size.placed)]
        names = [child["id"] for child in children] + [row["child"] for row in placed]
        options = [option for unit, count in units.items() for option in self._options(unit, count)]
        return {
            "version": 1,
            "children": children,
            "homes": [{"id": home, "places": places} for home, places in self.places.items()],
            "supervisors": [{"id": name, "places": random.choice((0, 1, 1, 2, 2, 3))} for name in self.supervisors],
            "options": options,
            "apart": self._apart(options),
            "reach": [row for home in self.homes for row in self._reach(home)],
            "refused": [
                {"child": child, "supervisor": supervisor}
                for child in names
                for supervisor in random.sample(list(self.supervisors), 2)
            ],
            "placed": placed,
            "pinned": self._pins(options),
            "levels": list(LEVELS),
        }

    def _anywhere(self) -> Point:
        return self.random.uniform(0, self.size.side_minutes), self.random.uniform(0, self.size.side_minutes)

    def _near_town(self) -> Point:
        town = self.random.choice(self.towns)
        return self.random.gauss(town[0], 30), self.random.gauss(town[1], 30)

    def _places(self) -> int:
        return self.random.choices((0, 1, 2, 3), (88, 8, 3, 1) if self.scarce else (40, 40, 15, 5))[0]

    def _children(self) -> list[dict[str, Any]]:
        children: list[dict[str, Any]] = []
        while len(children) < self.size.children:
            siblings = min(self.random.choices((1, 2, 3), (80, 15, 5))[0], self.size.children - len(children))
            urgency = self.random.choices(("acute", "soon", "ordinary"), (15, 35, 50))[0]
            unit = f"u{len(children):04}"
            for number in range(len(children), len(children) + siblings):
                needs = self.random.random() < 0.95
                row = {"id": f"c{number:04}", "unit": unit, "urgency": urgency, "needs_supervisor": needs}
                children.append(row)
        return children

    def _options(self, unit: str, count: int) -> list[dict[str, Any]]:
        here, random = self._near_town(), self.random
        near = sorted(self.homes, key=lambda home: _minutes(here, self.homes[home]))[: self.size.homes // 5]
        near = [home for home in near if self.places[home] >= count] or near
        homes = sorted(
            random.sample(near, min(len(near), random.randint(self.size.options // 2, self.size.options * 3 // 2)))
        )
        kin = set(random.sample(homes, min(2, len(homes)))) if random.random() < 0.35 else set()
        return [
            {
                "unit": unit,
                "home": home,
                "kin": home in kin,
                "uses": max(count, self.places[home] if random.random() < 0.05 else 1),
                "fit": random.randint(0, 100),
                "minutes": _minutes(here, self.homes[home]),
            }
            for home in homes
        ]

    def _reach(self, home: str) -> list[dict[str, Any]]:
        minutes = {name: _minutes(self.homes[home], point) for name, point in self.supervisors.items()}
        near = sorted(minutes, key=lambda name: (minutes[name], name))[: self.size.reach * 2]
        chosen = sorted(self.random.sample(near, self.size.reach))
        return [{"home": home, "supervisor": name, "minutes": minutes[name]} for name in chosen]

    def _apart(self, options: list[dict[str, Any]]) -> list[list[str]]:
        units: dict[str, list[str]] = {}
        for option in options:
            units.setdefault(option["home"], []).append(option["unit"])
        pairs = sorted({tuple(sorted(pair)) for row in units.values() for pair in combinations(row, 2)})
        return [list(pair) for pair in self.random.sample(pairs, min(len(pairs), self.size.children // 20))]

    def _pins(self, options: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Pin a few single children to homes where they are the only ones pinned."""
        pins: dict[str, str] = {}
        for option in self.random.sample(options, len(options)):
            fits = option["uses"] <= self.places[option["home"]]
            if fits and option["unit"] not in pins.values() and option["home"] not in pins:
                pins[option["home"]] = option["unit"]
            if len(pins) == self.size.children // 50:
                break
        return [{"unit": unit, "home": home} for home, unit in sorted(pins.items())]


def _minutes(one: Point, other: Point) -> int:
    return 5 + round(hypot(one[0] - other[0], one[1] - other[1]) * 1.4)
