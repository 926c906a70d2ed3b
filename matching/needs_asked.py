"""How few needs a new home would have to take on, and what it would give with fewer still.

Plain JSON values, no Django: it runs beside the solver. `asks` of the problem says for each unit which needs a home
must take on for it, as numbers: what they stand for is the register's to say. A home is first solved as one that takes
on everything; what those ask who then live there is enough. Whether less is, is solved again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .recruitment import Lacks, Useless

Json = dict[str, Any]
Needs = frozenset[int]

MOST_TRIED = 6
"""So many sets of needs are solved for one home; where none of them does, what is enough stands."""

AS_HELPFUL = ("kin", "acute", "soon", "ordinary", "supervised")
"""Levels at which a home that takes on less must give as much as one that takes on everything."""


class FewestNeeds:
    """Asks of homes that help how few needs they could take on. Remembers what it has solved, wherever it lies."""

    def __init__(self, lacks: Lacks, useless: Useless) -> None:
        self.lacks, self.useless = lacks, useless
        self.given: dict[tuple[int, frozenset[str]], tuple[int, ...]] = {}
        """What a home with so many places for these units gives: where it lies changes only the travel."""
        self.plain: list[tuple[Json, Json]] = []

    def of(self, home: Json, found: Json, until: float) -> list[Json]:
        """Return what the home changes with the needs that are enough; before it, if less, with none in particular.

        Empty where a plainer home that gives as much is known for each of its villages.
        """
        rows: list[Json] = []
        enough = self._asked(found["there"])
        fewer = self._fewer(home, enough)
        if self._is_known(home, found, min(map(len, fewer), default=len(enough))):
            return []
        for needs in fewer:
            if self.lacks.over(until):
                break
            row = self._with(home, needs, found, until)
            if row and _gives(row) == _gives(found):
                return [*rows, self._kept(home, row)]
            rows += [row] if row and not needs else []
        return [*rows, self._kept(home, {**found, "takes_on": sorted(enough)})]

    def _kept(self, home: Json, row: Json) -> Json:
        self.plain.append((home, row))
        return row

    def _is_known(self, home: Json, found: Json, least: int) -> bool:
        """Return whether one of this kind that gives as much demands no more, and is wanted wherever this one is."""
        return any(
            _gives(row) == _gives(found) and _demands(other, len(row["takes_on"])) <= _demands(home, least)
            for other, row in self.plain
            if other["kind"] == home["kind"] and set(home["villages"]) <= set(other["villages"])
        )

    def _asked(self, units: Iterable[str]) -> Needs:
        return Needs().union(*(self.lacks.asks(unit) for unit in units))

    def _fewer(self, home: Json, enough: Needs) -> list[Needs]:
        """Return sets of fewer needs with which somebody could live there: the smallest first, then whom they suit."""
        sets = [needs for needs in self._sets(home, len(enough)) if not self.useless.includes(self._less(home, needs))]
        return sorted(sets, key=lambda one: (len(one), -self._suited(home, one), sorted(one)))[:MOST_TRIED]

    def _sets(self, home: Json, fewer_than: int) -> Collection[Needs]:
        """Return what any who could live there together ask, as far as that is fewer needs than so many."""
        places_for: dict[Needs, int] = {Needs(): 0}
        for option in home["options"]:
            asked = self.lacks.asks(option["unit"])
            for needs, used in list(places_for.items()):
                both, more = needs | asked, used + option["uses"]
                if len(both) < fewer_than and more <= min(home["places"], places_for.get(both, home["places"])):
                    places_for[both] = more
        return places_for if fewer_than else ()

    def _suited(self, home: Json, needs: Needs) -> int:
        return sum(self.lacks.children_of[unit] for unit in self.lacks.without(self._less(home, needs)))

    def _less(self, home: Json, needs: Needs) -> Json:
        """Return the home as one that takes on these needs alone."""
        return {**home, "options": [option for option in home["options"] if self.lacks.asks(option["unit"]) <= needs]}

    def _with(self, home: Json, needs: Needs, found: Json, until: float) -> Json | None:
        """Return what the home changes with these needs; None where that helps nobody, or is known to be too little."""
        less = self._less(home, needs)
        key = (home["places"], frozenset(option["unit"] for option in less["options"]))
        if key in self.given and (self.given[key] != _gives(found)[:-1] if needs else not any(self.given[key])):
            return None
        row = self.lacks.with_home(less, until)
        if row is None:
            return None
        self.given[key] = _gives(row)[:-1]
        return {**row, "takes_on": sorted(needs)} if any(self.given[key]) else None


def _demands(home: Json, needs: int) -> tuple[int, int, int]:
    """Return what a plain home has least of, in the order in which the page weighs it (`lacks.py`)."""
    return needs, home["places"], home["oldest"] - home["youngest"]


def _gives(row: Json) -> tuple[int, ...]:
    return tuple(row["levels"].get(name, 0) for name in AS_HELPFUL)


def with_fewest_needs(
    lacks: Lacks, useless: Useless, helpful: Iterable[tuple[Json, Json]], until: float
) -> Iterator[Json]:
    """Yield for each home and what it changes what it changes with the fewest needs; nothing else where none ask."""
    fewest = FewestNeeds(lacks, useless)
    for home, found in sorted(helpful, key=lambda one: _demands(one[0], 0)):
        yield from fewest.of(home, found, until)
