"""The dated table of numbers."""

from __future__ import annotations

from datetime import date

import pytest

from visits import law

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("follow_up_visits", 4),
        ("follow_up_visits_reduced", 2),
        ("supervision_visits", 4),
        ("supervision_visits_reduced", 2),
        ("supervision_visits_permanent", 2),
        ("follow_up_reduced_after_years", 2),
        ("supervision_reduced_after_years", 2),
        ("supervision_reduced_from_age", 15),
        ("duty_until_age", 18),
        ("aftercare_until_age", 25),
    ],
)
def test_numbers_of_the_law(code: str, value: int) -> None:
    assert law.whole(code, BEFORE) == law.whole(code, AFTER) == value


@pytest.mark.parametrize("code", ["follow_up_many_arrivals", "supervision_many_arrivals"])
def test_the_repealed_exceptions_are_history(code: str) -> None:
    assert law.rule(code, BEFORE).value is None
    with pytest.raises(LookupError, match=code):
        law.rule(code, AFTER)


def test_an_unknown_rule_and_a_wrong_kind_of_number_are_errors() -> None:
    with pytest.raises(LookupError, match="no rule 'visits_on_sundays'"):
        law.whole("visits_on_sundays", AFTER)
    with pytest.raises(LookupError, match="no whole number"):
        law.whole("least_spacing", AFTER)
    with pytest.raises(LookupError, match="names no part"):
        law.part("follow_up_visits", AFTER)


def test_every_rule_has_a_sentence_and_a_source() -> None:
    for rule in law.RULES:
        assert rule.sentence.endswith("."), rule.code
        assert "§" in rule.source or rule.source == "The tool's own rule", rule.code


def test_two_rows_of_one_rule_are_never_in_force_on_the_same_day() -> None:
    days = {date.min, date.max} | law.CHANGE_DAYS
    for day in days:
        in_force = [rule.code for rule in law.RULES if rule.in_force(day)]
        assert len(in_force) == len(set(in_force)), day


def test_the_repeal_is_a_change_day() -> None:
    assert law.EXCEPTIONS_REPEALED_ON in law.CHANGE_DAYS
