"""What a home is and takes on: its kind, its places, ages, sibling groups, needs, languages, culture and religion."""

from __future__ import annotations

from typing import Any

from fosterhomes.findings import Finding
from fosterhomes.rules import age_on

from .codes import MATCH, MISMATCH, STRETCH, UNKNOWN, say
from .values import HomeFacts, Unit, Ways

KINSHIP, ORDINARY, SPECIALISED, PARTICULAR, EMERGENCY, RELIEF = (
    "kinship", "ordinary", "specialised", "particular_conditions", "emergency", "relief",
)  # fmt: skip

SERVES = {
    KINSHIP: {ORDINARY},
    ORDINARY: {ORDINARY},
    SPECIALISED: {SPECIALISED},
    PARTICULAR: {PARTICULAR},
    EMERGENCY: {EMERGENCY},
    RELIEF: {RELIEF},
}
"""Kinds of home that serve a search for a kind. A kinship home serves its own kin only, in every lasting search."""


def is_kin(unit: Unit, home: HomeFacts) -> bool:
    """Return whether the home is kin or network of any of the children, and has said yes."""
    return any(home.home in child.kin_homes for child in unit.children)


def kind_of_home(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """Kin and network first (FF § 5(6)); otherwise a home of the kind that is searched for."""
    if is_kin(unit, home):
        return say("kin", MATCH, points=20)
    facts = {"kind": home.kind, "wanted": unit.kind}
    return say("kind", MATCH if home.kind in SERVES[unit.kind] else MISMATCH, facts)


def is_open(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """The home takes children on the day that is wanted."""
    if home.closed:
        return say("closed", MISMATCH)
    begins = max((day for day in (home.free_from, home.paused_until) if day), default=None)
    if begins and begins > unit.wanted_on:
        return say("free_from", MISMATCH, {"from_on": begins, "paused": begins == home.paused_until})
    return say("open", MATCH)


def places(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """There is a place for each of the children."""
    held = held_for(unit, home.home)
    free = home.free + held
    short = max(0, unit.size - free)
    # So many must move out before there is room; the day is told where it is known.
    free_on = home.moves_out[short - 1] if 0 < short <= len(home.moves_out) else None
    facts: dict[str, Any] = {"free": free, "held": held, "needed": unit.size, "short": short, "places": home.places}
    facts |= {"free_on": free_on, "coming": home.coming - held}
    return say("places", MATCH if free >= unit.size else MISMATCH, facts)


def held_for(unit: Unit, home: int) -> int:
    """Return how many places of the home are held for the unit."""
    return sum(home in child.held_homes for child in unit.children)


def sibling_group(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """The home takes sibling groups of this size, those who already live there counted."""
    there = _siblings_there(unit, home)
    if unit.size + there == 1:
        return None
    facts = {"largest": home.largest_sibling_group, "needed": unit.size + there, "there": there}
    return say("siblings", MATCH if unit.size + there <= home.largest_sibling_group else MISMATCH, facts)


def _siblings_there(unit: Unit, home: HomeFacts) -> int:
    return max(home.siblings_there.get(child.child, 0) for child in unit.children)


def one_family(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A home that takes the children of one family at a time has none of another."""
    if not home.one_family:
        return None
    mine = {child.child for child in unit.children}
    strangers = [one for one in home.residents if not one.own and one.child not in mine]
    others = max(0, len(strangers) - _siblings_there(unit, home))
    return say("one_family", MISMATCH if others else MATCH, {"others": others})


def ages(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """Each child's age on the wanted day lies within the ages the home takes."""
    facts = {"youngest": home.youngest_age, "oldest": home.oldest_age}
    if home.youngest_age is None or home.oldest_age is None:
        return say("ages", UNKNOWN, facts)
    outside = [
        age
        for age in (age_on(child.birth_date, unit.wanted_on) for child in unit.children)
        if not home.youngest_age <= age <= home.oldest_age
    ]
    return say("ages", MISMATCH if outside else MATCH, facts | {"outside": outside})


def needs(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """What the children need, against what the home takes on, can stretch to, and does not take (FF § 5(2) a, d)."""
    wanted = frozenset().union(*(child.needs for child in unit.children))
    if not wanted:
        return None
    refused = wanted & home.does_not_take
    stretched, unsaid = wanted & home.stretches_to, wanted - home.takes_on - home.stretches_to - home.does_not_take
    facts = {"refused": sorted(refused), "stretched": sorted(stretched), "unsaid": sorted(unsaid)}
    if refused:
        return say("needs", MISMATCH, facts)
    points = round(30 * len(wanted & home.takes_on) / len(wanted)) + round(10 * len(stretched) / len(wanted))
    return say("needs", UNKNOWN if unsaid else STRETCH if stretched else MATCH, facts, points)


def languages(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Somebody in the home speaks the children's language (FF § 5: linguistic background).

    Where no language is registered there, nobody may have asked: that is not known.
    """
    wanted = frozenset().union(*(child.languages for child in unit.children))
    if not wanted:
        return None
    shared = wanted & home.languages
    facts = {"wanted": sorted(wanted), "shared": sorted(shared)}
    verdict = MATCH if shared else MISMATCH if home.languages else UNKNOWN
    return say("languages", verdict, facts, 15 if shared else 0)


def background(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Culture and religion (FF § 5): both sides' own words stand beside each other, for a person to judge."""
    said = [child.background for child in unit.children if child.background]
    if not said:
        return None
    return say("background", UNKNOWN, {"wanted": _in_a_row(said), "home": _in_a_row([home.background])})


def _in_a_row(said: list[str]) -> str:
    return "; ".join(dict.fromkeys(words.strip().rstrip(".") for words in said))


def siblings_there(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A sibling already lives there."""
    return say("sibling_lives_there", MATCH, points=20) if _siblings_there(unit, home) else None


def freshness(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """The vacancy was confirmed not long ago."""
    facts = {"confirmed_on": home.vacancy_confirmed_on}
    return say("vacancy_fresh", *((MATCH, facts, 10) if home.vacancy_fresh else (UNKNOWN, facts)))
