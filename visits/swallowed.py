"""Windows that absence has swallowed: the family is away on every day that is left of it, or the visitor is.

Nothing is taken off what is owed: it is said where it is, so that somebody books a day nearby, or another goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from fosterhomes.models import Child, ContactPerson, Cover, Home, HomeHoliday, SupervisionAppointment
from fosterhomes.periods import covers
from fosterhomes.permissions import Access
from fosterhomes.shown import shown_day

from . import law
from .availability import ALL_DAY, Availability
from .days import Span, joined, span
from .due import DueRow, due_rows
from .visitors import columns_of, id_of_person


@dataclass(frozen=True)
class Swallowed:
    """A row whose next window has no day left for a visit, and why."""

    row: DueRow
    why: str


def swallowed_of(access: Access, visitors: Collection[str]) -> list[Swallowed]:
    """Return what is swallowed of the visits that these visitors (`w3`, `s7`) make. A fixed number of queries."""
    if not visitors:
        return []
    columns = [columns_of(one) for one in visitors]
    contacts = ContactPerson.objects.filter(covers(access.on), worker__in={one["worker_id"] for one in columns})
    appointed = SupervisionAppointment.objects.filter(
        covers(access.on), supervisor__in={one["supervisor_id"] for one in columns}
    )
    theirs = Child.objects.filter(Q(pk__in=contacts.values("child")) | Q(pk__in=appointed.values("child")))
    rows = [row for row in due_rows(access, theirs) if row.visitor and id_of_person(row.visitor) in visitors]
    return swallowed(rows, access.service_id or 0, access.on)


def swallowed_in(access: Access, home: Home) -> list[Swallowed]:
    """Return what is swallowed of the visits to the home. A fixed number of queries."""
    rows = due_rows(access, Child.objects.filter(placements__home=home))
    return swallowed([row for row in rows if row.year.home == home], access.service_id or 0, access.on)


def swallowed(rows: Iterable[DueRow], service: int, today: date) -> list[Swallowed]:
    """Return the rows whose next window has no day left for a visit. Four queries."""
    pressing = [(row, left) for row in rows if (left := _left(row, today)) is not None]
    away: dict[int, list[Span]] = defaultdict(list)
    for holiday in HomeHoliday.objects.filter(home__in={row.year.home.pk for row, _left in pressing}):
        away[holiday.home_id].append(span(holiday.from_on, holiday.until_on))
    covered = _covers(row for row, _left in pressing)
    people = {id_of_person(row.visitor) for row, _left in pressing if row.visitor}
    available = Availability(service, people | {f"w{one.stand_in_id}" for ones in covered.values() for one in ones})
    found = [
        Swallowed(row, _why(row, left, away[row.year.home.pk], available, covered[row.year.child.pk]))
        for row, left in pressing
    ]
    return [one for one in found if one.why]


def _covers(rows: Iterable[DueRow]) -> dict[int, list[Cover]]:
    """Return who covers for the contact persons of the rows' children, today or later, by child."""
    found: dict[int, list[Cover]] = defaultdict(list)
    contacts = {row.year.child.pk: row.contact for row in rows if row.year.track == law.FOLLOW_UP}
    for cover in Cover.objects.filter(child__in=contacts):
        if cover.worker_id == getattr(contacts[cover.child_id], "pk", None):
            found[cover.child_id].append(cover)
    return found


def _left(row: DueRow, today: date) -> Span | None:
    """Return the days that are left of the next window that nobody has booked a visit for."""
    if row.next_due is None or row.planned_this_year:
        return None
    left = row.next_due.window.within(span(today, None))
    return left if left.days else None


def _why(row: DueRow, left: Span, away: list[Span], available: Availability, covered: list[Cover]) -> str:
    last = shown_day(left.until_on - timedelta(days=1))
    if any(one.within(left) == left for one in joined(away)):
        return _("The family is away for all that is left of the window, to %(last)s.") % {"last": last}
    if row.visitor is None:
        return ""
    who = id_of_person(row.visitor)
    at_home = [day for day in _days(left) if not any(one.holds(day) for one in away)]
    if any(available.hours_on(who, day, ALL_DAY) for day in at_home) or _somebody_covers(at_home, available, covered):
        return ""
    return _("%(name)s has no working day with the family at home before %(last)s.") % {
        "name": row.visitor.name, "last": last,
    }  # fmt: skip


def _somebody_covers(days: Iterable[date], available: Availability, covered: list[Cover]) -> bool:
    return any(
        cover.holds_on(day) and available.hours_on(f"w{cover.stand_in_id}", day, ALL_DAY)
        for day in days
        for cover in covered
    )


def _days(days: Span) -> Iterable[date]:
    return (days.from_on + timedelta(days=number) for number in range(days.days))
