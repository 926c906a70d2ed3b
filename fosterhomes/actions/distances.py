"""Travel times, ferries and villages set by hand, and the figures of the estimate stored from a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from ..distances.calibrate import Calibration
from ..models import EstimateFigures, FerryArea, FerryLink, Point, TravelTime, User
from ..versions import check_unchanged
from ..ways import both_ways
from .base import deed, record, save_changes, save_new


@transaction.atomic
def store_calibration(calibration: Calibration, *, on: date) -> list[EstimateFigures]:
    """Store new figures as of that day, in the place of any from the same day. By a command, so by nobody."""
    EstimateFigures.objects.filter(from_on=on).delete()
    rows = [
        EstimateFigures(
            from_on=on,
            terrain=terrain,
            winding=figures.winding,
            metres_a_minute=figures.metres_a_minute,
            pairs=calibration.ways[terrain],
            error_before=calibration.error_before,
            error_after=calibration.error_after,
        )
        for terrain, figures in calibration.figures.items()
    ]
    return EstimateFigures.objects.bulk_create(rows)


def set_way(
    start: Point,
    end: Point,
    *,
    minutes: int | None,
    metres: int | None,
    ferry_minutes: int,
    both: bool,
    on: date,
    by: User,
    at: datetime,
) -> None:
    """Store the time of a way, on request of the way back too; without minutes there is no road.

    It stands before the road engine's and the estimate. Raises `ValidationError`.
    """
    ends = [(start, end), (end, start)] if both else [(start, end)]
    with deed():
        for one, other in ends:
            row = _by_hand(one, other)
            row.minutes, row.metres, row.ferry_minutes, row.measured_on = minutes, metres, ferry_minutes, on
            row.full_clean()
            row.save()
            record("traveltime.set", row, by=by, at=at)


def _by_hand(start: Point, end: Point) -> TravelTime:
    values = {"from_point": start, "to_point": end, "source": TravelTime.Source.BY_HAND}
    return TravelTime.objects.select_for_update().filter(**values).first() or TravelTime(**values)


def forget_way(start: Point, end: Point, *, by: User, at: datetime) -> None:
    """Remove what was set by hand, there and back: the road engine's time or the estimate holds again."""
    with deed():
        for row in TravelTime.objects.filter(both_ways(start, end), source=TravelTime.Source.BY_HAND):
            record("traveltime.removed", row, by=by, at=at)
            row.delete()


def add_ferry(ferry: FerryArea | FerryLink, *, by: User, at: datetime) -> None:
    """Store a ferry area, or a crossing straight between two."""
    save_new(ferry, verb="ferry.added", by=by, at=at)


def change_ferry(ferry: FerryArea | FerryLink, *, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store the changed crossing or minutes. Raises `ChangedMeanwhile` when somebody else changed them."""
    with deed():
        check_unchanged(ferry, seen)
        return save_changes(ferry, verb="ferry.changed", by=by, at=at)


def remove_link(link: FerryLink, *, by: User, at: datetime) -> None:
    """Remove a crossing between two areas: the way leads by the mainland again."""
    with deed():
        record("ferry.removed", link, by=by, at=at)
        link.delete()


def change_village(village: Point, *, terrain: str, ferry_area: FerryArea | None, by: User, at: datetime) -> None:
    """Store of what kind the roads of a village are and which ferry leads there, for every point in it."""
    with deed():
        points = Point.objects.filter(municipality=village.municipality_id, village=village.village)
        points.update(terrain=terrain, ferry_area=ferry_area)
        record("village.changed", village, by=by, at=at, fields=["terrain", "ferry_area"])
