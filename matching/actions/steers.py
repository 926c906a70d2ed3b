"""Pinning and excluding homes for the next proposal; nothing is solved, and nothing changes in the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.models import Child, Home, User

from ..models import Steer


def steer(*, children: Iterable[Child], home: Home, kind: str, reason: str, by: User, at: datetime) -> None:
    """Pin a home to a child, or exclude it, with the reason; for siblings together, for each of them."""
    with deed():
        for child in children:
            row = Steer(child=child, home=home, kind=kind, reason=reason, made_by=by, made_at=at)
            save_new(row, verb=f"steer.{kind}", by=by, at=at, reason=reason)


def lift(*, steer: Steer, by: User, at: datetime) -> None:
    """Lift a pin or an exclusion; for siblings, what was set for all of them in one deed."""
    with deed():
        whom = Q(child=steer.child_id) | Q(child__sibling_group__children=steer.child_id)
        same = Steer.objects.filter(whom, home=steer.home_id, kind=steer.kind, made_at=steer.made_at, lifted_at=None)
        for row in same.distinct():
            row.lifted_by, row.lifted_at = by, at
            save_changes(row, verb="steer.lifted", by=by, at=at)
