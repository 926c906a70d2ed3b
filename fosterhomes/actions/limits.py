"""What the search for a home must respect for a child: written, changed, removed, each with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..models import Child, TravelLimit, User
from ..places import forget_unused
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new


def add_limit(*, row: Any, by: User, at: datetime) -> None:
    """Store a limit of the way, a ban on contact, or with whom the child is not to live."""
    with deed():
        # Somebody may be protecting the child's address at this moment: then no village may be stored.
        row.child = Child.objects.select_for_update().get(pk=row.child_id)
        save_new(row, verb=f"{row._meta.model_name}.added", by=by, at=at)


def change_limit(*, row: Any, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store the change. Raises `ChangedMeanwhile` when the row is not what the person saw (`seen`)."""
    with deed():
        row.child = Child.objects.select_for_update().get(pk=row.child_id)
        check_unchanged(row, seen)
        return save_changes(row, verb=f"{row._meta.model_name}.changed", by=by, at=at)


def remove_limit(*, row: Any, reason: str, by: User, at: datetime) -> None:
    """Remove what no longer holds, or never did; that it stood there, and why it went, stays in the trace."""
    with deed():
        record(f"{row._meta.model_name}.removed", row, by=by, at=at, reason=reason)
        row.delete()


def forget_limit_places(*, child: Child, by: User, at: datetime) -> None:
    """Let no limit tell any more where a child lives whose address is protected; call it inside that deed.

    What remains is measured by the band set by hand; a limit that was about nothing but a village goes.
    """
    for row in child.travel_limits.exclude(point=None).select_related("point"):
        point, row.point = row.point, None
        if row.purpose == TravelLimit.Purpose.OTHER:
            record("travellimit.removed", row, by=by, at=at)
            row.delete()
        else:
            save_changes(row, verb="travellimit.changed", by=by, at=at)
        forget_unused(point)
