"""What people have said of a home and a child: refused, answered no, excluded from proposals."""

from __future__ import annotations

from fosterhomes.findings import Finding

from .codes import MISMATCH, say
from .values import HomeFacts, Unit, Ways


def declined(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A person has refused this home for one of the children."""
    return say("declined", MISMATCH) if any(home.home in child.declined_homes for child in unit.children) else None


def said_no(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """The family was asked about one of the children, and said no."""
    return say("said_no", MISMATCH) if any(home.home in child.said_no_homes for child in unit.children) else None


def excluded(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """A person has excluded the home for one of the children."""
    return say("excluded", MISMATCH) if any(home.home in child.excluded_homes for child in unit.children) else None
