"""With whom a child would live: the only one, the youngest, or not with somebody; and what those there need.

The same asked of two units that wait: whether they may be proposed to one home.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fosterhomes.findings import Finding

from .codes import MATCH, MISMATCH, UNKNOWN, say
from .home import held_for
from .values import HomeFacts, NotWith, Resident, Unit, Waiting, Ways


def alone(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A child who must be the only foster child is, and one who already lives alone there stays so."""
    if home.alone_there:
        return say("other_must_be_alone", MISMATCH)
    if not unit.must_be_alone:
        return None
    others = home.living + home.coming - held_for(unit, home.home)
    return say("alone", MISMATCH if others else MATCH, {"living": others})


def youngest(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A child who must be the youngest in the home is: younger than other foster children and own children."""
    born = [child.birth_date for child in unit.children if child.must_be_youngest]
    return _younger_than("youngest", born, strangers(unit, home), unit.wanted_on) if born else None


def younger_than_own(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """The family takes children who are younger than its own."""
    own = [resident for resident in home.residents if resident.own]
    if not home.younger_than_own or not own:
        return None
    return _younger_than("younger_than_own", [child.birth_date for child in unit.children], own, unit.wanted_on)


def _younger_than(code: str, born: Iterable[date], others: Iterable[Resident], on: date) -> Finding:
    """Return whether nobody among `others` is younger than the eldest of those born on these days."""
    eldest = min(born)
    said = [(one.age(on), one.is_younger_than(eldest)) for one in others]
    younger, unsure = ([age for age, answer in said if answer is wanted] for wanted in (True, None))
    facts = {"ages": _sorted(younger), "unsure": _sorted(unsure)}
    return say(code, MISMATCH if younger else UNKNOWN if unsure else MATCH, facts)


def _sorted(ages: Iterable[int | None]) -> list[int]:
    return sorted(age for age in ages if age is not None)


def other_must_be_youngest(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A child who already lives there and must be the youngest stays so."""
    settled = [one for one in strangers(unit, home) if one.must_be_youngest and one.birth_date]
    born = max(child.birth_date for child in unit.children)
    passed = [one for one in settled if one.birth_date and born > one.birth_date]
    return say("other_must_be_youngest", MISMATCH, {"ages": _ages(passed, unit.wanted_on)}) if passed else None


def not_with(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Nobody lives there with whom one of the children is not to live, nor one who is not to live with them."""
    others = strangers(unit, home)
    if not any(child.not_with for child in unit.children) and not any(other.not_with for other in others):
        return None
    said = [(other, _are_apart(child, other, unit.wanted_on)) for child in unit.children for other in others]
    broken, unsure = ([other for other, answer in said if answer is wanted] for wanted in (True, None))
    facts = {"ages": _ages(broken, unit.wanted_on), "unsure": _ages(unsure, unit.wanted_on)}
    return say("not_with", MISMATCH if broken else UNKNOWN if unsure else MATCH, facts)


def strangers(unit: Unit, home: HomeFacts) -> list[Resident]:
    """Return the children of the home who are not of the unit itself: a place may be held for one of them."""
    mine = {child.child for child in unit.children}
    return [resident for resident in home.residents if resident.own or resident.child not in mine]


def must_live_apart(one: Unit, other: Unit) -> bool:
    """Return whether two units that wait may not be proposed to the same home."""
    if not any(child.not_with or child.must_be_youngest for child in (*one.children, *other.children)):
        return False
    on = max(one.wanted_on, other.wanted_on)
    pairs = [(a, _as_resident(b)) for a in one.children for b in other.children]
    return any(_are_apart(child, resident, on) is True or _passed(child, resident) for child, resident in pairs)


def _passed(child: Waiting, other: Resident) -> bool:
    """Return whether one of the two must be the youngest and would not be; twins are nobody's younger sibling."""
    younger = other.is_younger_than(child.birth_date)
    if younger is None or other.birth_date == child.birth_date:
        return False
    return child.must_be_youngest if younger else other.must_be_youngest


def _as_resident(child: Waiting) -> Resident:
    return Resident(child.child, child.birth_date, None, child.gender, child.must_be_youngest, child.not_with)


def _are_apart(child: Waiting, other: Resident, on: date) -> bool | None:
    """Return whether the two are not to live together, whoever of them that is written of; None when not known."""
    mine = [_concerns(rule, other, on) for rule in child.not_with]
    theirs = [_concerns(rule, _as_resident(child), on) for rule in other.not_with]
    said = [*mine, *theirs]
    return True if True in said else None if None in said else False


def _concerns(rule: NotWith, other: Resident, on: date) -> bool | None:
    """Return whether the rule speaks of this child; None where age or gender would tell and is not known."""
    if rule.child is not None:
        return rule.child == other.child
    answers = [_within(rule, other.age(on)), _is_of(rule.gender, other.gender)]
    return False if False in answers else None if None in answers else True


def _within(rule: NotWith, age: int | None) -> bool | None:
    if rule.youngest is None and rule.oldest is None:
        return True
    if age is None:
        return None
    return (rule.youngest or 0) <= age <= (rule.oldest if rule.oldest is not None else age)


def _is_of(wanted: str, gender: str) -> bool | None:
    if not wanted:
        return True
    return wanted == gender if gender else None


def _ages(residents: Iterable[Resident], on: date) -> list[int]:
    return _sorted(one.age(on) for one in dict.fromkeys(replace(one, not_with=()) for one in residents))
