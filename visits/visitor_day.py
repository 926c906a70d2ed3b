"""Whether a visit fits into the day of who makes it: no other visit then, and time to drive between the two places.

The way is the planner's: rounded up to its steps, and the band that was set by hand stands for every way to or from a
protected address. What is booked here can therefore always be driven in a plan that holds it fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.models import Home
from fosterhomes.templatetags.ui import hours_minutes
from fosterhomes.travel import TravelTimes

from .day_tours import point_of, sessions_with_places
from .models import GuidanceSession, Visit
from .models.visit import Track
from .permissions import OPEN
from .plans.options import SESSION_AHEAD
from .plans.problem import band_of, whole_steps
from .plans.slots import Row

if TYPE_CHECKING:
    from .booking import Booking

Problem = tuple[str, str]
Span = tuple[datetime, datetime]

AHEAD = gettext_lazy(
    "%(name)s needs %(way)s to drive to %(home)s, where the next visit begins at %(from)s. "
    "This one must be over by %(over)s."
)


def visitor_is_taken(booking: Booking, home: Home, track: str, visit_id: int | None) -> Iterator[Problem]:
    """Yield what in the visitor's day stands in the way of the booking, each with the hour that would do."""
    mine = _span(booking.on_day, booking.start, booking.minutes)
    others: list[Row] = [*_of_visitor(booking, track).filter(~Q(pk=visit_id)), *_guided_by(booking, track)]
    for other in others:
        assert other.start is not None
        theirs = _span(other.on_day, other.start, other.minutes)
        if sentence := _in_the_way(booking, mine, theirs, home, other):
            yield "start", sentence


def _in_the_way(booking: Booking, mine: Span, theirs: Span, home: Home, other: Row) -> str:
    names = {"name": booking.visitor.name, "from": f"{theirs[0]:%H:%M}", "until": f"{theirs[1]:%H:%M}"}
    if mine[0] < theirs[1] and theirs[0] < mine[1]:
        if isinstance(other, GuidanceSession):
            return _("%(name)s gives guidance from %(from)s to %(until)s that day.") % names
        return _("%(name)s has another visit from %(from)s to %(until)s that day.") % names
    comes_after = mine[0] >= theirs[1]
    minutes = minutes_between(other, home) if comes_after else minutes_between(home, other)
    way = timedelta(minutes=minutes or 0)
    names |= {"way": hours_minutes(minutes or 0), "home": _named(other, home)}
    if comes_after and mine[0] < theirs[1] + way:
        names["free"] = f"{theirs[1] + way:%H:%M}"
        return _("%(name)s needs %(way)s to drive from %(home)s, and is free from %(free)s.") % names
    if not comes_after and mine[1] + way > theirs[0]:
        names["over"] = f"{theirs[0] - way:%H:%M}"
        return str(AHEAD % names)
    return ""


def _named(other: Row, home: Home) -> str:
    """Where a child lives is named within its own service only."""
    if other.home is None:
        return str(_("the office"))
    return other.home.name if other.service_id == home.service_id else str(_("another service's home"))


def minutes_between(start: Row | Home, end: Row | Home) -> int | None:
    """Return the minutes from one place to another, None where no way is known; a protected address has its band."""
    homes = [place if isinstance(place, Home) else place.home for place in (start, end)]
    if homes[0] == homes[1]:
        return 0
    bands = [band_of(home) for home in homes if home is not None and home.point is None]
    if bands:
        known = [band for band in bands if band is not None]
        return max(known) if len(known) == len(bands) else None
    first, second = (place.point if isinstance(place, Home) else point_of(place) for place in (start, end))
    way = TravelTimes((first, second)).between(first, second) if first and second else None
    return whole_steps(way.minutes) if way else None


def _guided_by(booking: Booking, track: str) -> QuerySet[GuidanceSession]:
    """Return the sessions of guidance with an hour that the visitor, a caseworker, gives that day."""
    guide = booking.visitor.pk if track == Track.FOLLOW_UP else 0
    rows = GuidanceSession.objects.filter(guide=guide, on_day=booking.on_day, status=SESSION_AHEAD)
    return sessions_with_places(rows.filter(start__isnull=False))


def _of_visitor(booking: Booking, track: str) -> QuerySet[Visit]:
    """Return the visits with an hour that the visitor has ahead of them that day."""
    rows = Visit.objects.filter(on_day=booking.on_day, status__in=OPEN, start__isnull=False)
    mine = rows.filter(worker=booking.visitor.pk) if track == Track.FOLLOW_UP else rows.filter(
        supervisor=booking.visitor.pk
    )  # fmt: skip
    return mine.select_related("home__point__ferry_area")


def _span(day: date, start: time, minutes: int) -> Span:
    begins = datetime.combine(day, start)
    return begins, begins + timedelta(minutes=minutes)
