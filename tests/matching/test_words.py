"""Every finding and every reason of the engine has a sentence."""

import inspect

import pytest
from django.utils.translation import override

from fosterhomes import runs
from matching import proposals
from matching.engine import explain
from matching.words import FAILURES, LEVEL_NAMES, WHY_NOT, sentence, why_not
from tests.matching.test_rules import CASES, HOME, found


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "nn", "nb"])
def test_every_finding_has_a_sentence_in_each_language(name: str, language: str) -> None:
    rule, unit, home, minutes, _verdict = CASES[name]
    finding = found(rule, unit, home, minutes)
    assert finding is not None
    with override(language):
        assert sentence(finding).endswith(".")


def test_every_finding_of_a_plain_pair_has_a_sentence() -> None:
    for rule in ("kind", "open", "places", "ages", "distance", "approval", "vacancy_fresh"):
        finding = found(rule, home=HOME)
        assert finding is not None
        assert sentence(finding)


def test_every_reason_of_the_engine_is_worded() -> None:
    codes = {*explain._TELLING, "no_option", "no_supervisor"}
    assert codes == set(WHY_NOT)
    for code in codes:
        assert why_not({"code": code}, {}).endswith(".")


def test_every_level_and_every_failure_is_worded() -> None:
    from matching.problem import LEVELS

    assert set(LEVELS) == set(LEVEL_NAMES)
    raised = {"core_failed", "worker_lost", "error", "no_homes", "nobody_waits"}
    source = inspect.getsource(proposals) + inspect.getsource(runs)
    assert all(f'"{code}"' in source for code in raised)
    assert raised == set(FAILURES)
