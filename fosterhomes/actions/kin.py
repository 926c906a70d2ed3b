"""Kin and network of a child: named, asked, answered, assessed in writing (FF § 5(6))."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..models import Kin, User
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new

VERBS = {"assessed_on": "kin.assessed", "answered_on": "kin.answered", "asked_on": "kin.asked"}
"""The step that a changed date stands for; the latest step names the deed."""


def add_kin(*, kin: Kin, by: User, at: datetime) -> None:
    """Store somebody of the child's family or network."""
    save_new(kin, verb="kin.named", by=by, at=at)


def change_kin(*, kin: Kin, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store what was learned of them. Raises `ChangedMeanwhile` when the row is not what the person saw (`seen`)."""
    with deed():
        check_unchanged(kin, seen)
        before = Kin.objects.get(pk=kin.pk)
        steps = [verb for name, verb in VERBS.items() if getattr(kin, name) != getattr(before, name)]
        return save_changes(kin, verb=steps[0] if steps else "kin.changed", by=by, at=at)


def remove_kin(*, kin: Kin, reason: str, by: User, at: datetime) -> None:
    """Remove somebody who was entered by mistake; that it was done, and why, stays in the trace."""
    with deed():
        record("kin.removed", kin, by=by, at=at, reason=reason)
        kin.delete()
