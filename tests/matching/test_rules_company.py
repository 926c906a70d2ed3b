"""With whom a child would live: one line a case, read as the sentence that a caseworker would say."""

from dataclasses import replace
from datetime import date

import pytest

from matching.rules import HomeFacts, NotWith, Resident, Unit, Verdict, Waiting, must_live_apart
from tests.matching.test_rules import CHILD, HOME, SIBLINGS, UNIT, child, found

MATCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.MISMATCH, Verdict.UNKNOWN

# The child who waits was born in June 2018 and is seven on the wanted day.
BABY = Resident(child=9, birth_date=date(2024, 1, 1), gender="girl")
BOY_OF_14 = Resident(child=8, birth_date=date(2012, 1, 1), gender="boy")
OWN_OF_10, OWN_OF_5 = Resident(birth_year=2016), Resident(birth_year=2021)
OWN_BORN_2018, OWN_AGE_UNKNOWN = Resident(birth_year=2018), Resident()
TOO_YOUNG_FOR_BOYS = (NotWith(gender="boy", youngest=12),)

CONCERNS_BABY, CONCERNS_CHILD = (NotWith(child=9),), (NotWith(child=1),)
YOUNGEST = child(must_be_youngest=True)


def there(*residents: Resident, **values: object) -> HomeFacts:
    return replace(HOME, residents=residents, living=len(residents), **values)  # type: ignore[arg-type]


def own(*residents: Resident) -> HomeFacts:
    return there(*residents, younger_than_own=True)


CASES = {
    "must be the only one, and is": ("alone", replace(UNIT, must_be_alone=True), HOME, MATCH),
    "must be the only one, and is not": ("alone", replace(UNIT, must_be_alone=True), there(BABY), MISMATCH),
    "must be the only one, and the place held is its own": (
        "alone", replace(child(held_homes=frozenset({7})), must_be_alone=True), replace(HOME, coming=1), MATCH),
    "one who must be the only one lives there": (
        "other_must_be_alone", UNIT, there(BABY, alone_there=True), MISMATCH),
    "must be the youngest, and is": ("youngest", YOUNGEST, there(BOY_OF_14, OWN_OF_10), MATCH),
    "must be the youngest, and a baby lives there": ("youngest", YOUNGEST, there(BABY), MISMATCH),
    "must be the youngest, and the family's own is five": ("youngest", YOUNGEST, there(OWN_OF_5), MISMATCH),
    "must be the youngest, and the family's own was born the same year": (
        "youngest", YOUNGEST, there(OWN_BORN_2018), UNKNOWN),
    "must be the youngest, and an own child has no birth year": (
        "youngest", YOUNGEST, there(OWN_AGE_UNKNOWN), UNKNOWN),
    "must be the youngest, and nobody lives there": ("youngest", YOUNGEST, HOME, MATCH),
    "the family wants somebody younger than its own": ("younger_than_own", UNIT, own(OWN_OF_10), MATCH),
    "the family wants somebody younger, and its own is five": ("younger_than_own", UNIT, own(OWN_OF_5), MISMATCH),
    "the family wants somebody younger, and its own is seven too": (
        "younger_than_own", UNIT, own(OWN_BORN_2018), UNKNOWN),
    "the eldest of the siblings is older than the family's own": (
        "younger_than_own", SIBLINGS, own(Resident(birth_year=2017)), MISMATCH),
    "one who must be the youngest lives there, and is older": (
        "other_must_be_youngest", UNIT, there(replace(BOY_OF_14, must_be_youngest=True)), MISMATCH),
    "not with this child, who lives there": ("not_with", child(not_with=CONCERNS_BABY), there(BABY), MISMATCH),
    "not with this child, who lives elsewhere": ("not_with", child(not_with=CONCERNS_BABY), there(BOY_OF_14), MATCH),
    "not with this child: written on the one who lives there": (
        "not_with", UNIT, there(replace(BABY, not_with=CONCERNS_CHILD)), MISMATCH),
    "not with boys from twelve, and one is fourteen": (
        "not_with", child(not_with=TOO_YOUNG_FOR_BOYS), there(BOY_OF_14), MISMATCH),
    "not with boys from twelve, and a girl is two": (
        "not_with", child(not_with=TOO_YOUNG_FOR_BOYS), there(BABY), MATCH),
    "not with boys from twelve, and the own child of ten may be a boy, but is ten": (
        "not_with", child(not_with=TOO_YOUNG_FOR_BOYS), there(OWN_OF_10), MATCH),
    "not with boys from five, and nobody has written whether the own child of ten is one": (
        "not_with", child(not_with=(NotWith(gender="boy", youngest=5),)), there(OWN_OF_10), UNKNOWN),
    "not with girls, whatever their age": (
        "not_with", child(not_with=(NotWith(gender="girl"),)), there(BABY), MISMATCH),
    "not with children up to three, the family's own included": (
        "not_with", child(not_with=(NotWith(oldest=5),)), there(OWN_OF_5), MISMATCH),
    "one family at a time, and nobody is there": ("one_family", UNIT, replace(HOME, one_family=True), MATCH),
    "one family at a time, and another family's child is there": (
        "one_family", UNIT, there(BABY, one_family=True), MISMATCH),
    "one family at a time, and it is the sibling who is there": (
        "one_family", UNIT, there(BABY, one_family=True, siblings_there={1: 1}), MATCH),
    "one family at a time, and the family's own do not count": (
        "one_family", UNIT, there(OWN_OF_5, one_family=True), MATCH),
    "the sibling there makes them two, and one is the most": (
        "siblings", UNIT, there(BABY, siblings_there={1: 1}), MISMATCH),
    "the sibling there makes them two, and two may come": (
        "siblings", UNIT, there(BABY, siblings_there={1: 1}, largest_sibling_group=2), MATCH),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "unit", "home", "verdict"), CASES.values(), ids=CASES.keys())
def test_the_rule_finds(rule: str, unit: Unit, home: HomeFacts, verdict: Verdict) -> None:
    finding = found(rule, unit, home)
    assert finding is not None
    assert finding.verdict == verdict


@pytest.mark.parametrize("rule", ["alone", "youngest", "younger_than_own", "other_must_be_youngest", "not_with"])
def test_a_rule_that_concerns_nobody_is_silent(rule: str) -> None:
    assert found(rule, UNIT, there(BABY, OWN_OF_5)) is None


def another(**values: object) -> Unit:
    other = replace(Waiting(child=2, birth_date=date(2022, 1, 1), gender="boy"), **values)  # type: ignore[arg-type]
    return replace(UNIT, children=(other,))


APART = {
    "nobody has written anything": (UNIT, another(), False),
    "one is named by the other": (UNIT, another(not_with=CONCERNS_CHILD), True),
    "not with boys, and the other is one": (child(not_with=(NotWith(gender="boy"),)), another(), True),
    "not with boys, and nobody knows": (child(not_with=(NotWith(gender="boy"),)), another(gender=""), False),
    "must be the youngest, and the other is younger": (YOUNGEST, another(), True),
    "must be the youngest, and is younger than the other": (UNIT, another(must_be_youngest=True), False),
    "twins, of whom one must be the youngest": (
        YOUNGEST, another(birth_date=CHILD.birth_date), False),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "apart"), APART.values(), ids=APART.keys())
def test_two_who_wait_are_not_proposed_to_one_home(one: Unit, other: Unit, apart: bool) -> None:
    assert must_live_apart(one, other) is apart
    assert must_live_apart(other, one) is apart
