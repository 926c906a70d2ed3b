"""The on-call rota of the demo: two people by turns for nine weeks, and a weekend that nobody has yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ..models import Duty, OnCallShift, Role, User
from .rows import Demo

WEEKS = 9
OPEN_WEEKEND = 3
"""In that week from now nobody has taken the weekend."""

MONDAY, FRIDAY = 0, 4
OPENS, CLOSES = time(8), time(15, 30)


def draft_rota(demo: Demo) -> None:
    """Draft a shift for each week's nights and one for its weekend; the other person is the back-up."""
    duties: list[Duty] = demo.rows[Duty]
    people = [duty.user for duty in duties if duty.role == Role.ON_CALL and duty.service_id == demo.service.pk]
    monday = demo.on - timedelta(days=demo.on.weekday())
    for week in range(WEEKS):
        worker, backup = people[week % 2], people[(week + 1) % 2]
        first = monday + timedelta(weeks=week)
        for night in range(MONDAY, FRIDAY):
            _draft(demo, worker, backup, first + timedelta(days=night), nights=1)
        if week != OPEN_WEEKEND:
            _draft(demo, backup, worker, first + timedelta(days=FRIDAY), nights=3)


def _draft(demo: Demo, worker: User, backup: User, day: date, *, nights: int) -> None:
    from_at = timezone.make_aware(datetime.combine(day, CLOSES))
    until_at = timezone.make_aware(datetime.combine(day + timedelta(days=nights), OPENS))
    demo.add(OnCallShift(service=demo.service, worker=worker, backup=backup, from_at=from_at, until_at=until_at))
