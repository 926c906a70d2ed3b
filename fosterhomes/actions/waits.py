"""The search for a home: begun, changed, ended with an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Child, User, Wait
from ..periods import covers
from ..versions import check_unchanged
from .base import deed, save_changes, save_new
from .children import end_for, lock_child


def start_wait(*, wait: Wait, by: User, at: datetime) -> None:
    """Begin the search for a home. Raises `ValidationError` when the child already waits in the period."""
    if wait.child.closed_on:
        raise ValidationError(_("The child's case is closed. Open it again first."))
    with deed():
        lock_child(wait.child_id)
        save_new(wait, verb="wait.started", by=by, at=at)


def change_wait(*, wait: Wait, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store what is searched for. Raises `ChangedMeanwhile` when the row is not what the person saw (`seen`)."""
    with deed():
        check_unchanged(wait, seen)
        return save_changes(wait, verb="wait.changed", by=by, at=at)


def end_wait(*, wait: Wait, on: date, outcome: str, by: User, at: datetime) -> None:
    """End the search with its outcome."""
    wait.until_on, wait.outcome = end_for(wait, on), outcome
    save_changes(wait, verb="wait.ended", by=by, at=at, reason=outcome)


def end_search(child: Child, on: date, outcome: str, *, by: User, at: datetime) -> None:
    """End the child's search, if there is one, because it has moved in."""
    for wait in child.waits.filter(covers(on)):
        end_wait(wait=wait, on=on, outcome=outcome, by=by, at=at)
