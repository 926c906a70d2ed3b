"""Two rows for the same home or supervisor become one: everything about the duplicate is moved to the one that remains.

The duplicate stays as a tombstone (`merged_into`): its old address leads on, its trace stays with it, and it holds no
address, point or phone any more, so that nothing is forgotten when the one that remains becomes protected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AuditEvent, Home, Look, Supervisor, SupervisorTie, User
from ..places import forget_unused
from .base import deed, record
from .supervisors import check_not_appointed

STAYS_WITH_ITS_ROW = (AuditEvent, Look)
"""The trace is never changed; the history of the one that remains reads the tombstone's too."""


@dataclass(frozen=True)
class Moving:
    """Rows of one kind that point at the duplicate: those of `column` in `rows`."""

    column: str
    rows: QuerySet[Any]

    @property
    def label(self) -> str:
        return str(self.rows.model._meta.verbose_name)


def moving(duplicate: Any) -> Iterator[Moving]:
    """Yield everything that points at the row, in every app, also where no name leads back."""
    for relation in duplicate._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if relation.related_model not in STAYS_WITH_ITS_ROW:
            column = relation.field.name
            yield Moving(column, relation.related_model._base_manager.filter(**{column: duplicate}))


def check_mergeable(remaining: Any, duplicate: Any) -> None:
    """Raise `ValidationError` when these two cannot be one."""
    if remaining.pk == duplicate.pk:
        raise ValidationError({"other": _("Choose another one than this.")})
    if remaining.service_id != duplicate.service_id:
        raise ValidationError({"other": _("The two belong to different services.")})
    if remaining.merged_into_id or duplicate.merged_into_id:
        raise ValidationError({"other": _("One of the two is already merged into another.")})
    if isinstance(remaining, Home) and remaining.protected_address != duplicate.protected_address:
        raise ValidationError(
            {"other": _("One of the two has a protected address. Mark the other one as protected too, then merge.")}
        )


def merge_homes(remaining: Home, duplicate: Home, *, reason: str, by: User, at: datetime) -> None:
    """Merge `duplicate` into `remaining`, whose own values stay. Raises `ValidationError` when that is not possible."""
    with deed():
        # The same move of the family, registered in both places, is kept once.
        duplicate.moves.filter(on_day__in=remaining.moves.values("on_day")).delete()
        _move_all(remaining, duplicate)
        _check_ties(SupervisorTie.objects.filter(home=remaining), timezone.localdate(at))
        point, duplicate.point = duplicate.point, None
        duplicate.address = duplicate.phone = duplicate.email = ""
        duplicate.closed_on = duplicate.closed_on or timezone.localdate(at)
        duplicate.closed_reason = duplicate.closed_reason or _("Registered twice.")
        _entomb(duplicate, remaining)
        forget_unused(point)
        _trace("home", remaining, duplicate, reason, by, at)


def merge_supervisors(remaining: Supervisor, duplicate: Supervisor, *, reason: str, by: User, at: datetime) -> None:
    """Merge `duplicate` into `remaining`. The log-in moves along when the one that remains has none."""
    with deed():
        _move_all(remaining, duplicate)
        _check_ties(SupervisorTie.objects.filter(supervisor=remaining), timezone.localdate(at))
        user, duplicate.user = duplicate.user, None
        duplicate.phone = duplicate.email = ""
        duplicate.until_on = duplicate.until_on or _end(duplicate.from_on, timezone.localdate(at))
        _entomb(duplicate, remaining)
        if remaining.user is None and user is not None:
            remaining.user = user
            remaining.save(update_fields=["user"])
        _trace("supervisor", remaining, duplicate, reason, by, at)


def _end(from_on: date, on: date) -> date:
    return max(on, from_on + timedelta(days=1))


def _move_all(remaining: Any, duplicate: Any) -> None:
    locked = type(remaining)._base_manager.select_for_update().in_bulk([remaining.pk, duplicate.pk])
    check_mergeable(locked[remaining.pk], locked.get(duplicate.pk))
    for kind in moving(duplicate):
        kind.rows.update(**{kind.column: remaining})


def _check_ties(ties: QuerySet[SupervisorTie], on: date) -> None:
    """Raise when a supervisor would now be appointed for a child whose home, as one, the supervisor is tied to."""
    for tie in ties.select_related("supervisor"):
        try:
            check_not_appointed(tie, on)
        except ValidationError as error:
            raise ValidationError(error.messages) from error


def _entomb(duplicate: Any, remaining: Any) -> None:
    duplicate.merged_into = remaining
    duplicate.full_clean()
    duplicate.save()


def _trace(noun: str, remaining: Any, duplicate: Any, reason: str, by: User, at: datetime) -> None:
    record(f"{noun}.merged", remaining, by=by, at=at, reason=reason)
    record(f"{noun}.merged_away", duplicate, by=by, at=at, reason=reason)
