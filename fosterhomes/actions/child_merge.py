"""Merging two rows of the same child: everything moves to the one that is kept, a tombstone leads there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils import timezone

from ..child_merge import FILLED, JOINED, ONE_AT_A_TIME, refusals
from ..models import Child, User
from ..periods import overlaps
from ..places import forget_unused
from .base import deed, record, save_changes
from .children import lock_child
from .limits import forget_limit_places
from .merging import Moving, moving


def merge_children(*, kept: Child, duplicate: Child, reason: str, by: User, at: datetime) -> None:
    """Move all that hangs on `duplicate` to `kept` and leave a tombstone that leads there.

    What `kept` lacks it takes from the duplicate; a protected address stays protected. Raises `ValidationError` with
    every reason why they cannot be merged as they stand, such as stays that would overlap.
    """
    with deed():
        for pk in sorted({kept.pk, duplicate.pk}):
            lock_child(pk)
        kept.refresh_from_db()
        duplicate.refresh_from_db()
        if why := list(refusals(kept, duplicate)):
            raise ValidationError(why)
        point = duplicate.point
        _fill(kept, duplicate, by=by, at=at)
        for name, same in ONE_AT_A_TIME.items():
            _absorb(kept, duplicate, name, same)
        for kind in moving(duplicate):
            _repoint(kind, kept)
        _bury(duplicate, kept, timezone.localdate(at))
        forget_unused(point)
        record("child.merged", kept, by=by, at=at, reason=reason)
        record("child.merged_away", duplicate, by=by, at=at, reason=reason)


def _fill(kept: Child, duplicate: Child, *, by: User, at: datetime) -> None:
    for name in FILLED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(duplicate, name))
    for name in JOINED:
        either: Any = Child._meta.get_field(name)
        setattr(kept, name, either.to_python([*getattr(kept, name), *getattr(duplicate, name)]))
    kept.sibling_group = kept.sibling_group or duplicate.sibling_group
    left = kept.point
    if duplicate.protected_address or kept.protected_address:
        kept.protected_address, kept.point = True, None
    save_changes(kept, verb="child.filled_by_merge", by=by, at=at)
    if kept.protected_address:
        for one in (kept, duplicate):
            forget_limit_places(child=one, by=by, at=at)
    if kept.point is None:
        forget_unused(left)


def _absorb(kept: Child, duplicate: Child, name: str, same: str) -> None:
    """Make one period of the same thing entered on both; `refusals` has seen that it is the same."""
    for theirs in getattr(duplicate, name).all():
        for ours in getattr(kept, name).filter(overlaps(theirs.from_on, theirs.until_on)):
            theirs.from_on = min(ours.from_on, theirs.from_on)
            theirs.until_on = _later(ours.until_on, theirs.until_on)
            ours.delete()
        theirs.save(update_fields=["from_on", "until_on"])


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _repoint(kind: Moving, kept: Child) -> None:
    """Let the rows point at `kept`; where it has the same row already, the duplicate's goes if it adds nothing.

    One that says more stays with the tombstone: nothing that somebody wrote is lost.
    """
    model: Any = kind.rows.model
    for row in kind.rows:
        twin = _twin(model, kind.column, row, kept)
        if twin is None:
            model._base_manager.filter(pk=row.pk).update(**{kind.column: kept})
        elif _repeats(row, twin, kind.column):
            row.delete()


def _twin(model: Any, column: str, row: Any, kept: Child) -> Any:
    """Return the row of `kept` that a unique constraint would not let stand beside `row`."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None and column in constraint.fields:
            same = {name: getattr(row, name) for name in constraint.fields} | {column: kept}
            if twin := model._base_manager.filter(**same).first():
                return twin
    return None


def _repeats(row: Any, twin: Any, column: str) -> bool:
    said = [field for field in row._meta.concrete_fields if not field.primary_key and field.name != column]
    return all(
        field.value_from_object(row) in (None, "", [], {}, False, field.value_from_object(twin)) for field in said
    )


def _bury(duplicate: Child, kept: Child, on: date) -> None:
    """Leave of the duplicate what is needed to know it by; what it knew of the child is with the kept one."""
    emptied: dict[str, Any] = {"national_number": "", "point": None, "background": "", "needs": [], "languages": []}
    for name, value in {**emptied, "sibling_group": None, "travel_band": ""}.items():
        setattr(duplicate, name, value)
    duplicate.merged_into, duplicate.closed_on = kept, duplicate.closed_on or on
    duplicate.save()
