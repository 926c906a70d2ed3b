"""Birthdays, anniversaries and half-open runs of days."""

from __future__ import annotations

import pytest

from tests.visits.builders import day, run
from visits.days import FOREVER, anniversary, span, years_after


@pytest.mark.parametrize(
    ("born", "age", "birthday"),
    [
        ("2011-03-04", 15, "2026-03-04"),
        ("2008-02-29", 18, "2026-03-01"),
        ("2008-02-29", 16, "2024-02-29"),
        ("2096-02-29", 4, "2100-03-01"),  # 2100 is no leap year, 2000 was
        ("1996-02-29", 4, "2000-02-29"),
        ("2008-02-28", 18, "2026-02-28"),
        ("2008-03-01", 18, "2026-03-01"),
    ],
)
def test_birthday(born: str, age: int, birthday: str) -> None:
    assert years_after(day(born), age) == day(birthday)


def test_anniversary_beyond_the_calendar_never_comes() -> None:
    assert anniversary(day("9990-01-01"), 10008) == FOREVER


def test_a_run_of_days_is_half_open() -> None:
    days = run("2026-03-01..2026-03-03")
    assert [days.holds(day(f"2026-{text}")) for text in ("02-28", "03-01", "03-02", "03-03")] == [
        False,
        True,
        True,
        False,
    ]
    assert days.days == 2


def test_days_that_two_runs_share() -> None:
    assert run("2026-03-01..2026-03-10").within(run("2026-03-05..")) == run("2026-03-05..2026-03-10")
    assert run("2026-03-01..2026-03-10").within(run("2026-04-01..")).days == 0


def test_an_open_run_holds_every_later_day() -> None:
    assert span(day("2026-03-01"), None).holds(day("2099-12-31"))
