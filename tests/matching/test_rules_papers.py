"""What must be in order before a child moves in: it can still come, so that it keeps no home away."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.rules import HomeFacts, Sort, Unit, Verdict
from matching.sentences import sentence
from tests.matching.test_rules import HOME, UNIT, WANTED, child, found

MATCH, UNKNOWN = Verdict.MATCH, Verdict.UNKNOWN
PROTECTED = child(protected=True)

CASES = {
    "approved for this very child": (
        "approval", UNIT, replace(HOME, approved=False, approved_for=frozenset({1})), MATCH, "for this child"),
    "approved in general": ("approval", UNIT, HOME, MATCH, "in general"),
    "approved in general, until after the wanted day": (
        "approval", UNIT, replace(HOME, approved_until=WANTED + timedelta(days=1)), MATCH, "until"),
    "the approval ends before the wanted day": (
        "approval", UNIT, replace(HOME, approved_until=WANTED), UNKNOWN, "ends on"),
    "the approval has ended": (
        "approval", UNIT, replace(HOME, approved=False, approved_until=date(2025, 1, 1)), UNKNOWN, "ended on"),
    "never approved": ("approval", UNIT, replace(HOME, approved=False), UNKNOWN, "before moving in"),
    "trained": ("training", UNIT, replace(HOME, trained=True), MATCH, "Has had"),
    "not trained": ("training", UNIT, HOME, UNKNOWN, "No basic training"),
    "all certificates seen": ("certificates", UNIT, HOME, MATCH, "for all adults"),
    "two lack theirs": (
        "certificates", UNIT, replace(HOME, without_certificate=("Kari", "Ola")), UNKNOWN, "for Kari and Ola"),
    "one was too old when it was seen": (
        "certificates", UNIT, replace(HOME, old_certificate=("Per",)), UNKNOWN, "was older than three months"),
    "the child is protected and the home too": (
        "protected", PROTECTED, replace(HOME, protected=True), MATCH, "is protected"),
    "the child is protected and the home is not": ("protected", PROTECTED, HOME, UNKNOWN, "protect the home's address"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "unit", "home", "verdict", "words"), CASES.values(), ids=CASES.keys())
def test_the_rule_finds_and_says(rule: str, unit: Unit, home: HomeFacts, verdict: Verdict, words: str) -> None:
    finding = found(rule, unit, home)
    assert finding is not None
    assert (finding.sort, finding.verdict, finding.rules_out) == (Sort.LAW, verdict, False)
    assert words in sentence(finding)


def test_a_relief_home_needs_no_basic_training_and_only_protected_children_ask_for_protection() -> None:
    assert found("training", home=replace(HOME, kind="relief")) is None
    assert found("protected") is None
