"""What visits cost in driving, hours and mileage, by person and month: the page, and the payroll office's sheet.

From the visits that were made or tried, as tours of their days (`day_tours`). Amounts are whole øre until shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Role
from fosterhomes.permissions import Access

from .day_tours import DayTour, day_tours, sessions_with_places, with_places
from .days import Span
from .models import GuidanceSession, TravelDay, TravelRate, Visit
from .plans.options import guided_by, made_by
from .plans.slots import Row
from .visitors import id_of, named, own_ids

ANSWERS_FOR = (Role.LEADER, Role.COORDINATOR, Role.CLERK)
MADE = (Visit.Status.DONE, Visit.Status.TRIED)


@dataclass(frozen=True)
class Rate:
    """What is paid from a day on, in øre; `hour_ore`: a supervisor's hour, None where the service has not set it."""

    from_on: date
    kilometre_ore: int
    passenger_ore: int
    hour_ore: int | None
    source: str | Promise


NATIONAL = (Rate(date(2026, 1, 1), 530, 100, None, _("the state's rates of 2026")),)
"""The state's rates for driving at home: NOK 5.30 a kilometre, NOK 1.00 for a passenger and kilometre. A supervisor's
hour is the service's own to set."""


@dataclass(frozen=True)
class ClaimDay:
    """One day of a person. `stated`: what the person says of it; the rate is the day's."""

    tour: DayTour
    stated: TravelDay | None
    rate: Rate | None

    @property
    def kilometres(self) -> int:
        if self.stated is not None and self.stated.kilometres is not None:
            return self.stated.kilometres
        return self.tour.kilometres

    @property
    def passenger_kilometres(self) -> int:
        return self.stated.passenger_kilometres if self.stated else 0

    @property
    def needs_kilometres(self) -> bool:
        """Return whether somebody must say how far it was: a way of the tour is not known."""
        return self.tour.has_unknown_way and (self.stated is None or self.stated.kilometres is None)

    @property
    def minutes(self) -> int:
        return self.tour.driving_minutes + self.tour.visit_minutes

    @property
    def mileage_ore(self) -> int:
        if self.rate is None:
            return 0
        return self.kilometres * self.rate.kilometre_ore + self.passenger_kilometres * self.rate.passenger_ore

    @property
    def pay_ore(self) -> int:
        """Return the pay of a supervisor's hours; staff have their salary."""
        if self.rate is None or self.rate.hour_ore is None or self.tour.visitor.startswith("w"):
            return 0
        return round(Decimal(self.minutes * self.rate.hour_ore) / 60)


@dataclass(frozen=True)
class Claim:
    """One person's month."""

    visitor: str
    name: str
    days: tuple[ClaimDay, ...]

    @property
    def visits(self) -> int:
        return sum(len(day.tour.stops) for day in self.days)

    @property
    def driving_minutes(self) -> int:
        return sum(day.tour.driving_minutes for day in self.days)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def kilometres(self) -> int:
        return sum(day.kilometres for day in self.days)

    @property
    def passenger_kilometres(self) -> int:
        return sum(day.passenger_kilometres for day in self.days)

    @property
    def mileage(self) -> Decimal:
        return kroner(sum(day.mileage_ore for day in self.days))

    @property
    def pay(self) -> Decimal:
        return kroner(sum(day.pay_ore for day in self.days))

    @property
    def total(self) -> Decimal:
        return self.mileage + self.pay

    @property
    def needs_kilometres(self) -> int:
        return sum(day.needs_kilometres for day in self.days)

    @property
    def has_estimates(self) -> bool:
        return any(day.tour.is_estimate for day in self.days)


def kroner(ore: int) -> Decimal:
    return (Decimal(ore) / 100).quantize(Decimal("0.01"))


def rates_of(service: int) -> list[Rate]:
    """Return the national rates and the service's own, the latest first; on one day the service's own come first."""
    own = [
        Rate(row.from_on, row.kilometre_ore, row.passenger_ore, row.hour_ore, row.source)
        for row in TravelRate.objects.filter(service=service)
    ]
    return sorted([*own, *NATIONAL], key=lambda rate: rate.from_on, reverse=True)


def rate_on(rates: Iterable[Rate], day: date) -> Rate | None:
    """Return the rates of the day; None before the first that is known."""
    return next((rate for rate in rates if rate.from_on <= day), None)


def rates_in(rates: list[Rate], month: date) -> list[Rate]:
    """Return the rates by which the days of the month are paid, the first first; none where none is known."""
    days = (month + timedelta(days=k) for k in range((month_after(month) - month).days))
    return list(dict.fromkeys(rate for day in days if (rate := rate_on(rates, day)) is not None))


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_name(month: date) -> str:
    return f"{MONTHS[month.month]} {month.year}"


def claims(access: Access, month: date, visitor: str = "") -> list[Claim]:
    """Return the month (its first day) of each person the reader may see, or of one. A fixed number of queries."""
    return claims_between(access, Span(month, month_after(month)), visitor)


def claims_between(access: Access, days: Span, visitor: str = "") -> list[Claim]:
    """Return the same for a run of days."""
    made: list[Row] = [*_visits(access, days, visitor), *_sessions(access, days, visitor)]
    service = access.service_id or 0
    rates = rates_of(service)
    stated = {(id_of(row), row.on_day): row for row in _stated(access, days)}
    driven: dict[str, list[ClaimDay]] = defaultdict(list)
    for tour in day_tours(made):
        if all(stop.visit.home is None for stop in tour.stops):
            continue  # guidance at the office: nobody drove
        claim_day = ClaimDay(tour, stated.get((tour.visitor, tour.on_day)), rate_on(rates, tour.on_day))
        driven[tour.visitor].append(claim_day)
    names = named(driven)
    found = [Claim(who, names[who], tuple(those)) for who, those in driven.items()]
    return sorted(found, key=lambda claim: (claim.visitor[0] != "w", claim.name))


def _visits(access: Access, days: Span, visitor: str) -> QuerySet[Visit]:
    """Return the visits that were made or tried on these days. What a person drove is theirs to see for ever."""
    whole = Q(service__in=access.services(*ANSWERS_FOR))
    rows = Visit.objects.filter(whole | made_by(tuple(own_ids(access))), status__in=MADE, in_person=True)
    rows = rows.exclude(from_case_system=True)
    rows = rows.filter(on_day__gte=days.from_on, on_day__lt=days.until_on)
    return with_places(rows.filter(made_by((visitor,))) if visitor else rows)


def _sessions(access: Access, days: Span, visitor: str) -> QuerySet[GuidanceSession]:
    """Return the sessions of guidance that were held on the days, as `_visits`."""
    whole = Q(service__in=access.services(*ANSWERS_FOR))
    rows = GuidanceSession.objects.filter(whole | guided_by(tuple(own_ids(access))))
    rows = rows.filter(status=GuidanceSession.Status.HELD, on_day__gte=days.from_on, on_day__lt=days.until_on)
    return sessions_with_places(rows.filter(guided_by((visitor,))) if visitor else rows)


def _stated(access: Access, days: Span) -> QuerySet[TravelDay]:
    return TravelDay.objects.visible_to(access).filter(on_day__gte=days.from_on, on_day__lt=days.until_on)
