"""A list leaves the tool: who took what, how many rows and why is written down before the file is handed over."""

from __future__ import annotations

from datetime import datetime

from ..models import Service, User
from .base import deed, record


def take_out(*, what: str, form: str, count: int, why: str, service: Service, by: User | None, at: datetime) -> None:
    """Write down that a list was taken out. `what`: the list and its filters, which hold no names."""
    with deed():
        record("list.taken_out", service, by=by, at=at, reason=f"{what} ({count}, {form}): {why}")
