"""Rates from a day on, what somebody says of a day's driving, and the sheet that is taken out."""

from __future__ import annotations

from datetime import date, datetime

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.models import Service, User

from ..models import TravelDay, TravelRate


def set_rate(*, rate: TravelRate, by: User, at: datetime) -> None:
    """Store rates that hold from a day on. Raises `ValidationError` where there are some from that day."""
    save_new(rate, verb="travelrate.set", by=by, at=at)


def state_day(*, day: TravelDay, by: User, at: datetime) -> None:
    """Store what the visitor says of a day, in the place of what was said before."""
    with deed():
        if day.pk is None:
            save_new(day, verb="travelday.stated", by=by, at=at)
        else:
            save_changes(day, verb="travelday.stated", by=by, at=at)


def take_out_claims(*, service: Service, month: date, by: User, at: datetime) -> None:
    """Write down that the month's sheet for the payroll office was taken out."""
    with deed():
        record("travel.exported", service, by=by, at=at, reason=f"{month:%Y-%m}")
