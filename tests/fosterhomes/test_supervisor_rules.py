"""Whether somebody can be a child's supervisor: one line a case (FF § 17, forvaltningsloven § 6)."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from fosterhomes.findings import Finding, Sort, Verdict
from fosterhomes.supervisor_rules import RULES, Asked, SupervisorFacts, judged
from fosterhomes.supervisor_words import WORDS, words

MATCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.MISMATCH, Verdict.UNKNOWN
LAW, SERVICE, WISH = Sort.LAW, Sort.SERVICE, Sort.WISH

OURS, THEIRS, ELSEWHERE = 1, 2, 3
ANNE = SupervisorFacts(1, capacity=3, load=2, longest_minutes=45, languages=frozenset({"so"}), certificates=1,
                       valid_certificates=1)  # fmt: skip
ASKED = Asked(frozenset({OURS, THEIRS}), minutes=30)


def found(rule: str, who: SupervisorFacts = ANNE, asked: Asked = ASKED) -> Finding | None:
    return next((one for one in judged(who, asked) if one.rule == rule), None)


CASES = {
    "works for the child's service": ("staff", replace(ANNE, works_for={OURS: "Alver"}), ASKED, LAW, MISMATCH,
                                      "works for Alver (FF § 17)"),
    "works for the service that has the care": ("staff", replace(ANNE, works_for={THEIRS: "Bergen"}), ASKED, LAW,
                                                MISMATCH, "works for Bergen (FF § 17)"),
    "is the guide of the family": ("home_tie", replace(ANNE, home_ties=("guide",)), ASKED, LAW, MISMATCH,
                                   "not independent of the home: guide of the family"),
    "is a relative of the family": ("home_tie", replace(ANNE, home_ties=("relative",)), ASKED, LAW, MISMATCH,
                                    "not independent of the home: relative"),
    "is kin of the child": ("child_tie", replace(ANNE, child_ties=("kin_of_child",)), ASKED, LAW, MISMATCH,
                            "not independent of the child: kin of the child"),
    "is the child's person of trust": ("child_tie", replace(ANNE, child_ties=("person_of_trust",)), ASKED, LAW,
                                       MISMATCH, "not independent of the child: the child's person of trust"),
    "has room for one more": ("room", ANNE, ASKED, SERVICE, MATCH, "has room: 2 of 3"),
    "is full": ("room", replace(ANNE, load=3), ASKED, SERVICE, MISMATCH, "has no room: 3 of 3"),
    "has more than was agreed": ("room", replace(ANNE, load=5), ASKED, SERVICE, MISMATCH, "has no room: 5 of 3"),
    "takes no children at all": ("room", replace(ANNE, capacity=0, load=0), ASKED, SERVICE, MISMATCH,
                                 "has no room: 0 of 0"),
    "just within the drive": ("way", ANNE, replace(ASKED, minutes=45), SERVICE, MATCH, "within the 45 minutes agreed"),
    "a minute too far": ("way", ANNE, replace(ASKED, minutes=46), SERVICE, MISMATCH, "1 minute over the 45 agreed"),
    "nobody knows the way": ("way", ANNE, replace(ASKED, minutes=None), SERVICE, UNKNOWN, "the way is not known"),
    "the certificate is seen": ("certificate", ANNE, ASKED, LAW, MATCH, "police certificate seen"),
    "no certificate is seen": ("certificate", replace(ANNE, certificates=0, valid_certificates=0), ASKED, LAW, UNKNOWN,
                               "no police certificate seen"),
    "the certificate was old": ("certificate", replace(ANNE, valid_certificates=0), ASKED, LAW, UNKNOWN,
                                "police certificate older than three months when seen"),
    "speaks the child's language": ("language", ANNE, replace(ASKED, languages=frozenset({"so", "ar"})), WISH, MATCH,
                                    "speaks Somali"),
    "does not speak it": ("language", ANNE, replace(ASKED, languages=frozenset({"ar"})), WISH, MISMATCH,
                          "does not speak Arabic"),
    "no language of theirs is registered": ("language", replace(ANNE, languages=frozenset()),
                                            replace(ASKED, languages=frozenset({"ar"})), WISH, UNKNOWN,
                                            "no language but Norwegian is registered"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "who", "asked", "sort", "verdict", "said"), CASES.values(), ids=CASES.keys())
def test_the_rule_finds_and_says(
    rule: str, who: SupervisorFacts, asked: Asked, sort: Sort, verdict: Verdict, said: str
) -> None:
    finding = found(rule, who, asked)
    assert finding is not None
    with override("en"):
        assert (finding.sort, finding.verdict, words(finding)) == (sort, verdict, said)


def test_whoever_is_independent_has_room_and_lives_near_is_refused_by_nothing() -> None:
    assert not [one for one in judged(ANNE, ASKED) if one.rules_out]
    assert {one.rule for one in judged(ANNE, ASKED)} == {"room", "way", "certificate"}


def test_working_for_a_service_without_part_in_the_case_refuses_nobody() -> None:
    assert found("staff", replace(ANNE, works_for={ELSEWHERE: "Sogn"})) is None


def test_a_wish_and_a_paper_that_can_come_refuse_nobody() -> None:
    who = replace(ANNE, certificates=0, valid_certificates=0, languages=frozenset())
    said = judged(who, replace(ASKED, languages=frozenset({"ar"})))
    assert not [one for one in said if one.rules_out]


def test_everything_that_a_rule_says_is_tried_above_and_worded_in_each_language() -> None:
    tried = {(rule, verdict) for rule, _who, _asked, _sort, verdict, _said in CASES.values()}
    assert tried == set(WORDS)
    assert len({rule for rule, _verdict in tried}) == len(RULES)
    said = [found(rule, who, asked) for rule, who, asked, *_rest in CASES.values()]
    for language in ("nn", "nb"):
        with override(language):
            assert all(one is not None and words(one) not in {case[-1] for case in CASES.values()} for one in said)
