"""What the form of a visit needs to know beforehand: which home, which children of it, and who may have made it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from fosterhomes.models import Child, ContactPerson, Home, Placement, Role, SupervisionAppointment, Supervisor, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access

from .duty import MOVES, duty_of
from .models import Visit
from .models.visit import Track
from .permissions import OPEN, children_to_see, decides_about, recordable

YEARS_BACK = 1
"""Visits of this and so many calendar years before it can still be recorded for children who have moved."""


def children_of_home(access: Access, home: Home, track: str) -> list[Child]:
    """Return the children whose visits of the track in this home the person records: who live there first."""
    since = date(access.on.year - YEARS_BACK, 1, 1)
    stays = Placement.objects.filter(Q(until_on=None) | Q(until_on__gt=since), home=home, planned=False)
    stays = stays.filter(child__in=recordable(access, track), from_on__lte=access.on)
    known = stays.select_related("child__care_municipality", "home__municipality").prefetch_related(MOVES)
    owed = [stay for stay in known.order_by("child__name", "pk") if duty_of(stay, track)]
    there = [stay.child for stay in owed if stay.holds_on(access.on)]
    return list(dict.fromkeys([*there, *(stay.child for stay in owed)]))


def living_now(home: Home, children: list[Child], on: date) -> list[Child]:
    """Return those of the children who live in the home on the day."""
    stays = Placement.objects.living(on).filter(home=home, child__in=children)
    there = set(stays.values_list("child", flat=True))
    return [child for child in children if child.pk in there]


def children_of_visit(access: Access, visit: Visit) -> list[Child]:
    """Return the children the person decides about: those on the visit, and the others of the home that are theirs."""
    on_it = list(decides_about(access, visit))
    return list(dict.fromkeys([*on_it, *children_of_home(access, visit.home, visit.track)]))


def home_of(child: Child, on: date) -> Home | None:
    """Return the home in which the child is visited: where it lives, else where it lived last."""
    stays = child.placements.filter(planned=False, home__isnull=False, from_on__lte=on).exclude(kind="relief")
    stay = stays.order_by("-from_on").select_related("home").first()
    return stay.home if stay else None


def tracks_of(access: Access, child: Child, home: Home) -> list[Track]:
    """Return the tracks on which the person records visits to the child in this home."""
    return [track for track in Track if child in children_of_home(access, home, track)]


def visitors_of(home: Home, track: str, children: list[Child]) -> QuerySet[User] | QuerySet[Supervisor]:
    """Return who may have made a visit to the home: the service's workers, or the children's supervisors."""
    if track == Track.FOLLOW_UP:
        roles = (Role.CASEWORKER, Role.COORDINATOR, Role.LEADER)
        return User.objects.filter(duties__service=home.service_id, duties__role__in=roles).distinct()
    return Supervisor.objects.filter(appointments__child__in=children).distinct()


def usual_visitor(child: Child | None, track: str, on: date) -> int | None:
    """Return the id of who visits the child: contact person or supervisor of the day."""
    if child is None:
        return None
    if track == Track.FOLLOW_UP:
        return ContactPerson.objects.filter(covers(on), child=child).values_list("worker", flat=True).first()
    return SupervisionAppointment.objects.filter(covers(on), child=child).values_list("supervisor", flat=True).first()


def own_visitor(access: Access, track: str, visit: Visit | None = None) -> User | Supervisor:
    """Return who made the visit when the person is not asked: the visit's own caseworker, else the person."""
    if track == Track.SUPERVISION and (supervisor := Supervisor.objects.filter(user=access.user).first()):
        return supervisor
    return visit.visitor if visit is not None and visit.visitor is not None else access.user


def waiting_visits(access: Access, home: Home, track: str, children: list[Child]) -> list[Visit]:
    """Return the planned and booked visits to these children in this home that the person can see, the first first."""
    rows = Visit.objects.visible_to(access).filter(home=home, track=track, status__in=OPEN, children__in=children)
    return list(rows.select_related("worker", "supervisor").distinct().order_by("on_day", "start", "pk"))


def names_on(access: Access, visit: Visit) -> list[str]:
    return [child.name for child in children_to_see(access, visit).order_by("name")]
