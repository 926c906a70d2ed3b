"""Fills the ways of a service from a road engine, batch by batch: each batch is stored when it is answered, so that a
round that was broken off goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import product

from django.db import transaction

from ..models import Point, RoadFill, Service, TravelTime
from ..travel import ferry_minutes
from .engine import Engine, NoAnswer, Way, Ways
from .places import points_of, spot_of

GIVE_UP_AFTER = 3
"""Batches without an answer, one after the other: then the server is down, and the rest is not asked."""

Batch = tuple[list[Point], list[Point]]


def fill(
    service: Service, engine: Engine, *, fresh_since: date | None, at: datetime, tell: Callable[[str], None]
) -> RoadFill:
    """Ask `engine` for every way of the service that it has not measured since `fresh_since` (None: never).

    Returns the round, which says how it went. Ways without an answer stay estimates.
    """
    round_ = RoadFill.objects.create(service=service, engine=engine.name, started_at=at)
    wanted = list(_batches(list(points_of(service)), engine.most, _measured(service, fresh_since)))
    silent = 0
    for number, (starts, ends) in enumerate(wanted, start=1):
        ways = sum(start != end for start, end in product(starts, ends))
        round_.asked += ways
        if silent < GIVE_UP_AFTER and _ask(round_, engine, starts, ends, at.date()):
            silent = 0
        else:
            silent, round_.unanswered = silent + 1, round_.unanswered + ways
        round_.save()
        tell(f"{service}: {number} of {len(wanted)} batches, {round_.answered} ways with a time")
    return round_


def _measured(service: Service, since: date | None) -> set[tuple[int, int]]:
    points = points_of(service).values("pk")
    rows = TravelTime.objects.filter(source=TravelTime.Source.ROAD, from_point__in=points, to_point__in=points)
    return set(rows.filter(measured_on__gte=since).values_list("from_point", "to_point")) if since else set()


def _batches(points: list[Point], most: int, measured: set[tuple[int, int]]) -> Iterator[Batch]:
    """Return blocks of starts and ends that hold a way not yet measured."""
    blocks = [points[first : first + most] for first in range(0, len(points), most)]
    for starts, ends in product(blocks, blocks):
        lacking = [
            (start, end) for start, end in product(starts, ends) if start != end and (start.pk, end.pk) not in measured
        ]
        if lacking:
            froms, tos = {start.pk for start, _end in lacking}, {end.pk for _start, end in lacking}
            yield [point for point in starts if point.pk in froms], [point for point in ends if point.pk in tos]


def _ask(round_: RoadFill, engine: Engine, starts: list[Point], ends: list[Point], on: date) -> bool:
    """Ask for one batch and store it; return whether there was an answer."""
    try:
        ways = engine.ways([spot_of(point) for point in starts], [spot_of(point) for point in ends])
    except NoAnswer as trouble:
        round_.trouble = trouble.trouble
        return False
    rows = _store(starts, ends, ways, on)
    round_.no_road += sum(row.minutes is None for row in rows)
    round_.answered += sum(row.minutes is not None for row in rows)
    return True


@transaction.atomic
def _store(starts: Sequence[Point], ends: Sequence[Point], ways: Ways, on: date) -> list[TravelTime]:
    """Store the answers, save for points that are gone: a home may have become protected while the engine thought."""
    asked = {point.pk for point in (*starts, *ends)}
    there = set(Point.objects.select_for_update().filter(pk__in=asked).values_list("pk", flat=True))
    rows = [
        _row(start, end, way, on)
        for start, row in zip(starts, ways, strict=True)
        for end, way in zip(ends, row, strict=True)
        if start != end and {start.pk, end.pk} <= there
    ]
    return TravelTime.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=("from_point", "to_point", "source"),
        update_fields=("minutes", "metres", "ferry_minutes", "measured_on"),
    )


def _row(start: Point, end: Point, way: Way | None, on: date) -> TravelTime:
    row = TravelTime(from_point=start, to_point=end, source=TravelTime.Source.ROAD, measured_on=on)
    if way is not None:
        told = way.ferry_minutes
        ferry = min(ferry_minutes(start, end), way.minutes) if told is None else told
        row.minutes, row.metres, row.ferry_minutes = way.minutes, way.metres, ferry
    return row
