"""What is taken out of the tool as a file about the service as a whole: who, what, how many rows, and why."""

from __future__ import annotations

from datetime import datetime

from fosterhomes.actions.base import deed, record
from fosterhomes.models import Service, User


def take_out(*, verb: str, service: Service, what: str, rows: int, why: str, by: User, at: datetime) -> None:
    """Write down that a report was taken out: `what` says which and as what, `rows` how many rows it holds."""
    with deed():
        record(verb, service, by=by, at=at, reason=f"{what}, {rows}: {why}")
