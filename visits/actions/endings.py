"""One deed for all that follows when something ends or changes, and the undoing of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.actions.children import lock_child
from fosterhomes.models import Child, Home, Placement, User
from fosterhomes.stays import check_room, check_supervisor_untied

from ..endings.deeds import plan_ending
from ..endings.steps import Plan, Step, Wish, from_shape, shape
from ..models import Ending


def carry_out_ending(*, wish: Wish, seen: str, by: User, at: datetime) -> Ending:
    """Do every step of the plan in one deed. `seen` is the fingerprint of the plan that the person was shown.

    Raises `ValidationError` when the plan has problems, or is another by now than the one that was shown.
    """
    with deed():
        _lock(wish)
        plan = plan_ending(wish, at)
        _check(plan, seen)
        ending = Ending(
            service=wish.service, kind=wish.kind, child=wish.child, home=wish.home, on_day=wish.on_day,
            steps=[_do(step, wish, by=by, at=at) for step in plan.steps], done_by=by, done_at=at,
        )  # fmt: skip
        save_new(ending, verb="ending.done", by=by, at=at, reason=wish.label)
    return ending


def _lock(wish: Wish) -> None:
    """Let one deed at a time write about the children and the home: children first, by id, then the home."""
    there = wish.home.placements.filter(planned=False).values("child") if wish.home else []
    own = [wish.child.pk] if wish.child else []
    for child in Child.objects.filter(models.Q(pk__in=own) | models.Q(pk__in=there)).order_by("pk"):
        lock_child(child.pk)
    if wish.home:
        Home.objects.select_for_update().get(pk=wish.home.pk)


def _check(plan: Plan, seen: str) -> None:
    if plan.problems:
        raise ValidationError(list(plan.problems))
    if plan.fingerprint != seen:
        raise ValidationError(_("Something changed meanwhile. Look at what will be done now, and confirm it again."))


def _do(step: Step, wish: Wish, *, by: User, at: datetime) -> dict[str, Any]:
    """Write one row and return what it was and is."""
    row = step.row
    told: dict[str, Any] = {"model": row._meta.label_lower, "verb": step.verb}
    if step.values is None:
        told |= {"pk": row.pk, "before": shape(row), "after": None}
        record(step.verb, step.about or row, by=by, at=at, reason=wish.label)
        row.delete()
        return told
    if row.pk is None:
        if isinstance(row, Placement) and wish.kind != Ending.Kind.AFTERCARE:
            check_room(row, at)
            check_supervisor_untied(row)
        save_new(row, verb=step.verb, by=by, at=at, reason=wish.label)
        return told | {"pk": row.pk, "before": None, "after": shape(row)}
    before = shape(row, step.values)
    for name, value in step.values.items():
        setattr(row, name, value)
    save_changes(row, verb=step.verb, by=by, at=at, reason=wish.label)
    return told | {"pk": row.pk, "before": before, "after": shape(row, step.values)}


def undo_ending(*, ending: Ending, reason: str, by: User, at: datetime) -> None:
    """Put every row back as it was, in one deed, the last step first. That it was done and undone stays in the trace.

    Raises `ValidationError`, naming them, when rows are no longer as the deed left them: those are corrected by hand.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is undone.")})
    with deed():
        ending = Ending.objects.select_for_update().get(pk=ending.pk)
        if ending.undone_at:
            raise ValidationError(_("This was undone already."))
        steps = list(reversed(ending.steps))
        if changed := [_name(step) for step in steps if not _is_as_left(step)]:
            sentence = _("Changed since, and to be corrected by hand: %(names)s.")
            raise ValidationError(sentence % {"names": ", ".join(dict.fromkeys(changed))})
        for step in steps:
            _undo(step, by=by, at=at, reason=reason)
        _check_places(steps, at)
        ending.undone_at, ending.undone_by, ending.undone_why = at, by, reason.strip()
        save_changes(ending, verb="ending.undone", by=by, at=at, reason=reason)


def _model(step: dict[str, Any]) -> type[models.Model]:
    return apps.get_model(step["model"])


def _row(step: dict[str, Any]) -> models.Model | None:
    return _model(step)._base_manager.filter(pk=step["pk"]).first()


def _name(step: dict[str, Any]) -> str:
    row = _row(step)
    return str(row) if row is not None else str(_model(step)._meta.verbose_name)


def _is_as_left(step: dict[str, Any]) -> bool:
    """Return whether the row still is what the deed made of it: also that nothing hangs on a row that it made."""
    row = _row(step)
    if step["after"] is None:
        return row is None
    if row is None or shape(row, step["after"]) != step["after"]:
        return False
    return step["before"] is not None or not any(_hanging(row))


def _hanging(row: models.Model) -> Iterable[bool]:
    for relation in row._meta.related_objects:
        if relation.related_model._meta.app_label in ("fosterhomes", "visits", "matching"):
            found = relation.related_model._base_manager.filter(**{relation.field.name: row})
            yield found.exists()


def _undo(step: dict[str, Any], *, by: User, at: datetime, reason: str) -> None:
    model, row = _model(step), _row(step)
    if step["before"] is None:
        assert row is not None
        record("ending.undone", row, by=by, at=at, reason=reason)
        row.delete()
        return
    values = from_shape(model, step["before"])
    if row is None:
        row = model(pk=step["pk"], **values)
        row.full_clean(validate_unique=False)
        row.save(force_insert=True)
        record("ending.undone", row, by=by, at=at, reason=reason)
        return
    for name, value in values.items():
        setattr(row, name, value)
    save_changes(row, verb="ending.undone", by=by, at=at, reason=reason)


def _check_places(steps: list[dict[str, Any]], at: datetime) -> None:
    """Raise when a child cannot go back to the home because its place was given to another meanwhile."""
    rows = [row for row in map(_row, steps) if isinstance(row, Placement) and row.home_id and row.until_on is None]
    full: Any = Home.objects.with_vacancy(timezone.localdate(at), at).filter(pk__in=[row.home_id for row in rows])
    for home in full.filter(living__gt=F("places")):
        raise ValidationError(_("%(home)s has no place left: it was given to another child.") % {"home": home.name})
