"""The rows that stand for slots of a plan: planned visits, and planned sessions of guidance. Made, moved, taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, time
from typing import Any

from fosterhomes.models import Run

from ..models import Guidance, GuidanceSession, PlanMove, Visit, VisitChild
from ..permissions import OPEN
from .options import SESSION_AHEAD
from .slots import Row, Slot, visitor_of


def store_new(run: Run, slots: Sequence[Slot]) -> None:
    """Store a whole plan at once."""
    visits = [(_visit(slot, run), slot) for slot in slots if not slot.is_guidance]
    sessions = [(_session(slot, run), slot) for slot in slots if slot.is_guidance]
    Visit.objects.bulk_create([visit for visit, _slot in visits])
    VisitChild.objects.bulk_create(
        VisitChild(visit=visit, child_id=child) for visit, slot in visits for child in slot.children
    )
    GuidanceSession.objects.bulk_create([session for session, _slot in sessions])
    takes_part = GuidanceSession.cases.through
    takes_part._default_manager.bulk_create(
        takes_part(guidancesession_id=session.pk, guidance_id=case)
        for session, slot in sessions
        for case in slot.children
    )


def _visit(slot: Slot, run: Run) -> Visit:
    return Visit(service=run.service, home_id=slot.home, track=slot.track, run=run, **slot.columns)


def _session(slot: Slot, run: Run) -> GuidanceSession:
    return GuidanceSession(service=run.service, agreed=False, **slot.columns)


def made(slot: Slot, run: Run) -> Row:
    row = _session(slot, run) if slot.is_guidance else _visit(slot, run)
    row.save()
    _set_whom(row, slot)
    return row


def put(row: Row, slot: Slot, also: dict[str, Any]) -> None:
    """Bring a row to a slot; `also`: further columns."""
    columns = slot.columns | also
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    _set_whom(row, slot)


def _set_whom(row: Row, slot: Slot) -> None:
    if isinstance(row, GuidanceSession):
        row.cases.set(slot.children)
        return
    there = set(row.visit_children.values_list("child", flat=True))
    if there - set(slot.children):
        row.visit_children.exclude(child__in=slot.children).delete()
    VisitChild.objects.bulk_create(
        VisitChild(visit=row, child_id=child) for child in slot.children if child not in there
    )


def row_of(move: PlanMove) -> tuple[str, int]:
    """Return what names the row that a move is about."""
    return ("session", move.session_id) if move.session_id else ("visit", move.visit_id or 0)


def planned(moves: Iterable[PlanMove]) -> dict[tuple[str, int], Row]:
    """Return the rows of the moves that are still only planned, neither pinned nor agreed, as they stand now."""
    moves = list(moves)
    visits = Visit.objects.filter(
        pk__in=[move.visit_id for move in moves if move.visit_id], status=Visit.Status.PLANNED, pinned=False
    )
    sessions = GuidanceSession.objects.filter(
        pk__in=[move.session_id for move in moves if move.session_id], status=SESSION_AHEAD, agreed=False
    )
    found: dict[tuple[str, int], Row] = {("visit", row.pk): row for row in visits.prefetch_related("children")}
    return found | {("session", row.pk): row for row in sessions.prefetch_related("cases__home")}


def rows_with_hours(days: Collection[date]) -> dict[tuple[str, date], list[Row]]:
    """Return what everybody has ahead at an hour on the days, by person and day, in order of time."""
    visits = Visit.objects.filter(on_day__in=days, status__in=OPEN, start__isnull=False)
    sessions = GuidanceSession.objects.filter(on_day__in=days, status=SESSION_AHEAD, start__isnull=False)
    there: dict[tuple[str, date], list[Row]] = defaultdict(list)
    rows: list[Row] = [*visits, *sessions]
    for row in sorted(rows, key=lambda one: (one.start or time.max, one.pk)):
        there[visitor_of(row), row.on_day].append(row)
    return there


def set_row(move: PlanMove, row: Row | None) -> None:
    """Write down which row the move is about now."""
    move.visit = row if isinstance(row, Visit) else None
    move.session = row if isinstance(row, GuidanceSession) else None


def cases_of(moves: Iterable[PlanMove]) -> dict[int, Guidance]:
    """Return the cases of guidance that the moves are about, with whom they guide."""
    slots = [Slot.from_json(slot) for move in moves for slot in (move.after, move.before) if slot]
    wanted = {case for slot in slots if slot.is_guidance for case in slot.children}
    return Guidance.objects.select_related("home", "child").in_bulk(wanted)
