"""Windows that absence has swallowed: the family is away on every day that is left of it, or the visitor is.

Nothing is taken off what is owed: it is said where it is, so that somebody books a day nearby, or another goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fosterhomes.models import HomeHoliday
from fosterhomes.shown import shown_day

from .availability import ALL_DAY, Availability
from .days import Span, joined, span
from .due import DueRow
from .visitors import id_of_person


@dataclass(frozen=True)
class Swallowed:
    """A row whose next window has no day left for a visit, and why."""

    row: DueRow
    why: str


def swallowed(rows: Iterable[DueRow], service: int, today: date) -> list[Swallowed]:
    """Return the rows whose next window has no day left for a visit. Three queries."""
    pressing = [(row, left) for row in rows if (left := _left(row, today)) is not None]
    away: dict[int, list[Span]] = defaultdict(list)
    for holiday in HomeHoliday.objects.filter(home__in={row.year.home.pk for row, _left in pressing}):
        away[holiday.home_id].append(span(holiday.from_on, holiday.until_on))
    people = {id_of_person(row.visitor) for row, _left in pressing if row.visitor}
    available = Availability(service, people)
    found = [Swallowed(row, _why(row, left, away[row.year.home.pk], available)) for row, left in pressing]
    return [one for one in found if one.why]


def _left(row: DueRow, today: date) -> Span | None:
    """Return the days that are left of the next window that nobody has booked a visit for."""
    if row.next_due is None or row.waiting is not None:
        return None
    left = row.next_due.window.within(span(today, None))
    return left if left.days else None


def _why(row: DueRow, left: Span, away: list[Span], available: Availability) -> str:
    last = shown_day(left.until_on - timedelta(days=1))
    if any(one.within(left) == left for one in joined(away)):
        return _("The family is away for all that is left of the window, to %(last)s.") % {"last": last}
    if row.visitor is None:
        return ""
    who = id_of_person(row.visitor)
    at_home = [day for day in _days(left) if not any(one.holds(day) for one in away)]
    if any(available.hours_on(who, day, ALL_DAY) for day in at_home):
        return ""
    return _("%(name)s has no working day with the family at home before %(last)s.") % {
        "name": row.visitor.name, "last": last,
    }  # fmt: skip


def _days(days: Span) -> Iterable[date]:
    return (days.from_on + timedelta(days=number) for number in range(days.days))
