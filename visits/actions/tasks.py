"""Promising something at a visit, and having done it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import save_changes, save_new
from fosterhomes.models import Child, User

from ..models import FollowUpTask, Visit


def add_task(
    *, visit: Visit, child: Child, what: str, owner: User, due_on: date, by: User, at: datetime
) -> FollowUpTask:
    """Store what was promised to a child at a visit. Raises `ValidationError` for a child who is not on the visit."""
    if not visit.visit_children.filter(child=child).exists():
        raise ValidationError({"child": _("The child is not on this visit.")})
    if due_on < visit.on_day:
        raise ValidationError({"due_on": _("This day lies before the visit.")})
    task = FollowUpTask(visit=visit, child=child, track=visit.track, what=what.strip(), owner=owner, due_on=due_on)
    save_new(task, verb="followuptask.added", by=by, at=at)
    return task


def finish_task(*, task: FollowUpTask, by: User, at: datetime) -> FollowUpTask:
    """Store that the task was done on the day of `at`. What is done already stays as it is."""
    if task.done_on is None:
        task.done_on = timezone.localdate(at)
        save_changes(task, verb="followuptask.done", by=by, at=at)
    return task


def reopen_task(*, task: FollowUpTask, by: User, at: datetime) -> FollowUpTask:
    """Take back that the task was done: it was pressed by mistake."""
    task.done_on = None
    save_changes(task, verb="followuptask.reopened", by=by, at=at)
    return task
