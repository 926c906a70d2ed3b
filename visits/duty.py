"""On which days of a stay the service that keeps the child's row answers for a track. Rows in, runs of days out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch

from fosterhomes.models import HomeMove, Municipality, Placement
from fosterhomes.models.move import lay_in

from . import law
from .days import Span, joined, span

MOVES = Prefetch("home__moves", HomeMove.objects.select_related("from_municipality"))
"""Read it with stays of which `duty_of` is asked: where the home lay before, and so who supervised."""


def duty_of(stay: Placement, track: str) -> tuple[Span, ...]:
    """Return the days of the stay on which the service that keeps the child's row answers for the track, as runs.

    Follow-up is the care municipality's (FF § 10). Supervision is the home municipality's (FF § 16), until a written
    agreement moves it to the care municipality, and the care municipality's from that day on (FF § 16(3)): the same
    days on which `Placement.objects.under_supervision_of` finds the stay. Whether the child is under 18 is asked later.
    """
    if stay.planned or stay.home is None or stay.kind in law.WITHOUT_DUTY[track]:
        return ()
    days = span(stay.from_on, stay.until_on)
    if track == law.SUPERVISION:
        return joined(run.within(days) for run in _supervised(stay))
    return (days,) if _own(stay) else ()


def duty_on(stay: Placement, track: str, day: date) -> Span | None:
    """Return the run of days of the duty that holds the day, or None where the service does not answer that day."""
    return next((run for run in duty_of(stay, track) if run.holds(day)), None)


def answering_municipality(stay: Placement, track: str, day: date) -> Municipality:
    """Return the municipality that answers for the track on a day of `duty_of`.

    Follow-up: the one with the care. Supervision: the one where the home lay, until an agreement moved it (FF § 16).
    """
    agreed = stay.supervision_moved_on is not None and stay.supervision_moved_on <= day
    if track == law.FOLLOW_UP or agreed:
        return stay.child.care_municipality
    assert stay.home is not None
    return next(there for there, from_on, until_on in lay_in(stay.home) if span(from_on, until_on).holds(day))


def _own(stay: Placement) -> bool:
    return stay.child.care_municipality.service_id == stay.child.service_id


def _supervised(stay: Placement) -> Iterator[Span]:
    """Yield the days on which the child's own service answers: while the home lies there, and by agreement."""
    assert stay.home is not None
    without_agreement = span(date.min, stay.supervision_moved_on)
    for municipality, from_on, until_on in lay_in(stay.home):
        if municipality.service_id == stay.child.service_id:
            yield span(from_on, until_on).within(without_agreement)
    if stay.supervision_moved_on and _own(stay):
        yield Span(stay.supervision_moved_on)
