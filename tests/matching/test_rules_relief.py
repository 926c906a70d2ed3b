"""The weekends of relief homes as rules: one line a case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fosterhomes.weekends import Booked, Cycle, Rhythm
from matching.rules import HomeFacts, Pattern, Unit, Verdict
from matching.sentences import cure, sentence
from tests.matching.test_rules import HOME, SIBLINGS, UNIT, WANTED, found

MATCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.MISMATCH, Verdict.UNKNOWN

FRIDAY = date(2026, 4, 3)
EVERY_FOURTH = Rhythm(4, FRIDAY)
WAITS = replace(UNIT, kind="relief")
TWO = replace(WAITS, weekends=2)
EVERY_SECOND = Pattern(Rhythm(2, FRIDAY), "samvær med far")
UNTIL = WANTED + timedelta(days=200)


def blocked(*patterns: Pattern, unit: Unit = WAITS) -> Unit:
    return replace(unit, patterns=patterns)


def home(*places: int, rhythm: Rhythm | None = EVERY_FOURTH, unset: int = 0, taken: int | None = None) -> HomeFacts:
    booked = (Booked(9, frozenset({taken}), date(2026, 1, 2), UNTIL),) if taken else ()
    return replace(HOME, kind="relief", cycle=Cycle(places, rhythm, booked, unset))


BARE = replace(HOME, kind="relief")
WISH = Pattern(Rhythm(4, FRIDAY + timedelta(days=7)), "kor", wished=True)
THREE = Rhythm(3, FRIDAY)

CASES = {
    "no cycle is registered": ("relief_cycle", WAITS, BARE, UNKNOWN, "No cycle of weekends is registered."),
    "the cycle has no first weekend": (
        "relief_cycle", WAITS, home(1, 1, rhythm=None), UNKNOWN, "The cycle has no first weekend"),
    "somebody's weekends are not written": (
        "relief_cycle", WAITS, home(1, 1, unset=1), UNKNOWN, "1 child comes there whose weekends are not written"),
    "the cycle is known": ("relief_cycle", WAITS, home(1, 0, 1, 1), MATCH, "A cycle of 4 weekends is registered."),
    "one weekend is free": ("relief_weekends", WAITS, home(0, 1, 0, 0), MATCH, "the second weekend."),
    "a weekend that is wished is told": (
        "relief_weekends", blocked(WISH), home(0, 1, 1, 0), MATCH, "Wished: second."),
    "the only place is taken until a day": (
        "relief_weekends", WAITS, home(0, 1, taken=2), MISMATCH, "The second weekend is full until 18 October 2026."),
    "two weekends are needed and one is free": (
        "relief_weekends", TWO, home(1, 0, 0, 0), MISMATCH, "The child needs 2 weekends of the cycle."),
    "two siblings and one place": (
        "relief_weekends", replace(SIBLINGS, kind="relief"), home(1, 0), MISMATCH, "has only 1 place."),
    "contact every second weekend leaves the others of four": (
        "relief_weekends", blocked(EVERY_SECOND), home(1, 1, 1, 1), MATCH, "the second, fourth weekends."),
    "contact every second weekend meets all of a cycle of three": (
        "relief_weekends", blocked(EVERY_SECOND), home(1, 1, 1, rhythm=THREE), MISMATCH,
        "The third weekend is blocked: samvær med far."),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "unit", "facts", "verdict", "words"), CASES.values(), ids=list(CASES))
def test_weekends(rule: str, unit: Unit, facts: HomeFacts, verdict: Verdict, words: str) -> None:
    finding = found(rule, unit, facts)
    assert finding is not None
    assert finding.verdict == verdict
    assert words in sentence(finding)


def test_a_cure_is_to_wait_to_move_the_contact_or_to_ask_for_another_weekend() -> None:
    def tried(unit: Unit, facts: HomeFacts) -> str:
        finding = found("relief_weekends", unit, facts)
        assert finding is not None
        return cure(finding)

    assert tried(WAITS, home(0, 1, taken=2)).startswith("Wait for the place on 18 October 2026")
    assert tried(blocked(EVERY_SECOND), home(1, 0, 0, 0)).startswith("Ask whether the contact can be moved")
    assert tried(TWO, home(1, 0)) == "Ask the family for one more weekend."


def test_weekends_are_nobodys_matter_but_those_who_wait_for_relief() -> None:
    assert found("relief_weekends", UNIT, home(0, 0)) is None
    assert found("relief_cycle", UNIT, BARE) is None
