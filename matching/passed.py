"""Which proposals have passed: the child has left since, or has already what was proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from fosterhomes.models import Child, Placement, SupervisionAppointment
from fosterhomes.models.placement import PlacementQuerySet

from .models import Decision, Proposal


def without_supervisor(service_id: int, on: date) -> PlacementQuerySet:
    """Return the stays whose supervision the service owes on the day, and nobody is appointed for, then or later."""
    appointed = SupervisionAppointment.objects.filter(Q(until_on=None) | Q(until_on__gt=on)).values("child")
    return Placement.objects.under_supervision_of(service_id, on).exclude(child__in=appointed)


def passed(proposals: Iterable[Proposal], on: date) -> set[int]:
    """Return the ids of the children about whom an undecided proposal has nothing left to decide on that day.

    A home is decided on for a child who still waits; a supervisor for one who still lives where the service answers
    for the supervision, and has no supervisor yet. A fixed number of queries for a run.
    """
    undecided = [row for row in proposals if not row.decision]
    homes = {row.child_id for row in undecided if row.home_id}
    supervisors = {row.child_id for row in undecided if not row.home_id and row.supervisor_id}
    waiting = set(Child.objects.waiting(on).filter(pk__in=homes).values_list("pk", flat=True))
    services = {row.child.service_id for row in undecided if row.child_id in supervisors}
    supervised = {
        child
        for service in sorted(services)
        for child in without_supervisor(service, on).values_list("child", flat=True)
    }
    return (homes - waiting) | (supervisors - supervised)


def is_over(decision: Decision, on: date) -> bool:
    """Return whether the stay that was decided on is over by the day, or was withdrawn: its promises end with it."""
    stay = decision.placement
    return stay is None or (stay.until_on is not None and stay.until_on <= on)
