"""Who is away and when, and what of theirs is planned on those days: the page *Absences*. A fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from fosterhomes.models import ContactPerson, Cover, Role, User
from fosterhomes.periods import Period, covers
from fosterhomes.permissions import Access

from .hour_words import in_words
from .models import Absence, Visit, WorkingHours
from .permissions import OPEN
from .plans.options import made_by
from .visitors import PLANS, id_of, own_ids, supervisors_of, workers_of

IN_ROTA = (Role.ON_CALL, Role.LEADER)
"""Who may stand in the on-call rota, by duty."""


@dataclass(frozen=True)
class AbsenceRow:
    """An absence, and the visits to come on its days that somebody must decide about."""

    absence: Absence
    planned: int
    booked: int
    may_replan: bool
    children: int = 0
    covered: int = 0
    """Of the absent caseworker's children, how many have somebody who covers on at least one of the days."""

    @property
    def visitor(self) -> str:
        return id_of(self.absence)

    @property
    def last_on(self) -> date | None:
        return self.absence.until_on - timedelta(days=1) if self.absence.until_on else None


def absence_rows(access: Access) -> list[AbsenceRow]:
    """Return the absences of today and later, the first first."""
    ahead = Q(until_on=None) | Q(until_on__gt=access.on)
    rows = list(Absence.objects.visible_to(access).filter(ahead).select_related("worker", "supervisor"))
    counted, plans = _visits_on(rows, access), access.services(*PLANS)
    children, covered = _children(rows, access.on), _covered(rows)
    return [
        AbsenceRow(
            row, counted[row.pk, "planned"], counted[row.pk, "booked"], row.service_id in plans,
            children[row.worker_id], covered[row.pk],
        )
        for row in rows
    ]  # fmt: skip


def _children(absences: Iterable[Absence], on: date) -> Counter[int | None]:
    workers = {row.worker_id for row in absences if row.worker_id}
    return Counter(ContactPerson.objects.filter(covers(on), worker__in=workers).values_list("worker", flat=True))


def _covered(absences: Iterable[Absence]) -> Counter[int]:
    found: Counter[int] = Counter()
    rows = list(Cover.objects.filter(worker__in={row.worker_id for row in absences if row.worker_id}))
    for absence in absences:
        theirs = [row for row in rows if row.worker_id == absence.worker_id and _share_a_day(row, absence)]
        found[absence.pk] = len({row.child_id for row in theirs})
    return found


def _share_a_day(one: Period, other: Period) -> bool:
    begins = one.until_on is None or other.from_on < one.until_on
    return begins and (other.until_on is None or one.from_on < other.until_on)


def _visits_on(absences: Iterable[Absence], access: Access) -> Counter[tuple[int, str]]:
    """Count the open visits on the days of each absence, by the absence's id and the visit's status."""
    found: Counter[tuple[int, str]] = Counter()
    workers = [row.worker_id for row in absences if row.worker_id]
    supervisors = [row.supervisor_id for row in absences if row.supervisor_id]
    visits = Visit.objects.filter(Q(worker__in=workers) | Q(supervisor__in=supervisors), status__in=OPEN)
    for visit in visits.filter(on_day__gte=access.on).only("status", "on_day", "worker", "supervisor", "pinned"):
        for absence in absences:
            if id_of(absence) == id_of(visit) and absence.holds_on(visit.on_day):
                found[absence.pk, "booked" if visit.pinned else visit.status] += 1
    return found


def people_to_choose(access: Access) -> list[tuple[str, str]]:
    """Return whose absences and hours the person enters, as ids and names: everybody's, or their own."""
    services = access.services(*PLANS)
    if not services:
        return [(one, access.user.name) for one in own_ids(access)]
    service = min(services)
    workers = [(f"w{row.pk}", row.name) for row in workers_of(service, access.on)]
    return workers + [(f"s{row.pk}", row.name) for row in supervisors_of(service, access.on)]


def people_away(access: Access) -> list[tuple[str, str]]:
    """Return whose absences the person enters: of who makes visits, and for who plans, of who stands in the rota."""
    people = people_to_choose(access)
    services = access.services(*PLANS)
    if not services:
        return people
    duty = Q(duties__service=min(services), duties__role__in=IN_ROTA) & covers(access.on, "duties__")
    others = User.objects.filter(duty, is_active=True).distinct().order_by("name")
    known = {one for one, _name in people}
    return people + [(f"w{row.pk}", row.name) for row in others if f"w{row.pk}" not in known]


def hours_of(visitor: str, service: int) -> dict[int, WorkingHours]:
    """Return somebody's regular hours by weekday."""
    number = int(visitor[1:])
    whose = Q(worker=number) if visitor.startswith("w") else Q(supervisor=number)
    return {row.weekday: row for row in WorkingHours.objects.filter(whose, service=service)}


def with_hours(people: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return the people with their regular hours in words; empty for who has said nothing. One query."""
    whose: dict[str, list[WorkingHours]] = defaultdict(list)
    ids = [one for one, _name in people]
    for row in WorkingHours.objects.filter(made_by(tuple(ids))):
        whose[id_of(row)].append(row)
    return [(one, name, in_words(whose[one])) for one, name in people]
