"""The sheet that goes with children who get another contact person: what is owed, booked, promised, and when.

Only of children whose case the reader reads: who takes over reads it from the day on, who hands over until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fosterhomes.children import readable, stays_on
from fosterhomes.models import Child, ContactPerson, Handover, Placement, SupervisionAppointment, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access

from .dates import DateRow, date_rows
from .due import DueRow, due_rows
from .models import FollowUpTask, Visit, VisitChild
from .permissions import OPEN

A_YEAR = timedelta(days=366)
"""Dates that bind later than this are no matter of a handover."""


@dataclass(frozen=True)
class SheetChild:
    """One child: where it lives, who supervises it, who takes over, and everything that somebody waits for."""

    child: Child
    stay: Placement | None
    appointment: SupervisionAppointment | None
    to: User | None
    due: tuple[DueRow, ...]
    ahead: tuple[Visit, ...]
    last: Visit | None
    promised: tuple[FollowUpTask, ...]
    dates: tuple[DateRow, ...]


@dataclass(frozen=True)
class Sheet:
    """`on`: the day of the handover; None while nobody has handed anything over."""

    worker: User
    on: date | None
    children: tuple[SheetChild, ...]


def sheet(access: Access, worker: User, on: date | None) -> Sheet:
    """Return the sheet of a caseworker's children now, or of those handed over on a day. A fixed number of queries."""
    handed = Handover.objects.filter(giver=worker, on_day=on or access.on).values_list("child", flat=True)
    held = ContactPerson.objects.filter(covers(access.on), worker=worker).values_list("child", flat=True)
    children = list(readable(access).filter(pk__in=handed if on else held, merged_into=None).order_by("name", "pk"))
    return Sheet(worker, on, tuple(_lines(access, children, on)))


def _lines(access: Access, children: list[Child], on: date | None) -> Iterable[SheetChild]:
    ids = {child.pk for child in children}
    if not ids:
        return
    owed, dates = _by_child_due(access, ids), _by_child_dates(access, ids)
    ahead, last, promised = _ahead(access, ids), _last(ids), _promised(ids)
    stays = {stay.child_id: stay for stay in stays_on(access.on).filter(child__in=ids).select_related("home")}
    appointed = SupervisionAppointment.objects.filter(covers(access.on), child__in=ids).select_related("supervisor")
    supervised = {row.child_id: row for row in appointed}
    new = ContactPerson.objects.filter(child__in=ids, from_on=on).select_related("worker") if on else []
    to = {row.child_id: row.worker for row in new}
    for child in children:
        pk = child.pk
        yield SheetChild(
            child, stays.get(pk), supervised.get(pk), to.get(pk), tuple(owed[pk]), tuple(ahead[pk]), last.get(pk),
            tuple(promised[pk]), tuple(dates[pk]),
        )  # fmt: skip


def _by_child_due(access: Access, ids: set[int]) -> dict[int, list[DueRow]]:
    found: dict[int, list[DueRow]] = defaultdict(list)
    for row in due_rows(access):
        if row.year.child.pk in ids and not row.year.has_ended:
            found[row.year.child.pk].append(row)
    return found


def _by_child_dates(access: Access, ids: set[int]) -> dict[int, list[DateRow]]:
    found: dict[int, list[DateRow]] = defaultdict(list)
    for row in date_rows(access):
        if row.child is not None and row.child.pk in ids and row.deadline.last_on < access.on + A_YEAR:
            found[row.child.pk].append(row)
    return found


def _ahead(access: Access, ids: set[int]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = defaultdict(list)
    rows = VisitChild.objects.filter(child__in=ids, visit__status__in=OPEN)
    for row in rows.select_related("visit__worker", "visit__supervisor").order_by("visit__on_day", "visit"):
        found[row.child_id].append(row.visit)
    return found


def _last(ids: set[int]) -> dict[int, Visit]:
    rows = VisitChild.objects.filter(child__in=ids, visit__status=Visit.Status.DONE)
    # The latest comes last and stays.
    ordered = rows.select_related("visit__worker", "visit__supervisor").order_by("visit__on_day", "visit")
    return {row.child_id: row.visit for row in ordered}


def _promised(ids: set[int]) -> dict[int, list[FollowUpTask]]:
    found: dict[int, list[FollowUpTask]] = defaultdict(list)
    for task in FollowUpTask.objects.still_open().filter(child__in=ids).select_related("owner"):
        found[task.child_id].append(task)
    return found
