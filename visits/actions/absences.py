"""Absences and regular working hours: entered, changed, removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.actions.cover import move_covers
from fosterhomes.models import Supervisor, User
from fosterhomes.versions import check_unchanged

from ..models import Absence, WorkingHours


def enter_absence(*, absence: Absence, by: User, at: datetime) -> None:
    """Store that somebody is away. Raises `ValidationError` where they are away already."""
    save_new(absence, verb="absence.entered", by=by, at=at)


def change_absence(*, absence: Absence, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store other days or another kind; covers that were to end with the absence end with it on its new day.

    Raises `ChangedMeanwhile` when the row is another by now.
    """
    with deed():
        check_unchanged(absence, seen)
        before = Absence.objects.get(pk=absence.pk)
        save_changes(absence, verb="absence.changed", by=by, at=at)
        if before.until_on != absence.until_on:
            _move_covers(before, absence.until_on, by=by, at=at)


def remove_absence(*, absence: Absence, by: User, at: datetime) -> None:
    """Remove an absence that did not come to be; nobody covers any more."""
    with deed():
        _move_covers(absence, timezone.localdate(at), by=by, at=at)
        record("absence.removed", absence, by=by, at=at)
        absence.delete()


def _move_covers(absence: Absence, until_on: date | None, *, by: User, at: datetime) -> None:
    if absence.worker:
        days: dict[str, Any] = {"away_on": absence.from_on, "ended": absence.until_on, "until_on": until_on}
        move_covers(worker=absence.worker, **days, by=by, at=at)


def set_hours(*, person: User | Supervisor, service: int, rows: Iterable[WorkingHours], by: User, at: datetime) -> None:
    """Put these hours in the place of the person's hours in the service; none at all means the usual hours."""
    whose = Q(supervisor=person.pk) if isinstance(person, Supervisor) else Q(worker=person.pk)
    with deed():
        # Two who set hours at once wait for each other: the later set stands whole.
        type(person)._base_manager.select_for_update().get(pk=person.pk)
        WorkingHours.objects.filter(whose, service=service).delete()
        for row in rows:
            _check(row)
            row.save()
        record("workinghours.set", person, by=by, at=at)


def _check(row: WorkingHours) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError([f"{row.get_weekday_display()}: {text}" for text in error.messages]) from error
