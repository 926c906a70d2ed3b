"""Visits that lie too close: a warning where two of the same track come within the service's least spacing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fosterhomes.models import Child

from . import rules
from .models import Visit, VisitChild, settings_of
from .owed import TrackYear, owed
from .permissions import OPEN

COMING_OR_MADE = (*OPEN, Visit.Status.DONE)


@dataclass(frozen=True, slots=True)
class Close:
    """A child, and the other days on which it is visited on the same track, too close to this one."""

    child: Child
    days: tuple[date, ...]


def too_close(visit: Visit, children: Iterable[Child]) -> list[Close]:
    """Return those of the children whom another visit of the track meets too close to this one. No rule: a warning."""
    if visit.status not in COMING_OR_MADE or not visit.in_person:
        return []
    part = Fraction(settings_of({visit.service_id})[visit.service_id].least_spacing_percent, 100)
    known = list(children)
    years = owed(Child.objects.filter(pk__in=[one.pk for one in known]), visit.on_day)
    found = [_close(visit, child, years, part) for child in known]
    return [close for close in found if close is not None and close.days]


def _close(visit: Visit, child: Child, years: list[TrackYear], part: Fraction) -> Close | None:
    mine = (year for year in years if year.child == child and year.home.pk == visit.home_id)
    windows = [window for year in mine if year.track == visit.track for window in year.result.windows]
    window = next((one for one in windows if one.holds(visit.on_day)), None)
    if window is None:
        return None
    return Close(child, rules.too_close(visit.on_day, _others(visit, child), window, part))


def _others(visit: Visit, child: Child) -> list[date]:
    """Return the days of the child's other visits of the track that are coming or were made in person."""
    rows = VisitChild.objects.filter(
        child=child, visit__track=visit.track, visit__status__in=COMING_OR_MADE, visit__in_person=True
    )
    return list(rows.exclude(visit=visit).values_list("visit__on_day", flat=True))
