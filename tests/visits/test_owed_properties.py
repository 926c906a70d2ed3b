"""The rules against a naive reckoning day by day, and what must hold for every case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visits.day_by_day import reckon
from visits.cases import answer, parse_cases
from visits.days import Span
from visits.rules import OwedCase, State, due_state, frequency_on, owed, too_close

# Days lie thick around the counting years 2023-2025 (2024 is a leap year) so that the edges meet.
NEAR = st.dates(date(2021, 12, 1), date(2027, 2, 1))
AT_AN_EDGE = st.sampled_from(
    [date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2024, 12, 31), date(2025, 1, 1)]
)
DAYS = NEAR | AT_AN_EDGE
BIRTHDAYS = st.dates(date(2004, 1, 1), date(2022, 1, 1)) | st.sampled_from([date(2006, 2, 28), date(2008, 2, 29)])


@st.composite
def periods(draw: st.DrawFn) -> list[str | None]:
    begins = draw(DAYS)
    until = draw(st.none() | st.integers(0, 500).map(lambda n: begins + timedelta(days=n)))
    return [begins.isoformat(), until and until.isoformat()]


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    moved_in_on, moved_out_on = draw(periods())
    stay = st.fixed_dictionaries({"from": DAYS.map(date.isoformat), "agreed_follow_up": st.integers(0, 14)})
    return {
        "id": "k1",
        "track": draw(st.sampled_from(["follow_up", "supervision"])),
        "home_kind": draw(
            st.sampled_from(
                ["ordinary", "kinship", "specialised", "emergency"] * 3 + ["relief"] + ["particular_conditions"]
            )
        ),
        "birth_date": draw(BIRTHDAYS).isoformat(),
        "moved_in_on": moved_in_on,
        "moved_out_on": moved_out_on,
        "pauses": draw(st.lists(periods(), max_size=3)),
        "reduced": draw(st.lists(periods(), max_size=3)),
        "permanent_stay": draw(st.none() | stay),
        "basis": draw(st.sampled_from(["calendar", "placement"])),
        "year": draw(st.integers(2023, 2026)),
        "done": draw(st.lists(DAYS.map(date.isoformat), max_size=6)),
        "on": draw(DAYS).isoformat(),
    }


def read(entry: dict[str, Any]) -> OwedCase:
    return parse_cases({"version": 1, "owed": [entry], "reductions": []}).owed[0]


@settings(max_examples=400, deadline=None)
@given(entries())
def test_the_same_as_reckoned_day_by_day(entry: dict[str, Any]) -> None:
    cases = parse_cases({"version": 1, "owed": [entry], "reductions": []})
    assert answer(cases)["owed"] == [reckon(entry)]


@settings(max_examples=200, deadline=None)
@given(entries())
def test_windows_lie_in_order_within_the_year_and_begin_on_an_accruing_day(entry: dict[str, Any]) -> None:
    case = read(entry)
    result = owed(case)
    ends = [result.countable.from_on, *(window.until_on for window in result.windows)]
    for end_before, window in zip(ends, result.windows, strict=False):
        assert end_before <= window.from_on < window.until_on <= result.countable.until_on
        assert frequency_on(case, window.from_on) > 0


@settings(max_examples=200, deadline=None)
@given(entries())
def test_late_windows_are_what_is_missing(entry: dict[str, Any]) -> None:
    case = read(entry)
    result = owed(case)
    dues = due_state(result, case.done, case.on)
    assert sum(due.state is State.LATE for due in dues) == result.missing
    assert [due.number for due in dues] == list(range(1, result.required + 1))
    assert all((due.done_on is not None) == (due.state is State.DONE) for due in dues)


@settings(max_examples=100, deadline=None)
@given(entries(), DAYS)
def test_one_more_visit_never_makes_more_missing(entry: dict[str, Any], extra: date) -> None:
    more = read(entry | {"done": [*entry["done"], extra.isoformat()]})
    assert owed(read(entry)).missing - 1 <= owed(more).missing <= owed(read(entry)).missing


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 366), st.lists(DAYS, max_size=5))
def test_too_close_is_less_than_a_third(begins: date, length: int, others: list[date]) -> None:
    window = Span(begins, begins + timedelta(days=length))
    close = too_close(begins, others, window)
    assert sorted(close) == sorted(other for other in others if 3 * abs((other - begins).days) < length)
