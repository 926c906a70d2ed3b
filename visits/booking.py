"""What a booking must keep to: the refusals, each at its field with a sentence, and what a reason can overrule.

Keys of the errors are the names of the form's fields: `on_day`, `start`, `minutes`, `visitor`, `children`, `reason`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.models import Child, Home, HomeHoliday, Placement, SupervisionAppointment, Supervisor, User
from fosterhomes.periods import covers
from fosterhomes.shown import shown_day

from . import rules
from .availability import ALL_DAY, Availability
from .days import Span
from .home_hours import named_hours, spans_on, suits
from .hours import moments
from .models import Visit, VisitChild
from .models.visit import Track
from .owed import owed_between
from .permissions import OPEN
from .visitor_day import visitor_is_taken
from .visitors import id_of_person
from .working_days import EVES, SATURDAY, holiday_name

Problem = tuple[str, str]

COUNTS_AS_TAKEN = (*OPEN, Visit.Status.DONE)


@dataclass(frozen=True)
class Booking:
    """When somebody means to visit whom. `minutes`: how long, without the travel."""

    on_day: date
    start: time
    minutes: int
    visitor: User | Supervisor
    children: tuple[Child, ...]
    announced: bool = True


class NeedsReason(ValidationError):
    """Nothing forbids the booking, but something speaks against it: it takes a reason in writing."""


def check_booking(
    booking: Booking, *, home: Home, track: str, reason: str, at: datetime, visit_id: int | None = None
) -> None:
    """Raise `ValidationError` with every reason why it cannot be booked so, or `NeedsReason` with what to consider.

    `visit_id`: the visit that is moved, which does not stand in its own way.
    """
    now = timezone.localtime(at)
    refused = _by_field(_refusals(booking, home, track, now, visit_id))
    if refused:
        raise ValidationError(refused)
    doubts = doubts_about(booking, home=home, track=track, today=now.date(), visit_id=visit_id)
    if doubts and not reason.strip():
        doubts["reason"] = [_("Write why it is to be booked on this day all the same.")]
        raise NeedsReason(doubts)


def doubts_about(
    booking: Booking, *, home: Home, track: str, today: date, visit_id: int | None = None, in_window: bool = False
) -> dict[str, list[str]]:
    """Return what speaks against a booking that nothing forbids, by field: it takes a reason in writing.

    `in_window`: the day is known to lie in the window of the visit that is owed.
    """
    doubts = [_not_at_work(booking, home), _not_suiting(booking, home), _doubts(booking, track, visit_id)]
    if not in_window:
        doubts += [_outside_window(child, track, booking.on_day, today, visit_id) for child in booking.children]
    return _by_field(chain.from_iterable(doubts))


def _by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for field, sentence in problems:
        found[field].append(sentence)
    return dict(found)


def _refusals(booking: Booking, home: Home, track: str, now: datetime, visit_id: int | None) -> Iterator[Problem]:
    if not booking.children:
        yield "children", _("Choose at least one child.")
    hours = moments(booking.on_day, booking.start)
    if not hours:
        yield "start", _("There is no such hour that day: the clock is put forward from 02:00 to 03:00.")
    elif len(hours) > 1:
        yield "start", _("This hour comes twice that day: the clock is put back from 03:00 to 02:00.")
    elif hours[0] <= now:
        yield "on_day", _("This time has passed. Record the visit if it was made.")
    yield from _home_is_away(booking, home)
    yield from _not_living_there(booking, home)
    yield from _visited_that_day(booking, visit_id)
    yield from visitor_is_taken(booking, home, track, visit_id)
    if track == Track.SUPERVISION:
        yield from _not_appointed(booking)


def _home_is_away(booking: Booking, home: Home) -> Iterator[Problem]:
    for away in HomeHoliday.objects.filter(covers(booking.on_day), home=home):
        if away.until_on is None:
            yield "on_day", _("The family is away from %(day)s.") % {"day": shown_day(away.from_on)}
        elif (last := away.until_on - timedelta(days=1)) == away.from_on:
            yield "on_day", _("The family is away on %(day)s.") % {"day": shown_day(last)}
        else:
            days = {"first": shown_day(away.from_on), "last": shown_day(last)}
            yield "on_day", _("The family is away from %(first)s to %(last)s.") % days


def _not_living_there(booking: Booking, home: Home) -> Iterator[Problem]:
    """A stay that is only planned counts: a visit may be agreed before the child has moved in."""
    for child in booking.children:
        stays = Placement.objects.filter(child=child, home=home).order_by("from_on")
        if not stays.filter(covers(booking.on_day)).exists():
            yield "on_day", _why_not_there(child, list(stays), booking.on_day)


def _why_not_there(child: Child, stays: Sequence[Placement], day: date) -> str:
    ended = [stay for stay in stays if stay.until_on is not None and stay.until_on <= day]
    if ended and ended[-1].until_on:
        return _("%(name)s moves out on %(day)s.") % {"name": child.name, "day": shown_day(ended[-1].until_on)}
    if stays:
        return _("%(name)s moves in on %(day)s.") % {"name": child.name, "day": shown_day(stays[0].from_on)}
    return _("%(name)s does not live in this home.") % {"name": child.name}


def _visited_that_day(booking: Booking, visit_id: int | None) -> Iterator[Problem]:
    """Also by the other track: children meet many adults, and not two of them on one day."""
    rows = VisitChild.objects.filter(
        child__in=booking.children, visit__on_day=booking.on_day, visit__status__in=COUNTS_AS_TAKEN
    )
    for row in rows.exclude(visit=visit_id).select_related("child", "visit"):
        names = {"name": row.child.name, "track": row.visit.get_track_display()}
        yield "on_day", _("%(name)s already has a visit on this day (%(track)s).") % names


def _not_appointed(booking: Booking) -> Iterator[Problem]:
    for child in booking.children:
        held = SupervisionAppointment.objects.filter(child=child, supervisor=booking.visitor.pk)
        if not held.filter(covers(booking.on_day)).exists():
            names = {"supervisor": booking.visitor.name, "child": child.name}
            yield "visitor", _("%(supervisor)s is not appointed for %(child)s on this day.") % names


def _not_at_work(booking: Booking, home: Home) -> Iterator[Problem]:
    """The visitor is away, or does not work on this weekday. Who has set no hours may be asked for any."""
    who, names = id_of_person(booking.visitor), {"name": booking.visitor.name}
    available = Availability(home.service_id, [who])
    if available.away(who, booking.on_day):
        yield "on_day", _("%(name)s is away on this day.") % names
    elif available.has_hours(who) and available.regular_on(who, booking.on_day, ALL_DAY) is None:
        yield "on_day", _("%(name)s does not work on this day.") % names


def _not_suiting(booking: Booking, home: Home) -> Iterator[Problem]:
    """The home has named hours in which a visit suits it, and these are others."""
    if not suits(home, booking.on_day, booking.start, booking.minutes):
        hours = "; ".join(str(row) for row in named_hours(home))
        field = "start" if spans_on(home, booking.on_day) else "on_day"
        yield field, _("The visit does not suit the home then, but: %(hours)s.") % {"hours": hours}


def _doubts(booking: Booking, track: str, visit_id: int | None) -> Iterator[Problem]:
    day = booking.on_day
    if name := holiday_name(day):
        yield "on_day", _("This is a public holiday (%(name)s).") % {"name": name}
    elif (day.month, day.day) in EVES:
        yield "on_day", _("This is the eve of a holiday.")
    elif day.weekday() >= SATURDAY:
        yield "on_day", _("This day is in a weekend.")
    yield from _two_in_one_week(booking, track, visit_id)


def _two_in_one_week(booking: Booking, track: str, visit_id: int | None) -> Iterator[Problem]:
    """Children meet many adults: a follow-up and a supervision visit do not come in one week, Monday to Sunday."""
    monday = booking.on_day - timedelta(days=booking.on_day.weekday())
    rows = VisitChild.objects.filter(
        child__in=booking.children, visit__status__in=COUNTS_AS_TAKEN,
        visit__on_day__range=(monday, monday + timedelta(days=6)),
    ).exclude(visit__track=track)  # fmt: skip
    for row in rows.exclude(visit=visit_id).select_related("child", "visit").order_by("visit__on_day", "child__name"):
        told = {"name": row.child.name, "track": row.visit.get_track_display(), "day": shown_day(row.visit.on_day)}
        yield "on_day", _("%(name)s meets somebody else in the same week (%(track)s, %(day)s).") % told


def _outside_window(child: Child, track: str, day: date, today: date, visit_id: int | None) -> Iterator[Problem]:
    """The first window for which no visit stands, also of an earlier counting year than the day's.

    One that is late already can only be made good.
    """
    stands = VisitChild.objects.filter(child=child, visit__track=track, visit__status__in=OPEN)
    ahead = list(
        stands.filter(visit__on_day__gte=today).exclude(visit=visit_id).values_list("visit__on_day", flat=True)
    )
    for window in _next_windows(child, track, day, today, ahead):
        if window.until_on > today and not window.holds(day):
            days = {"first": shown_day(window.from_on), "last": shown_day(rules.last_day(window))}
            sentence = _("The next visit to %(name)s is owed from %(first)s to %(last)s.")
            yield "on_day", sentence % {"name": child.name, **days}


def _next_windows(child: Child, track: str, day: date, today: date, ahead: list[date]) -> list[Span]:
    """Return the first window, up to the day's counting year, for which no visit stands; none where all have one."""
    years = owed_between(Child.objects.filter(pk=child.pk), Span(min(day, today), day + timedelta(days=1)), today)
    rows = [row for row in years if row.track == track and not row.has_ended]
    left = (due.window for row in sorted(rows, key=lambda row: row.days.from_on) for due in row.left_beside(ahead))
    return list(islice(left, 1))
