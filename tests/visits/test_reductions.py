"""Decisions to reduce: what the law asks for on the day of the decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.visits.builders import case, reduction, run
from visits.rules import CONDITIONS, owed, reduction_problems

# What is special about a decision that is otherwise lawful, and the codes of what is lacking.
SUPERVISION: dict[str, tuple[dict[str, Any], list[str]]] = {
    "all conditions hold": ({}, []),
    "conditions in the home are not good": ({"conditions_good": False}, ["conditions_not_good"]),
    "the child does not consent": ({"child_consents": False}, ["no_consent_of_child"]),
    "the care municipality does not consent": (
        {"care_municipality_consents": False},
        ["no_consent_of_care_municipality"],
    ),
    "decided on the 15th birthday": ({"birth_date": "2011-05-01"}, []),
    "decided the day before the 15th birthday": ({"birth_date": "2011-05-02"}, ["child_under_15"]),
    "born on 29 February, decided on 28 February": (
        {"birth_date": "2012-02-29", "decided_on": "2027-02-28"},
        ["child_under_15"],
    ),
    "born on 29 February, decided on 1 March": ({"birth_date": "2012-02-29", "decided_on": "2027-03-01"}, []),
    "exactly two years in the home": ({"moved_in_on": "2024-05-01"}, ["not_over_two_years"]),
    "two years and a day in the home": ({"moved_in_on": "2024-04-30"}, []),
    "moved in on 29 February, two years are 1 March": (
        {"moved_in_on": "2024-02-29", "decided_on": "2026-03-01"},
        ["not_over_two_years"],
    ),
    "moved in on 29 February, the day after": ({"moved_in_on": "2024-02-29", "decided_on": "2026-03-02"}, []),
    "decided before moving in": ({"moved_in_on": "2026-06-01"}, ["not_over_two_years"]),
    "nobody was heard: supervision does not ask": ({"child_heard_on": None, "foster_parents_heard_on": None}, []),
    "nothing holds, in the order of the alphabet": (
        {
            "conditions_good": False,
            "birth_date": "2015-01-01",
            "moved_in_on": "2025-01-01",
            "child_consents": False,
            "care_municipality_consents": False,
        },
        [
            "child_under_15",
            "conditions_not_good",
            "no_consent_of_care_municipality",
            "no_consent_of_child",
            "not_over_two_years",
        ],
    ),
}

FOLLOW_UP: dict[str, tuple[dict[str, Any], list[str]]] = {
    "all conditions hold": ({}, []),
    "no age limit and no consent": (
        {"birth_date": "2022-01-01", "child_consents": False, "care_municipality_consents": False},
        [],
    ),
    "the child was not heard": ({"child_heard_on": None}, ["child_not_heard"]),
    "the child was heard the day after": ({"child_heard_on": "2026-05-02"}, ["child_not_heard"]),
    "the child was heard on the day of the decision": ({"child_heard_on": "2026-05-01"}, []),
    "the foster parents were not heard": ({"foster_parents_heard_on": None}, ["foster_parents_not_heard"]),
    "the foster parents were heard on the day": ({"foster_parents_heard_on": "2026-05-01"}, []),
    "the foster parents were heard the day after": (
        {"foster_parents_heard_on": "2026-05-02"},
        ["foster_parents_not_heard"],
    ),
    "exactly two years in the home": ({"moved_in_on": "2024-05-01"}, ["not_over_two_years"]),
    "nothing holds, in the order of the alphabet": (
        {
            "conditions_good": False,
            "child_heard_on": None,
            "foster_parents_heard_on": None,
            "moved_in_on": "2025-01-01",
        },
        ["child_not_heard", "conditions_not_good", "foster_parents_not_heard", "not_over_two_years"],
    ),
}


@pytest.mark.parametrize(("given", "broken"), SUPERVISION.values(), ids=SUPERVISION)
def test_reducing_supervision(given: dict[str, Any], broken: list[str]) -> None:
    assert list(reduction_problems(reduction(**given))) == broken


@pytest.mark.parametrize(("given", "broken"), FOLLOW_UP.values(), ids=FOLLOW_UP)
def test_reducing_follow_up(given: dict[str, Any], broken: list[str]) -> None:
    assert list(reduction_problems(reduction(track="follow_up", **given))) == broken


def test_every_condition_is_broken_by_some_case_of_these_tables() -> None:
    for track, table in (("supervision", SUPERVISION), ("follow_up", FOLLOW_UP)):
        assert {code for _, broken in table.values() for code in broken} == set(CONDITIONS[track])


@pytest.mark.parametrize(("child_consents", "required"), [(True, 2), (False, 4)])
def test_a_reduction_against_the_rules_lowers_nothing(child_consents: bool, required: int) -> None:
    decision = reduction(decided_on="2025-12-31", child_consents=child_consents)
    lawful = () if reduction_problems(decision) else (run("2026-01-01.."),)
    given = replace(case(track="supervision", birth_date="2010-03-04"), reduced=lawful)
    assert owed(given).required == required
