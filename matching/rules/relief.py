"""Relief: whether the weekends of the home's cycle suit the children, and have room.

Relief is given on weekends of a cycle; how often is practice (domain, § 2), no statute. A home whose weekends nobody
has written stays an option for a person to look at; it is only not proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fosterhomes.findings import Finding
from fosterhomes.weekends import Cycle, Rhythm

from .codes import MATCH, MISMATCH, UNKNOWN, say
from .home import RELIEF
from .values import HomeFacts, Unit, Ways


@dataclass(frozen=True)
class Weekend:
    """One weekend of the cycle as the unit meets it. `blocked`: why it does not suit; `full_until`: None for ever."""

    number: int
    free: int
    wished: bool
    blocked: str
    full_until: date | None

    def suits(self, size: int) -> bool:
        return not self.blocked and self.free >= size


def weekends_for(unit: Unit, cycle: Cycle) -> list[Weekend]:
    """Return the weekends of a cycle; none while nobody has written when the first is."""
    rhythm = cycle.rhythm
    return [_weekend(unit, cycle, rhythm, number) for number in cycle.numbers] if rhythm else []


def _weekend(unit: Unit, cycle: Cycle, rhythm: Rhythm, number: int) -> Weekend:
    mine = rhythm.weekend(number)
    met = [one for one in unit.patterns if one.rhythm.meets(mine)]
    return Weekend(
        number=number,
        free=cycle.free(number, unit.wanted_on),
        wished=any(one.wished for one in met),
        blocked=next((one.why for one in met if not one.wished), ""),
        full_until=cycle.full_until(number, unit.wanted_on),
    )


def cycle(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """It is known which weekends the relief home has."""
    if unit.kind != RELIEF or home.kind != RELIEF:
        return None
    if home.cycle is None:
        return say("relief_cycle", UNKNOWN, {"lacks": "cycle"})
    if home.cycle.rhythm is None:
        return say("relief_cycle", UNKNOWN, {"lacks": "first"})
    if home.cycle.unset:
        return say("relief_cycle", UNKNOWN, {"lacks": "weekends", "children": home.cycle.unset})
    return say("relief_cycle", MATCH, {"weeks": len(home.cycle.places)})


def weekends(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Enough weekends of the cycle suit the children and have room for all of them who come together."""
    if unit.kind != RELIEF or home.cycle is None or home.cycle.rhythm is None:
        return None
    found = weekends_for(unit, home.cycle)
    suiting = [one for one in found if one.suits(unit.size)]
    facts = {
        "needs": unit.weekends,
        "free": [one.number for one in suiting],
        "wished": [one.number for one in suiting if one.wished],
        "closed": list(_closed(found, unit.size)),
    }
    return say("relief_weekends", MATCH if len(suiting) >= unit.weekends else MISMATCH, facts)


def _closed(found: list[Weekend], size: int) -> Iterator[dict[str, object]]:
    """Yield why each weekend that does not suit does not, as plain values."""
    for one in found:
        if one.blocked:
            yield {"number": one.number, "blocked": one.blocked}
        elif not one.suits(size):
            until = one.full_until.isoformat() if one.full_until else None
            yield {"number": one.number, "free": one.free, "until": until}
