"""Handing children over to colleagues, with the visits that are planned and what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes
from fosterhomes.actions.children import lock_child
from fosterhomes.actions.contact import hand_over_cases
from fosterhomes.actions.supervisors import appoint_supervisor
from fosterhomes.models import AuditEvent, Child, SupervisionAppointment, Supervisor, User

from ..models import FollowUpTask, Visit
from ..models.visit import Track
from ..permissions import OPEN


@dataclass
class HandedOver:
    """What went over, and the visits that did not: children on them go to different people, or some stay."""

    children: int = 0
    visits: int = 0
    tasks: int = 0
    left: list[Visit] = field(default_factory=list)


def hand_over_caseload(*, shares: Mapping[Child, User], giver: User, on: date, by: User, at: datetime) -> HandedOver:
    """Hand children over from `on`, with the follow-up visits from that day and the promises that are still open.

    A promise due before a day that lies ahead stays with who gave it; whoever leaves without keeping it leaves it to
    the new contact person (`visits.tasks.my_tasks`).
    """
    with deed():
        hand_over_cases(shares=shares, giver=giver, on=on, by=by, at=at)
        told = HandedOver(children=len(shares))
        visits = Visit.objects.filter(worker=giver, track=Track.FOLLOW_UP)
        _move_visits(visits, {child.pk: ("worker", user) for child, user in shares.items()}, on, told, by, at)
        for task in _promises(shares, giver, on, timezone.localdate(at)):
            task.owner = shares[task.child]
            save_changes(task, verb="followuptask.handed_over", by=by, at=at)
            told.tasks += 1
    return told


def _promises(shares: Iterable[Child], giver: User, on: date, today: date) -> Iterator[FollowUpTask]:
    rows = FollowUpTask.objects.still_open().filter(child__in=list(shares), owner=giver).select_related("child")
    return (row for row in rows.order_by("pk") if on <= today or row.due_on >= on)


def hand_over_supervision(
    *, shares: Mapping[Child, Supervisor], giver: Supervisor, on: date, reason: str, by: User, at: datetime
) -> HandedOver:
    """Appoint new supervisors from `on`, end the old appointments that day, and hand their visits over."""
    with deed():
        for child in sorted(shares, key=lambda child: child.pk):
            lock_child(child.pk)
            row = SupervisionAppointment(child=child, supervisor=shares[child], from_on=on)
            appoint_supervisor(row, by=by, at=at, end_reason=reason)
        told = HandedOver(children=len(shares))
        visits = Visit.objects.filter(supervisor=giver, track=Track.SUPERVISION)
        _move_visits(visits, {child.pk: ("supervisor", row) for child, row in shares.items()}, on, told, by, at)
    return told


def _move_visits(
    visits: Any, to: Mapping[int, tuple[str, Any]], on: date, told: HandedOver, by: User, at: datetime
) -> None:
    """Give each open visit from `on` to who takes its children over; one of children who part is left to a person."""
    ahead = visits.filter(status__in=OPEN, on_day__gte=on, children__in=list(to)).distinct()
    for visit in ahead.order_by("pk"):
        takers = {to.get(pk) for pk in visit.visit_children.values_list("child", flat=True)}
        if len(takers) != 1 or None in takers:
            told.left.append(visit)
            continue
        ((column, person),) = takers  # type: ignore[misc]
        setattr(visit, column, person)
        save_changes(visit, verb="visit.reassigned", by=by, at=at)
        for row in visit.visit_children.select_related("child"):
            record("visit.reassigned", row, by=by, at=at)
        told.visits += 1


def in_words(told: HandedOver) -> str:
    """Return what went over in one sentence."""
    words = {"children": told.children, "visits": told.visits, "tasks": told.tasks}
    return _("Handed over. Children: %(children)d, visits ahead: %(visits)d, promises: %(tasks)d.") % words


def record_sheet(children: Iterable[Child], *, by: User, at: datetime) -> None:
    """Write in each child's log who took the sheet out as a file, in one statement."""
    AuditEvent.objects.bulk_create([
        AuditEvent(
            at=at, by=by, service_id=child.service_id, verb="handover.downloaded", object_id=str(child.pk),
            object_type=child._meta.label_lower, child=child, fields=[],
        )
        for child in children
    ])  # fmt: skip
