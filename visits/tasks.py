"""What was promised at visits: who may owe it, what is still open, and what was said last time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fosterhomes.models import Child, ContactPerson, Cover, Duty, Role, SupervisionAppointment, User, followed_by
from fosterhomes.periods import covers
from fosterhomes.permissions import Access

from . import law
from .models import FollowUpTask, SupervisionReport, Visit, VisitChild
from .permissions import recordable
from .supervision_reports import states

OWE = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)


@dataclass(frozen=True)
class LastTime:
    """What one child was last promised and told on a track.

    `row`: of the last visit on which something was written; `talk`: of the last one, where the child was not spoken to
    alone; `agreed`: the last supervision report that was sent, where something was agreed until the next visit.
    """

    child: Child
    tasks: tuple[FollowUpTask, ...]
    row: VisitChild | None
    talk: VisitChild | None
    agreed: SupervisionReport | None

    def __bool__(self) -> bool:
        return bool(self.tasks or self.row or self.talk or self.agreed)


def last_time(access: Access, children: Sequence[Child], track: str, without: Visit | None = None) -> list[LastTime]:
    """Return what stands from last time for the children of whom the person reads this track. Four queries.

    `without`: the visit that is being written, which is not last time's. Who only goes in a colleague's place gets
    nothing: what was said is not theirs to read.
    """
    own = set(recordable(access, track).filter(pk__in=[child.pk for child in children]).values_list("pk", flat=True))
    mine = [child for child in children if child.pk in own]
    tasks, rows, agreed = _open_tasks(mine, track), _rows_before(mine, track, without), _agreed(mine, track, without)
    told = [_told(child, tasks.get(child.pk, []), rows.get(child.pk, []), agreed.get(child.pk)) for child in mine]
    return [one for one in told if one]


def _told(
    child: Child, tasks: Sequence[FollowUpTask], rows: Sequence[VisitChild], agreed: SupervisionReport | None
) -> LastTime:
    """`rows`: of the visits made, the last one last."""
    written = [row for row in rows if row.words]
    last = rows[-1] if rows else None
    alone = last is None or last.alone in ("", VisitChild.Alone.HELD)
    return LastTime(
        child,
        tuple(tasks),
        written[-1] if written else None,
        None if alone else last,
        agreed if agreed is not None and agreed.agreed_next else None,
    )


def _open_tasks(children: Iterable[Child], track: str) -> dict[int, list[FollowUpTask]]:
    found: dict[int, list[FollowUpTask]] = {}
    rows = FollowUpTask.objects.still_open().filter(child__in=children, track=track)
    for task in rows.select_related("owner", "visit"):
        found.setdefault(task.child_id, []).append(task)
    return found


def _rows_before(children: Iterable[Child], track: str, without: Visit | None) -> dict[int, list[VisitChild]]:
    rows = VisitChild.objects.filter(child__in=children, visit__track=track, visit__status=Visit.Status.DONE)
    if without is not None:
        rows = rows.exclude(visit=without).filter(visit__on_day__lte=without.on_day)
    found: dict[int, list[VisitChild]] = {}
    for row in rows.select_related("visit__worker", "visit__supervisor").order_by("visit__on_day", "visit"):
        found.setdefault(row.child_id, []).append(row)
    return found


def _agreed(children: Iterable[Child], track: str, without: Visit | None) -> dict[int, SupervisionReport]:
    if track != law.SUPERVISION:
        return {}
    rows = SupervisionReport.objects.filter(child__in=children).exclude(state__in=states.UNSENT)
    if without is not None:
        rows = rows.exclude(visit=without).filter(visit__on_day__lte=without.on_day)
    # The latest comes last and stays.
    return {row.child_id: row for row in rows.select_related("visit").order_by("visit__on_day", "pk")}


def owners(access: Access, children: Sequence[Child]) -> QuerySet[User]:
    """Return who may owe what is promised: the person, the service's workers, and the children's supervisors.

    A supervisor knows the child's contact person, not the whole staff.
    """
    services = access.services(*OWE)
    staff = Q(duties__role__in=OWE, duties__service__in=services) & covers(access.on, "duties__")
    contacts = ContactPerson.objects.filter(covers(access.on), child__in=children)
    theirs = Q(pk__in=contacts.values("worker"))
    if services:
        appointed = SupervisionAppointment.objects.filter(covers(access.on), child__in=children)
        theirs |= staff | Q(pk__in=appointed.values("supervisor__user"))
    return User.objects.filter(theirs | Q(pk=access.user.pk), is_active=True).distinct().order_by("name")


def my_tasks(access: Access) -> list[FollowUpTask]:
    """Return what the person owes and has not done, the first due first.

    Also what a colleague promised whom they cover, and what somebody promised who no longer works here: the child's
    contact person has it then.
    """
    open_ones = FollowUpTask.objects.visible_to(access).still_open()
    mine = Q(owner=access.user) | Q(pk__in=_covered(access).values("pk")) | Q(pk__in=_left_behind(access).values("pk"))
    return list(open_ones.filter(mine).select_related("child", "visit", "owner").order_by("due_on", "pk"))


def _covered(access: Access) -> QuerySet[FollowUpTask]:
    covers_now = Cover.objects.holding(access.on).filter(stand_in=access.user)
    return FollowUpTask.objects.filter(child__covers__in=covers_now, owner=F("child__covers__worker"))


def _left_behind(access: Access) -> QuerySet[FollowUpTask]:
    followed = Child.objects.filter(followed_by(access.user, access.on), service__in=access.services(Role.CASEWORKER))
    still_here = Duty.objects.filter(covers(access.on), user=OuterRef("owner"), service=OuterRef("child__service"))
    return FollowUpTask.objects.filter(~Exists(still_here), child__in=followed)


def is_late(task: FollowUpTask, on: date) -> bool:
    return task.done_on is None and task.dropped_on is None and task.due_on < on
