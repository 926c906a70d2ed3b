"""The rota of the on-call service: who answers when, where nobody does, and where two do at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import holidays
from django.utils import timezone

from .models import OnCallShift, User
from .models.rota import OnCallHours, hours_of

WEEKS_AHEAD = 8
"""So early a gap is shown: time enough to ask somebody."""
SATURDAY = 5

Stretch = tuple[datetime, datetime]
"""From a moment until another, the second not included."""


def closed_hours(first: date, days: int, hours: OnCallHours) -> list[Stretch]:
    """Return the stretches in which the office is closed, and so somebody is to be on call.

    Weekends and public holidays are closed the whole day. Nights follow the clock on the wall, so the night in which
    the clocks change is an hour shorter or longer.
    """
    free = holidays.country_holidays("NO", years=range(first.year, (first + timedelta(days=days)).year + 1))
    days_ahead = [first + timedelta(days=number) for number in range(days)]
    return _joined(stretch for day in days_ahead for stretch in _closed(day, day in free, hours))


def _closed(day: date, holiday: bool, hours: OnCallHours) -> Iterator[Stretch]:
    midnight, next_midnight = _at(day, time.min), _at(day + timedelta(days=1), time.min)
    if holiday or day.weekday() >= SATURDAY:
        yield midnight, next_midnight
    else:
        yield midnight, _at(day, hours.office_opens)
        yield _at(day, hours.office_closes), next_midnight


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for begins, ends in stretches:
        if joined and joined[-1][1] >= begins:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        elif begins < ends:
            joined.append((begins, ends))
    return joined


def gaps(closed: Iterable[Stretch], covered: Iterable[Stretch]) -> list[Stretch]:
    """Return what of the closed hours nobody covers, in order."""
    return [gap for stretch in closed for gap in _left(stretch, sorted(covered))]


def _left(stretch: Stretch, covered: list[Stretch]) -> Iterator[Stretch]:
    begins, ends = stretch
    for from_at, until_at in covered:
        if until_at <= begins or from_at >= ends:
            continue
        if from_at > begins:
            yield begins, from_at
        begins = max(begins, until_at)
    if begins < ends:
        yield begins, ends


@dataclass(frozen=True)
class RotaRow:
    """A line of the rota: a shift, or a gap (`shift` is None). `twice`: who else answers in that time."""

    from_at: datetime
    until_at: datetime
    shift: OnCallShift | None
    twice: tuple[str, ...] = ()

    @property
    def one_day(self) -> bool:
        return timezone.localdate(self.from_at) == timezone.localdate(self.until_at)


@dataclass(frozen=True)
class RotaWeek:
    """The lines of one week, Monday to Sunday, by the day on which they begin; what runs at `at` is of this week."""

    monday: date
    rows: list[RotaRow]

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def people(self) -> list[str]:
        """Return who answers that week, in order, nobody twice."""
        return list(dict.fromkeys(row.shift.worker.name for row in self.rows if row.shift))

    @property
    def gaps(self) -> int:
        return sum(row.shift is None for row in self.rows)

    @property
    def unbacked(self) -> int:
        return sum(row.shift is not None and row.shift.backup_id is None for row in self.rows)

    @property
    def doubled(self) -> bool:
        return any(row.twice for row in self.rows)


def by_week(rows: Iterable[RotaRow], at: datetime) -> list[RotaWeek]:
    """Return the lines of the rota week by week."""
    weeks: dict[date, list[RotaRow]] = {}
    for row in rows:
        day = timezone.localdate(max(row.from_at, at))
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(row)
    return [RotaWeek(monday, weeks[monday]) for monday in sorted(weeks)]


def rota(service_id: int, at: datetime) -> list[RotaRow]:
    """Return the shifts from now on and the gaps of the coming weeks, in order of time. Three queries."""
    today = timezone.localdate(at)
    end = _at(today + timedelta(weeks=WEEKS_AHEAD), time.min)
    found = OnCallShift.objects.filter(service=service_id, until_at__gt=at)
    shifts = list(found.select_related("worker", "backup"))
    closed = [(max(begins, at), ends) for begins, ends in closed_hours(today, WEEKS_AHEAD * 7, hours_of(service_id))]
    covered = [(shift.from_at, shift.until_at) for shift in shifts]
    rows = [RotaRow(shift.from_at, shift.until_at, shift, _twice(shift, shifts)) for shift in shifts]
    rows += [RotaRow(begins, min(ends, end), None) for begins, ends in gaps(closed, covered) if begins < ends]
    return sorted(rows, key=lambda row: (row.from_at, row.until_at))


def _twice(shift: OnCallShift, shifts: list[OnCallShift]) -> tuple[str, ...]:
    return tuple(
        other.worker.name
        for other in shifts
        if other.pk != shift.pk and other.from_at < shift.until_at and shift.from_at < other.until_at
    )


@dataclass(frozen=True)
class Tonight:
    """Who answers now, and who is behind; nobody when the rota has a gap. `until_at`: when the shift ends.

    `office_open`: nobody needs to be on call, and so nobody in the rota is no gap.
    """

    worker: User | None
    backup: User | None
    until_at: datetime | None
    office_open: bool = False


def on_call_now(service_id: int, at: datetime) -> Tonight:
    """Return who answers at that moment; of two at once the one whose shift began first. Two queries at most."""
    now = OnCallShift.objects.filter(service=service_id).at(at).select_related("worker", "backup").first()
    if now:
        return Tonight(now.worker, now.backup, now.until_at)
    closed = closed_hours(timezone.localdate(at), 1, hours_of(service_id))
    return Tonight(None, None, None, office_open=not any(begins <= at < ends for begins, ends in closed))
