"""Every code of a rule has words in each language, a sort, and, where it can keep a home away, a cure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from matching.rules import CODES, EASIEST_FIRST, Finding, findings, from_data
from matching.sentences import _CURES, _SENTENCES, RULE_NAMES, cure, sentence
from tests.matching import test_rules, test_rules_company, test_rules_papers, test_rules_relief, test_rules_ways
from tests.matching.test_rules import near


def said() -> Iterator[Finding]:
    """Yield everything that the rules say in all tables of cases."""
    for _rule, unit, home, minutes, _verdict in test_rules.CASES.values():
        yield from findings(unit, home, near(minutes))
    for _rule, unit, home, _verdict in test_rules_company.CASES.values():
        yield from findings(unit, home, near())
    for _rule, unit, ways, _sort, _verdict in test_rules_ways.CASES.values():
        yield from findings(unit, test_rules.HOME, ways)
    for _rule, unit, home, _verdict, _words in test_rules_papers.CASES.values():
        yield from findings(unit, home, near())
    for _rule, unit, home, _verdict, _words in test_rules_relief.CASES.values():
        yield from findings(unit, home, near())


SAID = list(said())
PROMISED = {(code, verdict) for code, row in CODES.items() for verdict in row.verdicts}


def test_every_answer_that_a_rule_can_give_is_tried_and_worded_and_no_other() -> None:
    assert {(found.rule, found.verdict) for found in SAID} == PROMISED
    assert set(_SENTENCES) == PROMISED
    assert set(RULE_NAMES) == set(CODES)


def test_every_rule_that_can_keep_a_home_away_has_a_cure_and_no_other() -> None:
    assert set(_CURES) == set(EASIEST_FIRST) == {code for code, row in CODES.items() if row.rules_out}


def test_a_finding_is_of_the_sort_of_its_rule_or_a_wish_of_the_childs_own() -> None:
    for found in SAID:
        assert found.sort == CODES[found.rule].sort or found.rule.startswith("way_")


@pytest.mark.parametrize("language", ["en", "nn", "nb"])
def test_every_finding_and_every_cure_is_a_sentence(language: str) -> None:
    with override(language):
        for found in SAID:
            assert sentence(found).endswith("."), found
            assert "%(" not in sentence(found)
            assert (cure(found) != "") is found.rules_out
            assert not cure(found) or cure(found).endswith("."), found


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    english = {(sentence(found), cure(found)) for found in SAID if found.rule != "background"}
    with override(language):
        assert not english & {(sentence(found), cure(found)) for found in SAID}


EARLIER = (
    {"rule": "certificates", "sort": "law", "verdict": "unknown", "facts": {"missing": 1}},
    {"rule": "approval", "sort": "law", "verdict": "match", "facts": {}},
    {"rule": "distance", "sort": "service", "verdict": "match", "facts": {"minutes": 30, "limit": 60, "over": 0}},
    {"rule": "siblings", "sort": "service", "verdict": "match", "facts": {"largest": 2, "needed": 2}},
    {"rule": "places", "sort": "service", "verdict": "match", "facts": {"free": 1, "held": 0, "needed": 1, "short": 0}},
)
"""Findings as decisions kept them before the rules told names, days and kilometres."""


@pytest.mark.parametrize("data", EARLIER, ids=lambda data: data["rule"])
def test_a_decision_of_earlier_days_can_still_be_read(data: dict[str, Any]) -> None:
    assert sentence(from_data(data)).endswith(".")
