"""Accepting what a plan would change, all together or one by one; undoing it; pinning a visit where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes
from fosterhomes.models import AuditEvent, Run, User
from fosterhomes.shown import shown_day

from ..models import PlanMove, Visit, VisitChild
from ..permissions import OPEN
from ..plan_slots import Slot
from ..recording import lock_children
from ..visitors import id_of

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
        visits = _planned(rows)
        done = [move for move in rows if _go(move, move.before, move.after, visits)]
        if moves is not None and len(done) < len(rows):
            raise ValidationError(_("The visit was changed meanwhile. Plan again."))
        _check_hours(move.visit for move in done)
        _store(done, at, by)
        _trace(run, done, verb="plan.accepted", by=by, at=at)
    return len(done)


def undo_moves(*, run: Run, by: User, at: datetime) -> tuple[int, int]:
    """Put everything back that was accepted of the plan. Return how many visits, and how many were touched since."""
    with deed():
        accepted = list(_locked(run).filter(accepted_at__isnull=False).order_by("-pk"))
        if not accepted:
            raise ValidationError(_("Nothing of this plan is accepted."))
        visits = _planned(accepted)
        done = [move for move in accepted if _go(move, move.after, move.before, visits)]
        _check_hours(move.visit for move in done)
        _store(done, None, None)
        _trace(run, done, verb="plan.undone", by=by, at=at)
    return len(done), len(accepted) - len(done)


def pin_visit(*, visit: Visit, pinned: bool, by: User, at: datetime) -> None:
    """Say that no plan moves the visit, or that plans may again."""
    if visit.status != Visit.Status.PLANNED:
        raise ValidationError(_("Only a planned visit can be pinned: a booked one stays anyway."))
    visit.pinned = pinned
    save_changes(visit, verb="visit.pinned" if pinned else "visit.unpinned", by=by, at=at)


def _locked(run: Run) -> QuerySet[PlanMove]:
    """Return the run's moves; two people who press at once wait for each other here, and for who books."""
    Run.objects.select_for_update().get(pk=run.pk)
    moves = PlanMove.objects.filter(run=run)
    slots = [slot for row in moves.values_list("before", "after") for slot in row if slot]
    lock_children({child for slot in slots for child in slot["children"]})
    return moves.select_related("run")


def _planned(moves: Iterable[PlanMove]) -> dict[int, Visit]:
    """Return the visits of the moves that are still only planned, and not pinned, as they stand now."""
    ids = [move.visit_id for move in moves if move.visit_id]
    rows = Visit.objects.filter(pk__in=ids, status=Visit.Status.PLANNED, pinned=False).prefetch_related("children")
    return {visit.pk: visit for visit in rows}


def _go(move: PlanMove, here: Any, there: Any, visits: dict[int, Visit]) -> bool:
    """Bring a visit from `here` to `there` (a slot or none). False where it is not `here` any more: it stays."""
    if here is None:
        move.visit = _made(Slot.from_json(there), move.run)
        return True
    visit = visits.get(move.visit_id or 0)
    if visit is None or Slot.of(visit) != Slot.from_json(here):
        return False
    if there is None:
        visit.delete()
        move.visit = None
    else:
        _put(visit, Slot.from_json(there))
        move.visit = visit
    return True


def _check_hours(moved: Iterable[Visit | None]) -> None:
    """Raise when somebody who was moved to an hour has another visit then: it was booked meanwhile."""
    touched = {visit.pk: visit for visit in moved if visit is not None and visit.start}
    days = {visit.on_day for visit in touched.values()}
    there: dict[tuple[str, date], list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(on_day__in=days, status__in=OPEN, start__isnull=False).order_by("start", "pk"):
        there[id_of(visit), visit.on_day].append(visit)
    for (_who, day), visits in there.items():
        for first, second in pairwise(visits):
            if {first.pk, second.pk} & set(touched) and _end(first) > datetime.combine(day, second.start or time.max):
                raise ValidationError(_two_at_once(first, second))


def _end(visit: Visit) -> datetime:
    return datetime.combine(visit.on_day, visit.start or time.min) + timedelta(minutes=visit.minutes)


def _two_at_once(first: Visit, second: Visit) -> str:
    names = {"who": str(first.visitor), "day": shown_day(first.on_day)}
    hours = {"first": f"{first.start:%H:%M}", "second": f"{second.start:%H:%M}"}
    return _(
        "%(who)s would have two visits at once on %(day)s: %(first)s and %(second)s. Accept all, or plan again."
    ) % (names | hours)


def _made(slot: Slot, run: Run) -> Visit:
    visit = Visit.objects.create(service=run.service, home_id=slot.home, track=slot.track, run=run, **slot.columns)
    _set_children(visit, slot)
    return visit


def _put(visit: Visit, slot: Slot) -> None:
    for name, value in slot.columns.items():
        setattr(visit, name, value)
    visit.save(update_fields=list(slot.columns))
    if {child.pk for child in visit.children.all()} != set(slot.children):
        visit.visit_children.exclude(child__in=slot.children).delete()
        _set_children(visit, slot)


def _set_children(visit: Visit, slot: Slot) -> None:
    there = set(visit.visit_children.values_list("child", flat=True))
    VisitChild.objects.bulk_create(
        VisitChild(visit=visit, child_id=child) for child in slot.children if child not in there
    )


def _store(moves: list[PlanMove], at: datetime | None, by: User | None) -> None:
    for move in moves:
        move.accepted_at, move.accepted_by = at, by
    PlanMove.objects.bulk_update(moves, ["accepted_at", "accepted_by", "visit"], batch_size=200)


def _trace(run: Run, moves: list[PlanMove], *, verb: str, by: User, at: datetime) -> None:
    """One event tells of the whole, and one of each child, so that the log can be read out for that child alone."""
    record(verb, run, by=by, at=at, reason=str(len(moves)))
    children = {child for move in moves for child in (move.after or move.before or {})["children"]}
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at, by=by, service=run.service, verb=verb, object_type=run._meta.label_lower, object_id=str(run.pk),
            child_id=child,
        )
        for child in sorted(children)
    )  # fmt: skip
