"""Villages to choose from, and points of one's own beside them."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Min, QuerySet

from .models import Point, Service


def villages() -> QuerySet[Point]:
    """Return one point for each village, the first that was stored: no list shows where a single home lies."""
    firsts = Point.objects.order_by().values("municipality", "village").annotate(first=Min("pk"))
    chosen = Point.objects.filter(pk__in=firsts.values("first"))
    return chosen.select_related("municipality", "ferry_area").order_by("village", "pk")


def village_spots() -> dict[int, tuple[float, float]]:
    """Return latitude and longitude of each village by its number, for a map to look there first."""
    rows = villages().order_by().values_list("pk", "latitude", "longitude")
    return {pk: (float(latitude), float(longitude)) for pk, latitude, longitude in rows}


def village_of(point: Point) -> Point:
    """Return the point that stands for the village in which `point` lies."""
    same = Point.objects.filter(municipality=point.municipality_id, village=point.village)
    return same.order_by("pk")[0]


def own_point(village: Point, latitude: Decimal, longitude: Decimal) -> Point:
    """Return the point with these coordinates in that village, unsaved when it is not in the register yet."""
    stored = Point.objects.filter(latitude=latitude, longitude=longitude).first()
    return stored or Point(
        village=village.village,
        postal_code=village.postal_code,
        municipality=village.municipality,
        ferry_area=village.ferry_area,
        terrain=village.terrain,
        latitude=latitude,
        longitude=longitude,
    )


def forget_unused(point: Point | None) -> None:
    """Delete a point of one's own, and the travel times from it, when nothing lies there any more.

    A home that becomes protected must leave no trace of where it is; a point that another row or a village's list
    still needs stays.
    """
    if point is None or point.pk == village_of(point).pk or _is_used(point):
        return
    point.delete()


def _is_used(point: Point) -> bool:
    rows = (point.homes, point.children, point.supervisors, point.travel_limits, point.keep_aways)
    return any(row.exists() for row in rows) or Service.objects.filter(office=point).exists()
