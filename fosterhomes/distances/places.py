"""The places between which a service needs to know the ways."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..models import Point, Service
from ..places import villages
from .estimate import Spot


def points_of(service: Service) -> QuerySet[Point]:
    """Return the points of a service: its office, homes, supervisors' bases, children's surroundings and villages.

    A protected address has no point; the rows that are marked as protected are left out all the same, so that no
    mistake elsewhere hands one to a road engine.
    """
    used = (
        Q(homes__service=service, homes__protected_address=False)
        | Q(children__service=service, children__protected_address=False)
        | Q(supervisors__service=service)
        | Q(pk=service.office_id)
    )
    own_villages = villages().filter(municipality__service=service).order_by().values("pk")
    inner = Point.objects.filter(used | Q(pk__in=own_villages)).order_by().values("pk")
    return Point.objects.filter(pk__in=inner).select_related("ferry_area").order_by("pk")


def spot_of(point: Point) -> Spot:
    """Return what a road engine is told of a point."""
    return float(point.latitude), float(point.longitude)
