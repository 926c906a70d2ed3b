"""Short ways to write a case, so that a test shows only what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from visits.days import Span, span
from visits.rules import OwedCase, PermanentStay, Reduction


def day(text: str) -> date:
    return date.fromisoformat(text)


def run(text: str) -> Span:
    """Read `2026-03-01..2026-04-10`; nothing after the dots means still open."""
    from_on, until_on = text.split("..")
    return span(day(from_on), day(until_on) if until_on else None)


def stay(from_on: str, agreed_follow_up: int) -> PermanentStay:
    return PermanentStay(day(from_on), agreed_follow_up)


def case(**given: Any) -> OwedCase:
    """Return a ten-year-old who has long lived in an ordinary home, follow-up, 2026, seen on 31 December."""
    values: dict[str, Any] = {
        "id": "k1",
        "track": "follow_up",
        "home_kind": "ordinary",
        "birth_date": "2015-06-01",
        "moved_in_on": "2020-01-01",
        "year": 2026,
        "on": "2026-12-31",
    } | given
    return OwedCase(**{name: _read(name, value) for name, value in values.items()})


def _read(name: str, value: Any) -> Any:
    if name in ("pauses", "reduced"):
        return tuple(run(text) for text in value)
    if name == "done":
        return tuple(day(text) for text in value)
    is_day = name.endswith(("_on", "_date")) or name in ("on", "counted_from")
    return day(value) if is_day and isinstance(value, str) else value


def reduction(**given: Any) -> Reduction:
    """Return a decision to reduce supervision of a sixteen-year-old in which every condition holds."""
    values: dict[str, Any] = {
        "id": "r1",
        "track": "supervision",
        "decided_on": "2026-05-01",
        "moved_in_on": "2022-02-01",
        "birth_date": "2010-03-04",
        "conditions_good": True,
        "child_heard_on": "2026-04-20",
        "foster_parents_heard_on": "2026-04-20",
        "child_consents": True,
        "care_municipality_consents": True,
    } | given
    return Reduction(**{name: _read(name, value) for name, value in values.items()})


def days_of(windows: tuple[Span, ...]) -> list[str]:
    """Write windows as `2026-01-01..2026-04-03`, the second date being the day after the last."""
    return [f"{window.from_on}..{window.until_on}" for window in windows]
