"""The result as plain values: what was reached on each level, who visits whom on which weekends, who has no home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .problem import VERSION, Choice


@dataclass(frozen=True)
class Level:
    """`bound`: what could be reached at best with the levels before it kept; None when nothing is proved."""

    name: str
    value: int
    bound: int | None
    optimal: bool
    seconds: float


@dataclass(frozen=True)
class Solution:
    """`status`: optimal (every level proved), feasible (time ran out), infeasible (pins contradict each other)."""

    status: str
    levels: tuple[Level, ...]
    chosen: tuple[Choice, ...]
    unplaced: tuple[tuple[str, dict[str, Any]], ...]
    conflict: tuple[tuple[str, str], ...]
    seed: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "status": self.status,
            "levels": [vars(level) for level in self.levels],
            "placements": [
                {"unit": one.option.unit, "home": one.option.home, "weekends": list(one.weekends)}
                for one in self.chosen
            ],
            "unplaced": [{"unit": unit, "why": why} for unit, why in self.unplaced],
            "conflict": [{"unit": unit, "home": home} for unit, home in self.conflict],
            "seed": self.seed,
            "seconds": self.seconds,
        }
