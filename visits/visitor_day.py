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

from .models import Visit
from .models.visit import Track
from .permissions import OPEN
from .plan_problem import whole_steps

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
    for other in _of_visitor(booking, track).filter(~Q(pk=visit_id)):
        assert other.start is not None
        theirs = _span(other.on_day, other.start, other.minutes)
        if sentence := _in_the_way(booking, mine, theirs, home, other):
            yield "start", sentence


def _in_the_way(booking: Booking, mine: Span, theirs: Span, home: Home, other: Visit) -> str:
    names = {"name": booking.visitor.name, "from": f"{theirs[0]:%H:%M}", "until": f"{theirs[1]:%H:%M}"}
    if mine[0] < theirs[1] and theirs[0] < mine[1]:
        return _("%(name)s has another visit from %(from)s to %(until)s that day.") % names
    comes_after = mine[0] >= theirs[1]
    minutes = minutes_between(other.home, home) if comes_after else minutes_between(home, other.home)
    way = timedelta(minutes=minutes or 0)
    names |= {"way": hours_minutes(minutes or 0), "home": _named(other, home)}
    if comes_after and mine[0] < theirs[1] + way:
        names["free"] = f"{theirs[1] + way:%H:%M}"
        return _("%(name)s needs %(way)s to drive from %(home)s, and is free from %(free)s.") % names
    if not comes_after and mine[1] + way > theirs[0]:
        names["over"] = f"{theirs[0] - way:%H:%M}"
        return str(AHEAD % names)
    return ""


def _named(other: Visit, home: Home) -> str:
    """Where a child lives is named within its own service only."""
    return other.home.name if other.service_id == home.service_id else str(_("another service's home"))


def minutes_between(start: Home, end: Home) -> int | None:
    """Return the minutes from one home to another, None where no way is known; a protected address has its band."""
    if start.pk == end.pk:
        return 0
    hidden = [home for home in (start, end) if home.point is None]
    if hidden:
        bands = [int(home.travel_band) for home in hidden if home.travel_band]
        return max(bands) if len(bands) == len(hidden) else None
    assert start.point is not None
    assert end.point is not None
    way = TravelTimes((start.point, end.point)).between(start.point, end.point)
    return whole_steps(way.minutes) if way else None


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
