"""The table of dated cases: what is owed, and when. Windows are written first day..day after the last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.visits.builders import case, day, days_of, run, stay
from visits.rules import (
    State,
    counting_year,
    due_state,
    frequency_on,
    last_day,
    least_spacing_days,
    next_window,
    overdue,
    owed,
    shortfall,
    target,
    too_close,
)

QUARTERS = [
    "2026-01-01..2026-04-03",
    "2026-04-03..2026-07-03",
    "2026-07-03..2026-10-02",
    "2026-10-02..2027-01-01",
]
FIRST, SECOND, THIRD, FOURTH = QUARTERS

# What is special about the case, and the windows that follow. Otherwise it is follow-up in an ordinary home in 2026.
WINDOWS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "four a year": ({}, QUARTERS),
    "four a year, supervision": ({"track": "supervision"}, QUARTERS),
    "a year of 366 days": (
        {"year": 2024},
        ["2024-01-01..2024-04-02", "2024-04-02..2024-07-02", "2024-07-02..2024-10-02", "2024-10-02..2025-01-01"],
    ),
    "reduced all year": ({"reduced": ["2025-06-01.."]}, ["2026-01-01..2026-07-03", "2026-07-03..2027-01-01"]),
    # 181 days at 4 lack 6 of 730 parts on 1 July: three days at 2 close the second window.
    "reduced in mid-year": ({"reduced": ["2026-07-01.."]}, [FIRST, "2026-04-03..2026-07-04", "2026-07-04..2027-01-01"]),
    "the reduction ends in mid-year": (
        {"reduced": ["2025-01-01..2026-07-01"]},
        ["2026-01-01..2026-07-02", "2026-07-02..2026-10-01", "2026-10-01..2027-01-01"],
    ),
    "overlapping reductions count once": (
        {"reduced": ["2025-06-01..2026-09-01", "2026-02-01.."]},
        ["2026-01-01..2026-07-03", "2026-07-03..2027-01-01"],
    ),
    "pause in the middle": (
        {"pauses": ["2026-03-01..2026-04-10"]},
        ["2026-01-01..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2026-11-11", "2026-11-11..2027-01-01"],
    ),
    "overlapping pauses count once": (
        {"pauses": ["2026-03-01..2026-03-20", "2026-03-10..2026-04-10"]},
        ["2026-01-01..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2026-11-11", "2026-11-11..2027-01-01"],
    ),
    "pause when a window has just closed": (
        {"pauses": ["2026-04-03..2026-05-03"]},
        [FIRST, "2026-05-03..2026-08-02", "2026-08-02..2026-11-01", "2026-11-01..2027-01-01"],
    ),
    "pause open at the end, little accrued": ({"pauses": ["2026-10-15.."]}, QUARTERS[:3]),
    # Half a visit and more is owed; its window ends with the year, though the child is away from 20 November.
    "pause open at the end, half a visit accrued": ({"pauses": ["2026-11-20.."]}, QUARTERS),
    "pause all year": ({"pauses": ["2025-12-01.."]}, []),
    "pause of no days": ({"pauses": ["2026-03-01..2026-03-01"]}, QUARTERS),
    "moved in on 1 November": ({"moved_in_on": "2026-11-01"}, ["2026-11-01..2027-01-01"]),
    "moved in just early enough for half a visit": ({"moved_in_on": "2026-11-16"}, ["2026-11-16..2027-01-01"]),
    "moved in a day too late for half a visit": ({"moved_in_on": "2026-11-17"}, []),
    "moved to a second home: the first": (
        {"moved_out_on": "2026-06-01"},
        [FIRST, "2026-04-03..2026-06-01"],
    ),
    "moved to a second home: the second": (
        {"moved_in_on": "2026-06-01"},
        ["2026-06-01..2026-09-01", "2026-09-01..2026-12-01"],
    ),
    "moved out before the year": ({"moved_out_on": "2025-12-31"}, []),
    "moved out on 1 January": ({"moved_out_on": "2026-01-01"}, []),
    "moved in and out on one day": ({"moved_in_on": "2026-05-01", "moved_out_on": "2026-05-01"}, []),
    "moved in after the year": ({"moved_in_on": "2027-01-01"}, []),
    "turned 18 in March": ({"track": "supervision", "birth_date": "2008-03-10"}, ["2026-01-01..2026-03-10"]),
    # 46 days at 4 are 184 of 365 parts, just over half; 45 days are 180, just under.
    "turned 18 when half a visit had accrued": ({"birth_date": "2008-02-16"}, ["2026-01-01..2026-02-16"]),
    "turned 18 a day before half a visit": ({"birth_date": "2008-02-15"}, []),
    "turned 18 on 1 January": ({"birth_date": "2008-01-01"}, []),
    "born on 29 February, 18 on 1 March": ({"birth_date": "2008-02-29"}, ["2026-01-01..2026-03-01"]),
    "turned 18 on 28 February of a leap year": (
        {"birth_date": "2006-02-28", "year": 2024},
        ["2024-01-01..2024-02-28"],
    ),
    "a pause that holds the 18th birthday": (
        {"birth_date": "2008-03-10", "pauses": ["2026-03-01..2026-06-01"]},
        ["2026-01-01..2026-03-10"],
    ),
    "turned 15: the age alone changes nothing": ({"track": "supervision", "birth_date": "2011-06-01"}, QUARTERS),
    "relief home, follow-up": ({"home_kind": "relief"}, []),
    "relief home, supervision": ({"home_kind": "relief", "track": "supervision"}, []),
    "particular conditions, follow-up": ({"home_kind": "particular_conditions"}, QUARTERS),
    "particular conditions, supervision": ({"home_kind": "particular_conditions", "track": "supervision"}, []),
    "particular conditions, supervision, permanent stay": (
        {"home_kind": "particular_conditions", "track": "supervision", "permanent_stay": stay("2026-01-01", 2)},
        [],
    ),
    "emergency home, supervision": ({"home_kind": "emergency", "track": "supervision"}, QUARTERS),
    "permanent stay, follow-up as agreed": (
        {"permanent_stay": stay("2026-01-01", 1)},
        ["2026-01-01..2027-01-01"],
    ),
    "permanent stay with more visits than the law asks": (
        {"permanent_stay": stay("2026-01-01", 5)},
        [
            "2026-01-01..2026-03-15",
            "2026-03-15..2026-05-27",
            "2026-05-27..2026-08-08",
            "2026-08-08..2026-10-20",
            "2026-10-20..2027-01-01",
        ],
    ),
    "permanent stay without agreed visits": ({"permanent_stay": stay("2026-01-01", 0)}, []),
    # 359 of 365 parts had accrued; the last window ends when the year does, for the child lives there all year.
    "permanent stay without agreed visits from July": (
        {"permanent_stay": stay("2026-07-01", 0)},
        [FIRST, "2026-04-03..2027-01-01"],
    ),
    "permanent stay, supervision": (
        {"track": "supervision", "permanent_stay": stay("2026-01-01", 0)},
        ["2026-01-01..2026-07-03", "2026-07-03..2027-01-01"],
    ),
    "permanent stay prevails over a reduction": (
        {"reduced": ["2025-01-01.."], "permanent_stay": stay("2026-01-01", 4)},
        QUARTERS,
    ),
    "from the placement, first year": (
        {"basis": "placement", "moved_in_on": "2026-02-10"},
        ["2026-02-10..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2026-11-11", "2026-11-11..2027-02-10"],
    ),
    "from the placement, a year before moving in": ({"basis": "placement", "moved_in_on": "2027-02-10"}, []),
    "from the placement, moved out in the year": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "moved_out_on": "2026-05-13"},
        ["2026-02-10..2026-05-13"],
    ),
    # 366 days from 29 February 2024 to the anniversary, which is 1 March 2025.
    "moved in on 29 February, first year": (
        {"basis": "placement", "moved_in_on": "2024-02-29", "year": 2024},
        ["2024-02-29..2024-05-31", "2024-05-31..2024-08-30", "2024-08-30..2024-11-30", "2024-11-30..2025-03-01"],
    ),
    "moved in on 29 February, third year": (
        {"basis": "placement", "moved_in_on": "2024-02-29"},
        ["2026-03-01..2026-06-01", "2026-06-01..2026-08-31", "2026-08-31..2026-11-30", "2026-11-30..2027-03-01"],
    ),
    "from the placement, 29 February in the year": (
        {"basis": "placement", "moved_in_on": "2024-03-10", "year": 2027},
        ["2027-03-10..2027-06-10", "2027-06-10..2027-09-09", "2027-09-09..2027-12-10", "2027-12-10..2028-03-10"],
    ),
    # 329 days at 4 are 3.61 visits: the rest ends with the year of the child, and not on New Year's Eve.
    "from the placement, a pause over New Year": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "pauses": ["2026-12-15..2027-01-20"]},
        ["2026-02-10..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2026-11-11", "2026-11-11..2027-02-10"],
    ),
    # 203 days at 4 are two visits and 82 parts of 365; 162 days at 1 make the rest 244 parts, 0.67 visits.
    "from the placement, a permanent stay in the year": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "permanent_stay": stay("2026-09-01", 1)},
        ["2026-02-10..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2027-02-10"],
    ),
    # 294 days at 4 are 3.22 visits.
    "from the placement, 18 in the year": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "birth_date": "2008-12-01"},
        ["2026-02-10..2026-05-13", "2026-05-13..2026-08-12", "2026-08-12..2026-11-11"],
    ),
    "from the placement, moved out after half a visit": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "moved_out_on": "2026-03-28"},
        ["2026-02-10..2026-03-28"],
    ),
    "from the placement, moved out a day before half a visit": (
        {"basis": "placement", "moved_in_on": "2024-02-10", "moved_out_on": "2026-03-27"},
        [],
    ),
    # The duty was another's until 1 January: the year is the child's, and 40 days of it are ours.
    "from the placement, our duty came later in the year": (
        {"basis": "placement", "counted_from": "2024-02-10", "moved_in_on": "2027-01-01"},
        [],
    ),
    "from the placement, our duty came in the middle of the year": (
        {"basis": "placement", "counted_from": "2024-02-10", "moved_in_on": "2026-09-01"},
        ["2026-09-01..2026-12-02", "2026-12-02..2027-02-10"],
    ),
}


@pytest.mark.parametrize(("given", "windows"), WINDOWS.values(), ids=WINDOWS)
def test_windows(given: dict[str, Any], windows: list[str]) -> None:
    result = owed(case(**given))
    assert days_of(result.windows) == windows
    assert result.required == len(windows)


# What is special about the case, and what is missing on its day.
MISSING: dict[str, tuple[dict[str, Any], int]] = {
    "no visits, the last day of the first window": ({"on": "2026-04-02"}, 0),
    "no visits, the day after the first window": ({"on": "2026-04-03"}, 1),
    "no visits, 31 December: that window is still open": ({"on": "2026-12-31"}, 3),
    "no visits, the year is over": ({"on": "2027-01-01"}, 4),
    "no visits, years later": ({"on": "2031-05-05"}, 4),
    "seen before the year": ({"on": "2025-05-05"}, 0),
    "a visit in each window": ({"done": ["2026-02-01", "2026-05-01", "2026-09-01"], "on": "2026-10-05"}, 0),
    "two in one window: both count": ({"done": ["2026-01-10", "2026-03-20"], "on": "2026-07-03"}, 0),
    "a late visit fills the window": ({"done": ["2026-05-20"], "on": "2026-06-01"}, 0),
    "visit before the window: last year's does not count": ({"done": ["2025-12-20"], "on": "2026-04-03"}, 1),
    "visit before moving in": ({"moved_in_on": "2026-01-20", "done": ["2026-01-10"], "on": "2026-05-01"}, 1),
    "visit on the day of moving in": ({"moved_in_on": "2026-01-20", "done": ["2026-01-20"], "on": "2026-05-01"}, 0),
    "visit on the day of moving out: did not live there": (
        {"moved_out_on": "2026-04-10", "done": ["2026-04-10"], "on": "2026-05-01"},
        1,
    ),
    "visit the day before moving out": ({"moved_out_on": "2026-04-10", "done": ["2026-04-09"], "on": "2026-05-01"}, 0),
    "the same day twice counts once": ({"done": ["2026-02-01", "2026-02-01"], "on": "2026-07-03"}, 1),
    "a visit after the day one asks about": ({"done": ["2026-04-20"], "on": "2026-04-10"}, 1),
    "a visit on the day one asks about": ({"done": ["2026-04-10"], "on": "2026-04-10"}, 0),
    "a visit in a pause counts": (
        {"pauses": ["2026-02-01..2026-03-01"], "done": ["2026-02-10"], "on": "2026-05-02"},
        0,
    ),
    "more visits than windows": ({"done": ["2026-01-02", "2026-01-03", "2026-01-04"], "on": "2026-04-03"}, 0),
    "moved in after the day one asks about": ({"moved_in_on": "2026-09-01", "on": "2026-06-15"}, 0),
    "visit after the 18th birthday, still living there": (
        {"birth_date": "2008-03-10", "done": ["2026-03-20"], "on": "2026-04-01"},
        0,
    ),
    "reduced by the rules": ({"reduced": ["2025-06-01.."], "on": "2026-07-03"}, 1),
}


@pytest.mark.parametrize(("given", "missing"), MISSING.values(), ids=MISSING)
def test_missing(given: dict[str, Any], missing: int) -> None:
    result = owed(case(**given))
    assert result.missing == missing
    assert overdue(result) is (missing > 0)


def test_required_counts_the_whole_year_whatever_the_day() -> None:
    assert {owed(case(on=on)).required for on in ("2025-01-01", "2026-06-01", "2028-01-01")} == {4}


def test_a_window_that_closes_exactly_on_the_last_day_leaves_no_rest() -> None:
    """73 days at 5 are exactly one visit of 365 parts."""
    given = case(permanent_stay=stay("2026-01-01", 5), moved_out_on="2026-03-15")
    assert days_of(owed(given).windows) == ["2026-01-01..2026-03-15"]


def test_no_window_begins_when_no_day_is_left_for_it() -> None:
    """Two days at 300 are 600 of 365 parts: more than half a visit is left, and no day to begin its window on."""
    given = case(permanent_stay=stay("2026-01-01", 300), moved_out_on="2026-01-03")
    assert days_of(owed(given).windows) == ["2026-01-01..2026-01-03"]


def test_exactly_half_a_visit_is_owed() -> None:
    """61 days at 3 are exactly half of 366 parts: rounding in a decimal number could lose the window."""
    given = case(permanent_stay=stay("2024-01-01", 3), year=2024, moved_out_on="2024-03-02", on="2024-12-31")
    assert days_of(owed(given).windows) == ["2024-01-01..2024-03-02"]


def test_shortfall_is_what_the_year_ends_with() -> None:
    assert shortfall(case(done=["2026-02-01", "2026-11-01"], on="2026-03-01")) == 2


def test_counting_year_of_each_basis() -> None:
    assert counting_year(case()) == run("2026-01-01..2027-01-01")
    assert counting_year(case(basis="placement", moved_in_on="2024-02-29")) == run("2026-03-01..2027-03-01")
    assert counting_year(case(basis="placement", moved_in_on="2024-02-29", year=2028)) == run("2028-02-29..2029-03-01")


@pytest.mark.parametrize(
    ("given", "on", "frequency"),
    [
        ({}, "2026-05-01", 4),
        ({"moved_in_on": "2026-05-02"}, "2026-05-01", 0),
        ({"moved_out_on": "2026-05-01"}, "2026-05-01", 0),
        ({"pauses": ["2026-05-01..2026-05-02"]}, "2026-05-01", 0),
        ({"pauses": ["2026-04-01..2026-05-01"]}, "2026-05-01", 4),
        ({"reduced": ["2026-05-01.."]}, "2026-05-01", 2),
        ({"reduced": ["2026-05-01.."]}, "2026-04-30", 4),
        ({"permanent_stay": stay("2026-05-01", 3)}, "2026-05-01", 3),
        ({"permanent_stay": stay("2026-05-01", 3)}, "2026-04-30", 4),
        ({"track": "supervision", "permanent_stay": stay("2026-05-01", 3)}, "2026-05-01", 2),
        ({"birth_date": "2008-05-01"}, "2026-05-01", 0),
        ({"birth_date": "2008-05-01"}, "2026-04-30", 4),
    ],
)
def test_frequency_on_a_day(given: dict[str, Any], on: str, frequency: int) -> None:
    assert frequency_on(case(**given), day(on)) == frequency


# --- how the windows stand ---


def states(on: str, done: list[str], **given: Any) -> list[str]:
    seen = case(on=on, done=done, **given)
    return [due.state.value for due in due_state(owed(seen), seen.done, seen.on)]


@pytest.mark.parametrize(
    ("on", "done", "expected"),
    [
        ("2026-01-15", [], ["future", "future", "future", "future"]),
        ("2026-03-01", [], ["next_month", "future", "future", "future"]),
        ("2026-04-01", [], ["this_month", "future", "future", "future"]),
        ("2026-04-03", [], ["late", "future", "future", "future"]),
        ("2026-07-02", ["2026-02-01"], ["done", "this_month", "future", "future"]),
        ("2026-07-03", ["2026-02-01"], ["done", "late", "future", "future"]),
        # The n-th visit fills window n: a visit late in the year makes good for the first one that was missed.
        ("2026-09-05", ["2026-08-01"], ["done", "late", "next_month", "future"]),
        ("2026-11-30", ["2026-01-05", "2026-01-06", "2026-01-07"], ["done", "done", "done", "next_month"]),
        ("2026-12-01", ["2026-01-05", "2026-01-06", "2026-01-07"], ["done", "done", "done", "this_month"]),
        ("2027-01-01", ["2026-01-05"], ["done", "late", "late", "late"]),
    ],
)
def test_due_state(on: str, done: list[str], expected: list[str]) -> None:
    assert states(on, done) == expected


def test_a_window_that_ends_on_31_december_is_due_next_month_in_november() -> None:
    assert states("2026-11-15", ["2026-01-02", "2026-01-03", "2026-01-04"])[3] == "next_month"
    assert states("2025-12-15", [], permanent_stay=stay("2026-01-01", 12))[0] == "next_month", "over New Year"


def test_next_window_is_the_first_without_a_visit() -> None:
    seen = case(on="2026-07-10", done=["2026-02-01"])
    due = next_window(owed(seen), seen.done, seen.on)
    assert due is not None
    assert (due.number, due.state, due.window, due.done_on) == (2, State.LATE, run(SECOND), None)


def test_no_next_window_when_all_are_filled() -> None:
    seen = case(on="2026-12-01", done=["2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01", "2026-11-20"])
    assert next_window(owed(seen), seen.done, seen.on) is None


def test_due_state_tells_which_visit_filled_the_window() -> None:
    seen = case(done=["2026-05-01", "2026-02-01"])
    done_on = [due.done_on for due in due_state(owed(seen), seen.done, seen.on)]
    assert done_on == [day("2026-02-01"), day("2026-05-01"), None, None]


def test_due_state_and_missing_agree_after_the_child_moved_out() -> None:
    seen = case(moved_out_on="2026-06-01", done=["2026-06-01"], on="2026-06-01")
    late = [due for due in due_state(owed(seen), seen.done, seen.on) if due.state is State.LATE]
    assert len(late) == owed(seen).missing == 2


# --- spacing ---


def test_target_is_the_middle_day() -> None:
    assert target(run("2026-01-01..2026-04-01")) == day("2026-02-15")
    assert target(run("2026-01-01..2026-01-02")) == day("2026-01-01")


def test_last_day_of_a_window() -> None:
    assert last_day(run(FOURTH)) == day("2026-12-31")


def test_visits_closer_than_a_third_of_the_window_are_too_close() -> None:
    window = run(FIRST)  # 92 days: a third is 30 2/3 days
    assert least_spacing_days(window) == 31
    others = [day("2026-03-02"), day("2026-01-01"), day("2026-03-04")]
    assert too_close(day("2026-02-01"), others, window) == (day("2026-03-02"),)
    assert too_close(day("2026-02-01"), [day("2026-01-02")], window) == (day("2026-01-02"),)


def test_exactly_a_third_is_not_too_close() -> None:
    window = run("2026-01-01..2026-04-01")  # 90 days
    assert too_close(day("2026-02-01"), [day("2026-01-02"), day("2026-03-03")], window) == ()


def test_a_case_is_a_value() -> None:
    given = case()
    assert replace(given) == given == case()
    assert hash(given) == hash(case())
