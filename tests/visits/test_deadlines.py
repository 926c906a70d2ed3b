"""Dates that bind, as a table that a caseworker can read: what is known of a stay, and what is then to be done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from visits.deadlines import RULES, Days, Stay, deadlines_of_stay, sibling_deadline, vacancy_deadline

from .builders import day

TODAY = date(2026, 6, 15)


def stay(**given: Any) -> Stay:
    """Return the stay of a ten-year-old under a care order, who moved in on 1 February 2026 and has been seen."""
    values = {
        "legal_ground": "care_order", "home_kind": "ordinary", "birth_date": "2015-06-01", "moved_in_on": "2026-02-01",
        "follow_up_from": "2026-02-01", "supervision_from": "2026-02-01", "followed_up_on": "2026-02-10",
        "supervised_on": "2026-02-20", "aftercare_raised_on": "2026-01-01",
    }  # fmt: skip
    read = {
        name: day(value) if isinstance(value, str) and name.endswith(("_on", "_from", "_date")) else value
        for name, value in (values | given).items()
    }
    return Stay(**read)


REVIEW = ("agreement_review", "2027-02-01")

CASES = [
    # what is the case                                                      what is to be done, and the last day in time
    ("nothing but the yearly review of the agreement",
     {}, [REVIEW]),
    ("reviewed in March: again within a year from then",
     {"reviewed_on": "2026-03-20"}, [("agreement_review", "2027-03-20")]),
    ("reviewed on 29 February: by 1 March of the next year",
     {"moved_in_on": "2020-01-01", "reviewed_on": "2024-02-29"}, [("agreement_review", "2025-03-01")]),
    ("never reviewed since 2020: late since 2021",
     {"moved_in_on": "2020-05-01"}, [("agreement_review", "2021-05-01")]),
    ("an emergency order lapses six weeks after it",
     {"legal_ground": "emergency", "ordered_on": "2026-05-30", "moved_in_on": "2026-06-01"},
     [("emergency_order", "2026-07-11"), ("agreement_review", "2027-06-01")]),
    ("without the day of the order it is counted from moving in",
     {"legal_ground": "emergency", "moved_in_on": "2026-06-01"},
     [("emergency_order", "2026-07-13"), ("agreement_review", "2027-06-01")]),
    ("a second home under the same order does not begin the six weeks anew",
     {"legal_ground": "emergency", "ordered_by_on": "2026-05-20", "moved_in_on": "2026-06-01"},
     [("emergency_order", "2026-07-01"), ("agreement_review", "2027-06-01")]),
    ("the case of an emergency order was sent to the Board",
     {"legal_ground": "emergency", "case_sent_on": "2026-03-01"}, [REVIEW]),
    ("an emergency order in an institution has no agreement to review",
     {"legal_ground": "emergency", "home_kind": "", "moved_in_on": "2026-06-01", "follow_up_from": None,
      "supervision_from": None}, [("emergency_order", "2026-07-13")]),
    ("nobody has visited the child since it moved in",
     {"followed_up_on": None, "supervised_on": None},
     [("first_follow_up", "2026-03-03"), ("first_supervision", "2026-03-03"), REVIEW]),
    ("the supervisor has come, the service has not",
     {"followed_up_on": None}, [("first_follow_up", "2026-03-03"), REVIEW]),
    ("another municipality supervises: its first visit is not ours to make",
     {"supervision_from": None, "supervised_on": None}, [REVIEW]),
    ("supervised for another service: neither agreement nor follow-up is ours",
     {"own": False, "follow_up_from": None, "supervised_on": None}, [("first_supervision", "2026-03-03")]),
    ("no supervisor since moving in",
     {"without_supervisor_from": "2026-02-01"}, [("supervisor", "2026-03-03"), REVIEW]),
    ("the supervisor stopped in June",
     {"without_supervisor_from": "2026-06-10"}, [("supervisor", "2026-07-10"), REVIEW]),
    ("nobody has talked about aftercare with a sixteen-year-old: by the 17th birthday",
     {"birth_date": "2009-09-05", "aftercare_raised_on": None}, [("aftercare", "2026-09-05"), REVIEW]),
    ("nobody has talked about aftercare with a seventeen-year-old: late",
     {"birth_date": "2008-09-05", "aftercare_raised_on": None}, [("aftercare", "2025-09-05"), REVIEW]),
    ("a relief home has neither agreement under FF nor aftercare",
     {"home_kind": "relief", "aftercare_raised_on": None, "follow_up_from": None, "supervision_from": None}, []),
    ("turned 18 today: nothing of this binds any more",
     {"birth_date": "2008-06-15", "aftercare_raised_on": None, "supervised_on": None}, []),
    ("turns 18 tomorrow: everything binds still",
     {"birth_date": "2008-06-16", "aftercare_raised_on": None}, [("aftercare", "2025-06-16"), REVIEW]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_to_be_done_about_a_stay(given: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = deadlines_of_stay(stay(**given), Days(), TODAY)
    assert [(due.code, due.last_on.isoformat()) for due in found] == expected


def test_the_numbers_that_the_law_does_not_name_are_the_services_own() -> None:
    own = Days(first_visit=10, appoint_supervisor=5, vacancy_fresh=14, aftercare_age=16)
    given = stay(
        birth_date="2010-03-01", followed_up_on=None, without_supervisor_from="2026-02-01", aftercare_raised_on=None
    )
    found = {due.code: due.last_on for due in deadlines_of_stay(given, own, TODAY)}
    assert found["first_follow_up"] == date(2026, 2, 11)
    assert found["supervisor"] == date(2026, 2, 6)
    assert found["aftercare"] == date(2026, 3, 1)
    assert vacancy_deadline(date(2026, 6, 1), own).last_on == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("reassess_on", "state"),
    [("2026-06-14", "late"), ("2026-06-15", "soon"), ("2026-08-14", "soon"), ("2026-08-15", "later")],
)
def test_the_last_day_is_in_time_and_the_day_after_it_is_late(reassess_on: str, state: str) -> None:
    assert sibling_deadline(day(reassess_on)).state(TODAY) == state


def test_every_rule_has_a_sentence_and_a_source() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and rule.source for rule in RULES)
