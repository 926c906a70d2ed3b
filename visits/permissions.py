"""Who may record which visits. Follow-up: the contact person, or who covers; supervision: the child's supervisor.

Leader and coordinator record for the whole service, and say who made the visit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from fosterhomes.models import Child, Role, SupervisionAppointment, followed_by
from fosterhomes.periods import covers
from fosterhomes.permissions import Access, Refused

from .models import Visit, VisitChild
from .models.visit import Track

CHOOSES_VISITOR = (Role.LEADER, Role.COORDINATOR)
RECORDS = (*CHOOSES_VISITOR, Role.CASEWORKER, Role.SUPERVISOR)
OPEN = (Visit.Status.PLANNED, Visit.Status.BOOKED)


def recordable(access: Access, track: str) -> QuerySet[Child]:
    """Return the children whose visits of the track the person records."""
    whole = Q(service__in=access.services(*CHOOSES_VISITOR))
    if track == Track.FOLLOW_UP:
        mine = followed_by(access.user, access.on) & Q(service__in=access.services(Role.CASEWORKER))
    else:
        appointed = SupervisionAppointment.objects.filter(covers(access.on), supervisor__user=access.user)
        mine = Q(pk__in=appointed.values("child"), service__in=access.services(Role.SUPERVISOR))
    return Child.objects.filter(whole | mine, merged_into__isnull=True)


def chooses_visitor(access: Access, service_id: int) -> bool:
    """Return whether the person records for others, and so says who made the visit."""
    return service_id in access.services(*CHOOSES_VISITOR)


def is_own_errand(access: Access, visit: Visit) -> bool:
    """Return whether the visit is one that the caseworker makes, also in another's place."""
    return visit.worker_id == access.user.pk and visit.service_id in access.services(Role.CASEWORKER)


def children_to_see(access: Access, visit: Visit) -> QuerySet[Child]:
    """Return the children of the visit whom the person may read about.

    A visit of several siblings shows each person only their own. Who goes in a colleague's place must know to whom, for
    as long as the visit lies ahead.
    """
    children = Child.objects.filter(visit_children__visit=visit)
    if is_own_errand(access, visit) and visit.status in OPEN:
        return children
    return children.filter(pk__in=Child.objects.visible_to(access).values("pk"))


def words_to_read(access: Access) -> QuerySet[Child]:
    """Return the children of whom the person reads what was seen and said: not the clerk, who keeps the register."""
    return recordable(access, Track.FOLLOW_UP) | recordable(access, Track.SUPERVISION)


def decides_about(access: Access, visit: Visit) -> QuerySet[Child]:
    """Return the children on the visit of whom the person says whether they were visited."""
    children = children_to_see(access, visit)
    if is_own_errand(access, visit) and visit.status in OPEN:
        return children
    return children.filter(pk__in=recordable(access, visit.track).values("pk"))


def can_record(access: Access, visit: Visit) -> bool:
    """Return whether the person records, corrects or moves the visit."""
    return visit.pk in recorded_by(access, [visit])


def recorded_by(access: Access, visits: Collection[Visit]) -> set[int]:
    """Return the ids of those of the visits that the person records or corrects. One query.

    Who made it, and who answers for the service, may. Another contact person only where every child on it is theirs:
    what becomes of the visit holds for all of them.
    """
    rows = VisitChild.objects.filter(visit__in=[visit.pk for visit in visits])
    found: dict[int, list[bool]] = defaultdict(list)
    for visit_id, mine in rows.annotate(mine=_decided_about(access)).values_list("visit", "mine"):
        found[visit_id].append(bool(mine))
    return {visit.pk for visit in visits if _records(access, visit, found[visit.pk])}


def _decided_about(access: Access) -> ExpressionWrapper:
    """Return for a row of a visited child whether the person decides about it (`decides_about`)."""
    own = Q(visit__track=Track.FOLLOW_UP, child__in=recordable(access, Track.FOLLOW_UP).values("pk"))
    own |= Q(visit__track=Track.SUPERVISION, child__in=recordable(access, Track.SUPERVISION).values("pk"))
    seen = Q(child__in=Child.objects.visible_to(access).values("pk"))
    return ExpressionWrapper(own & seen, output_field=BooleanField())


def _records(access: Access, visit: Visit, mine: list[bool]) -> bool:
    if is_own_errand(access, visit) and visit.status in OPEN:
        return bool(mine)
    made_it = access.user.pk == (visit.worker_id or (visit.supervisor and visit.supervisor.user_id))
    return any(mine) and (made_it or chooses_visitor(access, visit.service_id) or all(mine))


def check_record(access: Access, visit: Visit) -> None:
    """Raise `Refused` unless the person records this visit."""
    if not can_record(access, visit):
        raise Refused(_("Only who made the visit, or the service's leader or coordinator, may record it."))


def can_decide(access: Access, child: Child) -> bool:
    """Return whether the person decides about reducing visits to the child; its contact person sees, and asks."""
    return child.service_id in access.services(*CHOOSES_VISITOR)


def check_decide(access: Access, child: Child) -> None:
    """Raise `Refused` unless the person decides about reducing visits to the child."""
    if not can_decide(access, child):
        raise Refused(_("Only the service's leader or coordinator decides to reduce visits."))
