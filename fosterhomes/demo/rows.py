"""Rows are drafted in memory, then stored table by table: quick also on a slow machine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from django.db import connection, models

from ..models import (
    Approval,
    Child,
    ContactPerson,
    Duty,
    Handover,
    Home,
    HomeHoliday,
    HomeMember,
    HomeMove,
    KeepAway,
    Kin,
    NotTogether,
    OnCallShift,
    Placement,
    Point,
    PoliceCertificate,
    ReliefAgreement,
    ReliefCycle,
    ReliefNeed,
    Service,
    SiblingGroup,
    SupervisionAppointment,
    Supervisor,
    SupervisorTie,
    Training,
    TravelLimit,
    TravelTime,
    User,
    VisitHours,
    Wait,
    WeekendPattern,
)
from ..rules import months_before
from .names import Invented
from .places import ALVER, Places

ORDER = (
    User, Duty, OnCallShift, Point, TravelTime, Home, HomeMove, HomeMember, VisitHours, HomeHoliday, Training,
    SiblingGroup, Child,
    Placement, Approval,
    Supervisor, PoliceCertificate, SupervisorTie, SupervisionAppointment, ContactPerson, Handover, Kin, Wait,
    TravelLimit, KeepAway, NotTogether, ReliefCycle, ReliefAgreement, ReliefNeed, WeekendPattern,
)  # fmt: skip
"""Every table after those that it points to; the supervisors' ties before the appointments that they forbid."""

COVERED_DAYS = 550
"""The demo has a history of a year and a half."""

RowT = TypeVar("RowT", bound=models.Model)


@dataclass
class Demo:
    """What the parts of the demo hand to each other; `on` is the day that it shows."""

    on: date
    places: Places
    people: Invented = field(default_factory=Invented)
    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    minutes: dict[tuple[str, int], int] = field(default_factory=dict)
    """Estimated minutes from a village to a drafted home, by its id: each is asked for many times."""

    @property
    def rng(self) -> Random:
        return self.people.rng

    @property
    def service(self) -> Service:
        return self.places.services[ALVER]

    def add(self, row: RowT) -> RowT:
        """Keep a row for storing, and return it; other rows may point to it at once."""
        self.rows[type(row)].append(row)
        return row

    def store(self) -> None:
        for model in ORDER:
            model._base_manager.bulk_create(self.rows[model])

    def days_ago(self, least: int, most: int) -> date:
        """Return a working day between so many days before `on`, both included as far as weekends allow."""
        return weekday(self.on - timedelta(days=self.rng.randint(least, most)))

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent


def weekday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend: nobody moves or meets on a Sunday."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def birth_date_before(on: date, months: int, days: int) -> date:
    """Return the birth date of somebody who on that day is so many months and days old."""
    return months_before(on, months) - timedelta(days=days)


def turns(age: int, on: date, in_days: int) -> date:
    """Return the birth date of somebody who turns `age` in so many days."""
    return months_before(on + timedelta(days=in_days), age * 12)


def refresh_statistics() -> None:
    """Tell the database how many rows there are now; call it before rows that were just stored are read.

    Without fresh statistics PostgreSQL takes the tables for empty, and joins them row by row: for hours.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
