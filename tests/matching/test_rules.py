"""Whether a home suits children who wait: each rule on a pair small enough to judge by eye."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.rules import Finding, HomeFacts, Sort, Unit, Verdict, Waiting, Way, Ways, findings, fit, ruled_out
from matching.sentences import cure

WANTED = date(2026, 4, 1)
CHILD = Waiting(child=1, birth_date=date(2018, 6, 1))
UNIT = Unit((CHILD,), kind="ordinary", urgency="soon", wanted_on=WANTED, since=date(2026, 2, 1), longest_minutes=60)
HOME = HomeFacts(home=7, kind="ordinary", places=2, free=1, youngest_age=4, oldest_age=12, approved=True)
SIBLINGS = replace(UNIT, children=(CHILD, Waiting(child=2, birth_date=date(2016, 1, 1))))


def found(rule: str, unit: Unit = UNIT, home: HomeFacts = HOME, minutes: int | None = 30) -> Finding | None:
    return next((finding for finding in findings(unit, home, near(minutes)) if finding.rule == rule), None)


def near(minutes: int | None = 30) -> Ways:
    return Ways(Way(minutes, minutes * 900) if minutes is not None else None)


def child(**values: object) -> Unit:
    return replace(UNIT, children=(replace(CHILD, **values),))  # type: ignore[arg-type]


MATCH, STRETCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.STRETCH, Verdict.MISMATCH, Verdict.UNKNOWN

CASES = {
    "of the kind that is searched for": ("kind", UNIT, HOME, 30, MATCH),
    "of another kind": ("kind", UNIT, replace(HOME, kind="emergency"), 30, MISMATCH),
    "a kinship home of others": ("kind", UNIT, replace(HOME, kind="kinship"), 30, MISMATCH),
    "kin who said yes, whatever the kind": (
        "kin", child(kin_homes=frozenset({7})), replace(HOME, kind="kinship"), 30, MATCH),
    "free on the very day": ("open", UNIT, replace(HOME, free_from=WANTED), 30, MATCH),
    "free a day too late": ("free_from", UNIT, replace(HOME, free_from=WANTED + timedelta(days=1)), 30, MISMATCH),
    "paused beyond the day": ("free_from", UNIT, replace(HOME, paused_until=WANTED + timedelta(days=9)), 30, MISMATCH),
    "closed": ("closed", UNIT, replace(HOME, closed=True), 30, MISMATCH),
    "the last place": ("places", UNIT, HOME, 30, MATCH),
    "no place": ("places", UNIT, replace(HOME, free=0), 30, MISMATCH),
    "one place short for two": ("places", SIBLINGS, HOME, 30, MISMATCH),
    "seven on the wanted day, within 4 to 12": ("ages", UNIT, HOME, 30, MATCH),
    "as old as the oldest": ("ages", child(birth_date=date(2013, 4, 2)), HOME, 30, MATCH),
    "turns thirteen on the wanted day": ("ages", child(birth_date=date(2013, 4, 1)), HOME, 30, MISMATCH),
    "turns four on the wanted day": ("ages", child(birth_date=date(2022, 4, 1)), HOME, 30, MATCH),
    "ages not registered": ("ages", UNIT, replace(HOME, youngest_age=None), 30, UNKNOWN),
    "two siblings where one is the most": ("siblings", SIBLINGS, HOME, 30, MISMATCH),
    "two siblings where two may come": ("siblings", SIBLINGS, replace(HOME, largest_sibling_group=2), 30, MATCH),
    "must be alone, and would be": ("alone", replace(UNIT, must_be_alone=True), HOME, 30, MATCH),
    "must be alone, and would not be": (
        "alone", replace(UNIT, must_be_alone=True), replace(HOME, living=1), 30, MISMATCH),
    "another child must be alone there": (
        "other_must_be_alone", UNIT, replace(HOME, alone_there=True), 30, MISMATCH),
    "needs that are taken on": (
        "needs", child(needs=frozenset({"adhd"})), replace(HOME, takes_on=frozenset({"adhd"})), 30, MATCH),
    "needs that are a stretch": (
        "needs", child(needs=frozenset({"adhd"})), replace(HOME, stretches_to=frozenset({"adhd"})), 30, STRETCH),
    "needs that are not taken on": (
        "needs", child(needs=frozenset({"adhd"})), replace(HOME, does_not_take=frozenset({"adhd"})), 30, MISMATCH),
    "needs not spoken of": ("needs", child(needs=frozenset({"adhd"})), HOME, 30, UNKNOWN),
    "just within the limit": ("distance", UNIT, HOME, 60, MATCH),
    "a minute over the limit": ("distance", UNIT, HOME, 61, MISMATCH),
    "the way is not known": ("distance", UNIT, HOME, None, UNKNOWN),
    "refused before by a person": ("declined", child(declined_homes=frozenset({7})), HOME, 30, MISMATCH),
    "the language is spoken": (
        "languages", child(languages=frozenset({"ti"})), replace(HOME, languages=frozenset({"ti"})), 30, MATCH),
    "asked, and said no": ("said_no", child(said_no_homes=frozenset({7})), HOME, 30, MISMATCH),
    "excluded by a person": ("excluded", child(excluded_homes=frozenset({7})), HOME, 30, MISMATCH),
    "a sibling lives there": ("sibling_lives_there", UNIT, replace(HOME, siblings_there={1: 1}), 30, MATCH),
    "two words of culture": ("background", child(background="Samisk familie"), HOME, 30, UNKNOWN),
    "told when it was asked": (
        "vacancy_fresh", UNIT, replace(HOME, vacancy_confirmed_on=date(2026, 1, 5)), 30, UNKNOWN),
    "asked, and told when": (
        "vacancy_fresh", UNIT, replace(HOME, vacancy_fresh=True, vacancy_confirmed_on=date(2026, 3, 5)), 30, MATCH),
    "asked about the vacancy lately": ("vacancy_fresh", UNIT, replace(HOME, vacancy_fresh=True), 30, MATCH),
    "the language is not spoken": (
        "languages", child(languages=frozenset({"ti"})), replace(HOME, languages=frozenset({"ar"})), 30, MISMATCH),
    "no language is registered there": ("languages", child(languages=frozenset({"ti"})), HOME, 30, UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "unit", "home", "minutes", "verdict"), CASES.values(), ids=CASES.keys())
def test_the_rule_finds(rule: str, unit: Unit, home: HomeFacts, minutes: int | None, verdict: Verdict) -> None:
    finding = found(rule, unit, home, minutes)
    assert finding is not None
    assert finding.verdict == verdict


SILENT = {
    "one child is no sibling group": "siblings",
    "nobody asked to be alone": "alone",
    "no needs are registered": "needs",
    "no language is wanted": "languages",
    "nobody has refused": "declined",
}


@pytest.mark.parametrize("rule", SILENT.values(), ids=SILENT.keys())
def test_a_rule_that_does_not_concern_the_child_is_silent(rule: str) -> None:
    assert found(rule) is None


def test_a_home_that_breaks_no_rule_is_an_option() -> None:
    assert ruled_out(findings(UNIT, HOME, near())) == []


def test_a_wish_that_is_not_met_rules_nobody_out() -> None:
    wish = found("languages", child(languages=frozenset({"ti"})))
    assert wish is not None
    assert (wish.sort, wish.rules_out) == (Sort.WISH, False)


def test_what_is_not_known_rules_nobody_out() -> None:
    assert ruled_out(findings(UNIT, replace(HOME, youngest_age=None, approved=False), near(None))) == []


def test_who_has_waited_longer_fits_better_up_to_twenty_weeks() -> None:
    same = findings(UNIT, HOME, near())
    assert fit(same, 0) < fit(same, 70) < fit(same, 140) == fit(same, 400)


def test_the_day_on_which_a_place_comes_free_is_told() -> None:
    leaving = replace(HOME, free=0, moves_out=(date(2026, 12, 3), date(2027, 1, 9)))
    for unit, day in ((UNIT, date(2026, 12, 3)), (SIBLINGS, date(2027, 1, 9))):
        finding = found("places", unit, leaving)
        assert finding is not None
        assert finding.facts["free_on"] == day
        assert cure(finding).startswith("Free on ")


def test_the_number_of_places_short_is_told() -> None:
    finding = found("places", SIBLINGS, replace(HOME, free=0))
    assert finding is not None
    assert finding.facts["short"] == 2
