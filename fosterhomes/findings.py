"""What a rule says of a pair: a home and children who wait, a supervisor and a child. No Django, no clock.

A finding says whether the rule holds (`MATCH`), holds with support (`STRETCH`), is broken (`MISMATCH`), or cannot be
told (`UNKNOWN`); of what sort the rule is; and, in `facts`, what a person needs to know to mend it.

Sorts: `LAW` cannot be crossed; `SERVICE` is the service's own rule; `WISH` counts as fit and rules nobody out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    LAW = "law"
    SERVICE = "service"
    WISH = "wish"


class Verdict(StrEnum):
    MATCH = "match"
    STRETCH = "stretch"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """What one rule says of one pair. `rule` is its code; `points` are added to the fit of the pair."""

    rule: str
    sort: Sort
    verdict: Verdict
    facts: dict[str, Any] = field(default_factory=dict)
    points: int = 0
    excepted: str = ""
    """Why a leader excepted the pair from this rule of the service; empty when nobody did."""

    @property
    def rules_out(self) -> bool:
        return self.verdict == Verdict.MISMATCH and self.sort != Sort.WISH and not self.excepted
