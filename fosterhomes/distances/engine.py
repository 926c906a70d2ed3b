"""What a road engine is asked and answers, and what is no answer. Pure: no rows, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from .estimate import Spot, straight_metres

FARTHEST_FROM_ROAD = 2_000
"""Metres. A place farther from the nearest road than that lies at none: a sound may lie between."""

FASTEST = 2_500
"""Metres a minute, 150 km/h: nobody drives faster through Norway."""

LONGEST_SECONDS = 7 * 24 * 3600

LARGEST_NUMBER = 10**12
"""No metres, seconds or degrees of an answer are more; nor is what is no number, nor what is endless."""


@dataclass(frozen=True)
class Way:
    """One way by road and ferry: whole minutes rounded up, metres, and the minutes of them on ferries.

    `ferry_minutes` is None where the engine does not tell.
    """

    minutes: int
    metres: int
    ferry_minutes: int | None


Ways = list[list["Way | None"]]
"""One row for each start, one column for each end; None where no road goes."""


class NoAnswer(Exception):
    """The engine gave no answer that can be used; `trouble` is one of the codes of `RoadFill.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Engine(Protocol):
    """Somebody who knows the roads."""

    @property
    def name(self) -> str:
        """One of `RoadFill.Engine`."""

    @property
    def most(self) -> int:
        """How many places may be asked about at once, as starts and as ends."""

    def ways(self, starts: Sequence[Spot], ends: Sequence[Spot]) -> Ways:
        """Return the way from each start to each end. Raises `NoAnswer`."""


def whole_minutes(seconds: float) -> int:
    """Return minutes rounded up; what stands in the register is never less than it takes."""
    return ceil(round(seconds / 60, 6))


def number(value: Any) -> float:
    """Return a finite number that is not negative. Raises `NoAnswer` for anything else."""
    # Compared before it becomes a float: a whole number of any length is JSON, and no float.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST_NUMBER:
        raise NoAnswer("nonsense")
    return float(value)


def table(rows: Any, starts: int, ends: int) -> list[list[Any]]:
    """Return `rows` when it has the size that was asked for. Raises `NoAnswer`."""
    if not isinstance(rows, list) or len(rows) != starts:
        raise NoAnswer("nonsense")
    if any(not isinstance(row, list) or len(row) != ends for row in rows):
        raise NoAnswer("nonsense")
    return rows


def believed(way: Way, start: Spot, end: Spot) -> Way:
    """Return the way unless it cannot be: shorter than the straight line, or faster than anybody. Raises `NoAnswer`."""
    straight = straight_metres(start, end)
    # Both ends may be moved to the nearest road.
    too_short = way.metres + 2 * FARTHEST_FROM_ROAD < straight
    too_fast = way.metres > (way.minutes + 1) * FASTEST
    if too_short or too_fast or way.minutes * 60 > LONGEST_SECONDS:
        raise NoAnswer("nonsense")
    return way
