"""Looking beyond kin and network: not before somebody is assessed in writing, or a person wrote why (FF § 5(6))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fosterhomes.actions.base import deed, save_new
from fosterhomes.models import Child, User

from ..models import KinReason


def look_beyond_kin(*, children: Iterable[Child], reason: str, by: User, at: datetime) -> None:
    """Store why the other homes are looked at, for each of the children."""
    with deed():
        for child in children:
            row = KinReason(child=child, written_by=by, written_at=at, reason=reason.strip())
            save_new(row, verb="kinreason.written", by=by, at=at, reason=reason)
