"""Accepting what a plan would change, all together or one by one; undoing it; pinning a visit where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes
from fosterhomes.models import AuditEvent, Run, User
from fosterhomes.shown import shown_day

from ..models import Guidance, PlanMove, Visit
from ..plans.rows import cases_of, made, planned, put, row_of, rows_with_hours, set_row
from ..plans.slots import Row, Slot, visitor_of
from ..plans.telling import Columns, told_back, told_of
from ..recording import lock_children
from ..visitors import named

Kind = PlanMove.Kind


def accept_moves(*, run: Run, moves: Iterable[int] | None, by: User, at: datetime) -> int:
    """Carry out the moves with these ids, or (None) all that wait and can be carried out; return how many.

    Visits that somebody has touched since the plan was made stay as they are, and their moves stay open. Raises
    `ValidationError` when a single one was asked for and cannot be carried out, or when somebody would have to be at
    two places at once.
    """
    with deed():
        waiting = _locked(run).filter(accepted_at__isnull=True)
        # What cannot be planned is a question to a person, never part of accepting the rest.
        asked = waiting.exclude(kind=Kind.DROPPED) if moves is None else waiting.filter(pk__in=list(moves))
        rows = list(asked)
        standing = planned(rows)
        telling = partial(told_of, on=timezone.localdate(at))
        done = [move for move in rows if _go(move, move.before, move.after, standing, telling)]
        if moves is not None and len(done) < len(rows):
            raise ValidationError(_("The visit was changed meanwhile. Plan again."))
        _check_hours(move.visit or move.session for move in done)
        _store(done, at, by)
        _trace(run, done, verb="plan.accepted", by=by, at=at)
    return len(done)


def undo_moves(*, run: Run, by: User, at: datetime) -> tuple[int, int]:
    """Put everything back that was accepted of the plan. Return how many visits, and how many were touched since."""
    with deed():
        accepted = list(_locked(run).filter(accepted_at__isnull=False).order_by("-pk"))
        if not accepted:
            raise ValidationError(_("Nothing of this plan is accepted."))
        standing = planned(accepted)
        done = [move for move in accepted if _go(move, move.after, move.before, standing, told_back)]
        _check_hours(move.visit or move.session for move in done)
        _store(done, None, None)
        _trace(run, done, verb="plan.undone", by=by, at=at)
    return len(done), len(accepted) - len(done)


def tell_of_move(*, move: PlanMove, by: User, at: datetime) -> None:
    """Store that the family has been told of what the plan took out, or of guidance that it moved."""
    with deed():
        _locked(move.run)
        move.to_tell = False
        move.save(update_fields=["to_tell"])
        _trace(move.run, [move], verb="plan.family_told", by=by, at=at)


def pin_visit(*, visit: Visit, pinned: bool, by: User, at: datetime) -> None:
    """Say that no plan moves the visit, or that plans may again."""
    if visit.status != Visit.Status.PLANNED:
        raise ValidationError(_("Only a planned visit can be pinned: a booked one stays anyway."))
    visit.pinned = pinned
    save_changes(visit, verb="visit.pinned" if pinned else "visit.unpinned", by=by, at=at)


def _locked(run: Run) -> QuerySet[PlanMove]:
    """Return the run's moves; two people who press at once wait for each other here, and for who books."""
    Run.objects.select_for_update().get(pk=run.pk)
    # Each move knows this run: reading the run with every move would decode its problem a thousand times.
    moves: QuerySet[PlanMove] = run.moves.all()
    slots = [Slot.from_json(slot) for row in moves.values_list("before", "after") for slot in row if slot]
    lock_children({child for slot in slots if not slot.is_guidance for child in slot.children})
    cases = {case for slot in slots if slot.is_guidance for case in slot.children}
    list(Guidance.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    return moves


def _go(
    move: PlanMove, here: Any, there: Any, standing: dict[tuple[str, int], Row],
    telling: Callable[[PlanMove, Row], Columns],
) -> bool:  # fmt: skip
    """Bring a visit from `here` to `there` (a slot or none). False where it is not `here` any more: it stays.

    `telling` gives the columns that say whether its family is to be told.
    """
    target = Slot.from_json(there) if there else None
    if here is None:
        assert target is not None
        if not _goes_on(target):
            return False
        _put_anew(move, target, telling)
        return True
    row = standing.get(row_of(move))
    if row is None or Slot.of(row) != Slot.from_json(here):
        return False
    if target is None:
        telling(move, row)
        move.unannounced = isinstance(row, Visit) and not row.announced
        row.delete()
        set_row(move, None)
        return True
    if not _goes_on(target):
        return False
    put(row, target, telling(move, row))
    set_row(move, row)
    return True


def _put_anew(move: PlanMove, target: Slot, telling: Callable[[PlanMove, Row], Columns]) -> None:
    row = made(target, move.run)
    set_row(move, row)
    if isinstance(row, Visit) and move.unannounced:
        row.announced = False
        row.save(update_fields=["announced"])
    if columns := telling(move, row):
        put(row, target, columns)


def _goes_on(slot: Slot) -> bool:
    """Return whether the guidance of all who take part is active on the day: it may have ended since it was planned."""
    if not slot.is_guidance:
        return True
    cases = Guidance.objects.filter(pk__in=slot.children)
    return [case.holds_on(slot.day) for case in cases] == [True] * len(slot.children)


def _check_hours(moved: Iterable[Row | None]) -> None:
    """Raise when somebody who was moved to an hour has another visit then: it was booked meanwhile."""
    touched = [row for row in moved if row is not None and row.start]
    names = {(type(row), row.pk) for row in touched}
    for (_who, day), rows in rows_with_hours({row.on_day for row in touched}).items():
        for first, second in pairwise(rows):
            mine = {(type(first), first.pk), (type(second), second.pk)} & names
            if mine and _end(first) > datetime.combine(day, second.start or time.max):
                raise ValidationError(_two_at_once(first, second))


def _end(visit: Row) -> datetime:
    return datetime.combine(visit.on_day, visit.start or time.min) + timedelta(minutes=visit.minutes)


def _two_at_once(first: Row, second: Row) -> str:
    who = visitor_of(first)
    names = {"who": named([who])[who], "day": shown_day(first.on_day)}
    hours = {"first": f"{first.start:%H:%M}", "second": f"{second.start:%H:%M}"}
    return _(
        "%(who)s would have two visits at once on %(day)s: %(first)s and %(second)s. Accept all, or plan again."
    ) % (names | hours)


STORED = ["accepted_at", "accepted_by", "visit", "session", "told_anew", "to_tell", "unannounced"]


def _store(moves: list[PlanMove], at: datetime | None, by: User | None) -> None:
    for move in moves:
        move.accepted_at, move.accepted_by = at, by
    PlanMove.objects.bulk_update(moves, STORED, batch_size=200)


def _trace(run: Run, moves: list[PlanMove], *, verb: str, by: User, at: datetime) -> None:
    """One event tells of the whole, and one of each child, so that the log can be read out for that child alone."""
    record(verb, run, by=by, at=at, reason=str(len(moves)))
    slots = [Slot.from_json(move.after or move.before or {}) for move in moves]
    children = {child for slot in slots if not slot.is_guidance for child in slot.children}
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at, by=by, service=run.service, verb=verb, object_type=run._meta.label_lower, object_id=str(run.pk),
            child_id=child,
        )
        for child in sorted(children)
    )  # fmt: skip
    for case in cases_of(moves).values():
        record(verb, case, by=by, at=at)
