"""Which one more home, and which one more supervisor, would help most: the problem is solved again with each.

Plain JSON values, no Django: it runs beside the solver. `problem` holds `matching` (the problem file of today),
`homes` and `supervisors` that could be recruited, and `asks`: the needs of each unit (`matching/needs_asked.py`). A
bound only ranks and leaves out what cannot help; what is said of one that helps is always the difference between two
solutions that are proved best: `{"id", "levels": {level: how much more or less}, "new": units that then get a home,
"there": units in the new home, "takes_on": needs}`. A home that takes on nothing in particular and still helps, but
less, has a row of its own for that; one that a plainer home replaces in all its villages has none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from matching.engine.problem import parse
from matching.engine.solving import solve

from .needs_asked import with_fewest_needs

Json = dict[str, Any]

MOST_SUPERVISED = 4
"""An invented supervisor is tried with so many children; if fewer are reached, with those."""

HOMES_SHARE = 0.6
NEEDS_SHARE = 0.15
"""Of the time that is left after the first solution, so much goes to homes, to what needs they take on, and the rest
to supervisors."""

URGENCIES = ("acute", "soon", "ordinary")
PLACED = ("kin", *URGENCIES)


class Lacks:
    """Solves today's problem, and then the same with one more home or supervisor at a time."""

    def __init__(self, problem: Json, options: Json, cancelled: Callable[[], bool]) -> None:
        self.matching, self.cancelled = problem["matching"], cancelled
        self.homes, self.supervisors = problem["homes"], problem["supervisors"]
        self.options = {**options}
        self.until = time.monotonic() + self.options.pop("seconds", 60)
        self.base = self._solved(self.matching)
        self.levels = _levels(self.base)
        self.home_of = _homes(self.base)
        self.children_of = _count(child["unit"] for child in self.matching["children"])
        self.urgency = {child["unit"]: child["urgency"] for child in self.matching["children"]}
        self._asks = {unit: frozenset(needs) for unit, needs in problem.get("asks", {}).items()}

    def _solved(self, matching: Json, until: float | None = None) -> Json:
        left = max(0.1, (until or self.until) - time.monotonic())
        return solve(parse(matching), **{**self.options, "seconds": left}, cancelled=self.cancelled).as_json()

    @property
    def proved(self) -> bool:
        return bool(self.base["status"] == "optimal")

    def over(self, until: float) -> bool:
        return time.monotonic() >= until or self.cancelled()

    def asks(self, unit: str) -> frozenset[int]:
        """Return the needs that a home must take on for the unit, as numbers."""
        return self._asks.get(unit, frozenset())

    def without(self, home: Json) -> list[str]:
        """Return the units that this home suits and that get no home today."""
        return [option["unit"] for option in home["options"] if option["unit"] not in self.home_of]

    def promise(self, home: Json) -> tuple[int, ...]:
        """Return what ranks homes: children without a home whom it suits, no more than its places; the small first."""
        waiting = [0, 0, 0]
        for unit in self.without(home):
            waiting[URGENCIES.index(self.urgency[unit])] += self.children_of[unit]
        return -min(home["places"], sum(waiting)), *(-number for number in waiting), -home["places"]

    def with_home(self, home: Json, until: float) -> Json | None:
        """Return what one more home changes; None when time ran out before that was proved."""
        more = dict(self.matching)
        more["homes"] = [*more["homes"], {"id": home["id"], "places": home["places"]}]
        more["options"] = [*more["options"], *({**option, "home": home["id"]} for option in home["options"])]
        more["reach"] = [*more["reach"], *({**reach, "home": home["id"]} for reach in home["reach"])]
        return self._difference(home["id"], self._solved(more, until))

    def with_supervisor(self, one: Json, places: int, until: float) -> Json | None:
        """Return what one more supervisor with room for so many children changes; None when that was not proved."""
        more = dict(self.matching)
        more["supervisors"] = [*more["supervisors"], {"id": one["id"], "places": places}]
        more["reach"] = [*more["reach"], *({**reach, "supervisor": one["id"]} for reach in one["reach"])]
        found = self._difference(one["id"], self._solved(more, until))
        return found and {**found, "places": places}

    def _difference(self, identity: str, other: Json) -> Json | None:
        if other["status"] != "optimal":
            return None
        reached, homes = _levels(other), _homes(other)
        return {
            "id": identity,
            "levels": {name: reached[name] - self.levels[name] for name in self.levels},
            "new": sorted(set(homes) - set(self.home_of)),
            "there": sorted(unit for unit, home in homes.items() if home == identity),
        }


def what_helps(
    problem: Json,
    options: Json,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Json:
    """Return today's solution, and of each home and supervisor that helps, what it changes.

    `homes_tried` and `supervisors_tried` say how many were solved or shown not to help, of how many there are.
    """
    lacks = Lacks(problem, options, cancelled)
    if not lacks.proved:
        return {"base": lacks.base, "homes": [], "supervisors": [], "homes_tried": 0, "supervisors_tried": 0}
    begun, left = time.monotonic(), lacks.until - time.monotonic()
    of, useless = len(lacks.homes) + len(lacks.supervisors), Useless(lacks)
    helpful, homes_tried = _homes_that_help(lacks, useless, begun + HOMES_SHARE * left, lambda done: progress(done, of))
    until = min(lacks.until, time.monotonic() + NEEDS_SHARE * left)
    homes = list(with_fewest_needs(lacks, useless, helpful, until))
    told = len(lacks.homes)
    supervisors, tried = _supervisors_that_help(lacks, lambda done: progress(told + done, of))
    return {
        "base": lacks.base, "homes": homes, "homes_tried": homes_tried,
        "supervisors": supervisors, "supervisors_tried": tried,
    }  # fmt: skip


def _homes_that_help(
    lacks: Lacks, useless: Useless, until: float, told: Callable[[int], None]
) -> tuple[list[tuple[Json, Json]], int]:
    """Return the homes that help, each with what it changes, and how many were tried."""
    helpful, tried = [], 0
    for home in sorted(lacks.homes, key=lacks.promise):
        if not useless.includes(home):
            if lacks.over(until) or (found := lacks.with_home(home, until)) is None:
                break
            if any(found["levels"].get(name, 0) for name in PLACED):
                helpful.append((home, found))
            else:
                useless.add(home)
        tried += 1
        told(tried)
    return helpful, tried


class Useless:
    """Homes that are known to give nobody a home: whatever suits no more units, with no more places, neither does."""

    def __init__(self, lacks: Lacks) -> None:
        self._lacking = _reaching_somebody_without(lacks)
        self._known: list[tuple[int, frozenset[str]]] = []

    def add(self, home: Json) -> None:
        self._known.append((home["places"], _units(home)))

    def includes(self, home: Json) -> bool:
        units = _units(home)
        if not units & self._lacking:
            return True
        return any(home["places"] <= places and units <= known for places, known in self._known)


def _reaching_somebody_without(lacks: Lacks) -> frozenset[str]:
    """Return the units that are linked, home by home, to a unit without one: a place for any other moves nobody up."""
    of_unit: dict[str, set[str]] = {unit: set() for unit in lacks.children_of}
    of_home: dict[str, set[str]] = {}
    for option in lacks.matching["options"]:
        of_unit[option["unit"]].add(option["home"])
        of_home.setdefault(option["home"], set()).add(option["unit"])
    ahead = [unit for unit in of_unit if unit not in lacks.home_of]
    found = set(ahead)
    while ahead:
        near = {unit for home in of_unit[ahead.pop()] for unit in of_home[home]} - found
        found |= near
        ahead.extend(sorted(near))
    return frozenset(found)


def _supervisors_that_help(lacks: Lacks, told: Callable[[int], None]) -> tuple[list[Json], int]:
    helpful, tried = [], 0
    for one in sorted(lacks.supervisors, key=lambda row: -len(row["reach"])):
        if lacks.over(lacks.until) or (found := _with_fewest(lacks, one)) is None:
            break
        if found["levels"].get("supervised") or found["levels"].get("minutes"):
            helpful.append(found)
        tried += 1
        told(tried)
    return helpful, tried


def _with_fewest(lacks: Lacks, one: Json) -> Json | None:
    """Return what a supervisor changes with room for four children, or with the fewest that help as many."""
    most = lacks.with_supervisor(one, MOST_SUPERVISED, lacks.until)
    gain = most["levels"].get("supervised", 0) if most else 0
    for places in range(gain, MOST_SUPERVISED) if gain > 0 else ():
        fewer = lacks.with_supervisor(one, places, lacks.until)
        if fewer is None or fewer["levels"]["supervised"] == gain:
            return fewer
    return most


def _units(home: Json) -> frozenset[str]:
    return frozenset(option["unit"] for option in home["options"])


def _levels(result: Json) -> dict[str, int]:
    return {level["name"]: level["value"] for level in result["levels"]}


def _homes(result: Json) -> dict[str, str]:
    return {row["unit"]: row["home"] for row in result["placements"]}


def _count(units: Iterator[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for unit in units:
        counted[unit] = counted.get(unit, 0) + 1
    return counted
