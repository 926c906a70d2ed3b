"""Somebody is away from … to …: the run that says what of theirs has to move, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .options import PlanOptions

SECONDS = 6
"""A bad day needs an answer within ten; reading the register and checking the plan take the rest."""


def options_of(persons: tuple[str, ...], today: date, *, stand_ins: bool) -> dict[str, Any]:
    """Return the options of a run that plans for these people alone, and moves as little as it can."""
    chosen = PlanOptions(today + timedelta(days=1), persons=persons, since=today, stand_ins=stand_ins)
    return {"seconds": SECONDS, "seed": 1, "workers": 2} | chosen.as_json()
