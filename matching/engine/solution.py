"""What the engine answers: a proposal with its proofs, as frozen data that can be written to a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from matching.engine.problem import SMALLER_IS_BETTER, VERSION, Pin

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"


@dataclass(frozen=True)
class Choice:
    """The bare proposal: the home of each placed unit, the supervisor of each child who gets one."""

    homes: Mapping[str, str]
    supervisors: Mapping[str, str]


@dataclass(frozen=True)
class Level:
    """One level: its value, what it could at best be with the levels before it kept, and whether that is proved."""

    name: str
    value: int
    bound: int | None
    optimal: bool
    seconds: float

    def reaching(self, value: int) -> Level:
        """Return the level with `value`, proved when that is the bound."""
        return replace(self, value=value, optimal=value == self.bound)

    @property
    def in_order(self) -> bool:
        """Whether the bound is on the right side of the value, and `optimal` says that they meet."""
        if self.bound is None:
            return not self.optimal
        better = self.value - self.bound if self.name in SMALLER_IS_BETTER else self.bound - self.value
        return better >= 0 and self.optimal == (better == 0)


@dataclass(frozen=True)
class Result:
    """The answer to a problem; `unplaced` holds each unit without a home and the reason as data."""

    status: str
    levels: tuple[Level, ...]
    choice: Choice
    unplaced: tuple[tuple[str, Mapping[str, str]], ...]
    conflict: tuple[Pin, ...]
    seed: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the result in the form of the contract."""
        return {
            "version": VERSION,
            "status": self.status,
            "levels": [asdict(level) for level in self.levels],
            "placements": [{"unit": unit, "home": home} for unit, home in sorted(self.choice.homes.items())],
            "supervision": [{"child": c, "supervisor": s} for c, s in sorted(self.choice.supervisors.items())],
            "unplaced": [{"unit": unit, "why": dict(why)} for unit, why in self.unplaced],
            "conflict": [asdict(pin) for pin in self.conflict],
            "seed": self.seed,
            "seconds": self.seconds,
        }
