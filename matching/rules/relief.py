"""Relief: whether the weekends of the home's cycle suit the children, and have room.

Relief is given on weekends of a cycle; how often is practice (domain, § 2), no statute. A home whose weekends nobody
has written stays an option for a person to look at; it is only not proposed. With whom the children would be is asked
of each weekend by itself: of those who come then, the family's own, and those whose weekends nobody has written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from fosterhomes.findings import Finding
from fosterhomes.weekends import Cycle, Rhythm

from . import company, home
from .codes import MATCH, MISMATCH, UNKNOWN, say
from .excepting import excepted
from .home import RELIEF, held_for
from .values import HomeFacts, Resident, Unit, Ways

COMPANY = (
    home.sibling_group, home.one_family, company.alone, company.youngest, company.other_must_be_youngest,
    company.not_with,
)  # fmt: skip
"""Rules on those who are in the home at the same time."""


@dataclass(frozen=True)
class Weekend:
    """One weekend of the cycle as the unit meets it. `blocked`: why it does not suit; `full_until`: None for ever.

    `company`: the rule that keeps the unit from those who come then; empty where none does.
    """

    number: int
    free: int
    wished: bool
    blocked: str
    full_until: date | None
    company: str = ""

    def suits(self, size: int) -> bool:
        return not self.blocked and not self.company and self.free >= size


def weekends_for(unit: Unit, facts: HomeFacts) -> list[Weekend]:
    """Return the weekends of a home's cycle; none while nobody has written when the first is."""
    cycle = facts.cycle
    if cycle is None or cycle.rhythm is None:
        return []
    return [_weekend(unit, facts, cycle, cycle.rhythm, number) for number in cycle.numbers]


def _weekend(unit: Unit, facts: HomeFacts, cycle: Cycle, rhythm: Rhythm, number: int) -> Weekend:
    mine = rhythm.weekend(number)
    met = [one for one in unit.patterns if one.rhythm.meets(mine)]
    return Weekend(
        number=number,
        free=cycle.free(number, unit.wanted_on),
        wished=any(one.wished for one in met),
        blocked=next((one.why for one in met if not one.wished), ""),
        full_until=cycle.full_until(number, unit.wanted_on),
        company=_kept_from(unit, _on_weekend(unit, facts, cycle, number)),
    )


def _kept_from(unit: Unit, there: HomeFacts) -> str:
    """Return the first rule that keeps the unit from those who are there; empty where none does."""
    said = (rule(unit, there, Ways()) for rule in COMPANY)
    return next((one.rule for one in said if one and excepted(one, unit, there).rules_out), "")


def _on_weekend(unit: Unit, facts: HomeFacts, cycle: Cycle, number: int) -> HomeFacts:
    lasting = [one for one in cycle.booked if one.until_on > unit.wanted_on]
    here = {one.child for one in lasting if number in one.weekends}
    return _without(unit, facts, {one.child for one in lasting} - here)


def on_any_weekend(unit: Unit, facts: HomeFacts) -> HomeFacts:
    """Return the home without those who come only on weekends that are written; other homes as they are."""
    if unit.kind != RELIEF or facts.cycle is None or facts.cycle.rhythm is None:
        return facts
    return _without(unit, facts, {one.child for one in facts.cycle.booked if one.until_on > unit.wanted_on})


def _without(unit: Unit, facts: HomeFacts, away: set[int]) -> HomeFacts:
    """Return the home with those of its residents who are not among `away`."""
    there = replace(facts, residents=tuple(one for one in facts.residents if one.own or one.child not in away))
    others = [one for one in company.strangers(unit, there) if not one.own]
    return replace(
        there,
        living=len(others) + held_for(unit, facts.home),
        coming=0,
        alone_there=any(one.must_be_alone for one in others),
        siblings_there={child.child: _siblings(child.siblings, others) for child in unit.children},
    )


def _siblings(group: int | None, others: list[Resident]) -> int:
    return sum(group is not None and one.siblings == group for one in others)


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
    found = weekends_for(unit, home)
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
        elif one.free < size:
            until = one.full_until.isoformat() if one.full_until else None
            yield {"number": one.number, "free": one.free, "until": until}
        elif one.company:
            yield {"number": one.number, "company": one.company}
