"""The weekends of relief homes as rules: one line a case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fosterhomes.weekends import Booked, Cycle, Rhythm
from matching.rules import HomeFacts, NotWith, Pattern, Resident, Unit, Verdict, findings, ruled_out, weekends_for
from matching.sentences import cure, sentence
from tests.matching.test_rules import CHILD, HOME, SIBLINGS, UNIT, WANTED, found, near

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
        "relief_weekends", blocked(EVERY_SECOND), home(1, 1, 1, 1), MATCH, "the second and fourth weekends."),
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


BOY = Resident(child=9, birth_date=date(2012, 1, 1), gender="boy")
NOT_WITH_BOYS = replace(WAITS, children=(replace(CHILD, not_with=(NotWith(gender="boy"),)),))
ONLY_ONE, YOUNGEST = replace(WAITS, must_be_alone=True), replace(
    WAITS, children=(replace(CHILD, must_be_youngest=True),)
)  # fmt: skip
COMES_SECOND = [
    # what, who waits, who comes on the second weekend, what is said of it
    ("not with boys", NOT_WITH_BOYS, BOY, "somebody comes with whom the child is not to be"),
    ("must be the only one", ONLY_ONE, BOY, "the child must be the only one"),
    ("one who must be the only one", WAITS, replace(BOY, must_be_alone=True), "a child comes who must be the only one"),
    ("must be the youngest", YOUNGEST, replace(BOY, birth_date=date(2022, 1, 1)), "a younger child comes"),
    ("one who must be the youngest", WAITS, replace(BOY, must_be_youngest=True), "who must be the youngest"),
]


@pytest.mark.parametrize(("what", "unit", "resident", "said"), COMES_SECOND, ids=[row[0] for row in COMES_SECOND])
def test_who_comes_on_a_weekend_closes_that_one_and_no_other(
    what: str, unit: Unit, resident: Resident, said: str
) -> None:
    there = replace(home(2, 2, taken=2), residents=(resident,), living=1, alone_there=resident.must_be_alone)
    assert [one.number for one in weekends_for(unit, there) if one.suits(1)] == [1]
    assert [one.rule for one in ruled_out(findings(unit, there, near()))] == []
    needs_both = found("relief_weekends", replace(unit, weekends=2), there)
    assert needs_both is not None
    assert said in sentence(needs_both)


def test_who_may_come_on_any_weekend_is_company_on_all_of_them() -> None:
    there = replace(home(2, 2, unset=1), residents=(BOY,), living=1)
    assert [one.company for one in weekends_for(NOT_WITH_BOYS, there)] == ["not_with", "not_with"]
    assert [one.rule for one in ruled_out(findings(NOT_WITH_BOYS, there, near()))] == ["relief_weekends", "not_with"]


def test_a_sibling_on_another_weekend_makes_no_group_that_is_too_large() -> None:
    child = replace(CHILD, siblings=5)
    there = replace(home(2, 2, taken=2), residents=(replace(BOY, siblings=5),), living=1, siblings_there={1: 1})
    mine = replace(WAITS, children=(child,))
    assert [one.company for one in weekends_for(mine, there)] == ["", "siblings"]
    assert [one.rule for one in ruled_out(findings(mine, there, near()))] == []


def test_weekends_are_nobodys_matter_but_those_who_wait_for_relief() -> None:
    assert found("relief_weekends", UNIT, home(0, 0)) is None
    assert found("relief_cycle", UNIT, BARE) is None
