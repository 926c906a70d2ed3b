"""Visits as an iCalendar file (RFC 5545), for a person's own calendar program.

Calendar programs keep what they read with companies that have no part in the case. So an event says what sort of visit
it is, the village, and where to read on behind the log-in: no name of a child or family, no birth date, no address; of
a protected address, the home's or a child's, not even the village.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vRecur

from fosterhomes.permissions import Access

from ..models import Visit
from ..models.visit import Track
from ..schedule import visits_made_by

ZONE = "Europe/Oslo"
REFRESHED = timedelta(hours=1)
"""How often a program is asked to look again; Outlook and Google do as they please."""
DAYS_BACK = 60

STATUS = {
    Visit.Status.PLANNED: "TENTATIVE",
    Visit.Status.CANCELLED: "CANCELLED",
}

Address = Callable[[Visit], str]
"""The whole address of a visit's page."""


def visits_in_feed(access: Access) -> list[Visit]:
    """Return the visits that the person makes, from some weeks ago on. Cancelled ones too: the program is told."""
    since = access.on - timedelta(days=DAYS_BACK)
    return list(whole(visits_made_by(access).filter(on_day__gte=since)).order_by("on_day", "start", "pk"))


def whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return the visits with what an event says of them."""
    return visits.select_related("home__point").prefetch_related("children")


def calendar_file(visits: Iterable[Visit], address: Address, *, name: str = "") -> bytes:
    """Return the file, in the language that is active. The same visits give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Foster homes//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", ZONE)
        calendar.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_zone())
    for visit in visits:
        calendar.add_component(_event(visit, address(visit)))
    return calendar.to_ical()


def _zone() -> Timezone:
    """Return the clock of Norway as a rule (EU directive 2000/84): one list of years would end some day."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, name, before, after, month, hour in (
        (TimezoneDaylight, "CEST", 1, 2, 3, 2),
        (TimezoneStandard, "CET", 2, 1, 10, 3),
    ):
        change = kind()
        change.add("tzname", name)
        change.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))
        change.add("rrule", vRecur(FREQ="YEARLY", BYMONTH=month, BYDAY="-1SU"))
        change.add("tzoffsetfrom", timedelta(hours=before))
        change.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(change)
    return zone


def _event(visit: Visit, url: str) -> Event:
    event = Event()
    event.add("uid", f"visit-{visit.pk}@fosterhomes")
    event.add("dtstamp", visit.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", visit.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", visit.revision)
    event.add("status", STATUS.get(Visit.Status(visit.status), "CONFIRMED"))
    event.add("summary", _summary(visit), parameters={"LANGUAGE": get_language() or "nn"})
    if village := _village(visit):
        event.add("location", village)
    event.add("description", _("Open the visit: %(address)s") % {"address": url})
    event.add("url", url)
    _add_time(event, visit)
    return event


def _add_time(event: Event, visit: Visit) -> None:
    if visit.start is None:
        event.add("dtstart", visit.on_day)
        event.add("dtend", visit.on_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    begins = datetime.combine(visit.on_day, visit.start, timezone.get_default_timezone())
    ends = begins.astimezone(UTC) + timedelta(minutes=visit.minutes)
    event.add("dtstart", begins)
    event.add("dtend", ends.astimezone(timezone.get_default_timezone()))


def _summary(visit: Visit) -> str:
    words = _("Follow-up visit") if visit.track == Track.FOLLOW_UP else _("Supervision visit")
    where = ", ".join(part for part in (words, _village(visit)) if part)
    if visit.status == Visit.Status.PLANNED:
        return _("%(visit)s (planned)") % {"visit": where}
    return _("%(visit)s (cancelled)") % {"visit": where} if visit.status == Visit.Status.CANCELLED else where


def _village(visit: Visit) -> str:
    hidden = visit.home.protected_address or any(child.protected_address for child in visit.children.all())
    return "" if hidden or visit.home.point is None else visit.home.point.village
