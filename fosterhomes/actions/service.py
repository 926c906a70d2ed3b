"""Changing the service's own numbers, and the written language of a municipality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from ..models import Municipality, Service, User
from ..permissions import access_for, check_leader, check_municipality
from ..versions import check_unchanged
from .base import deed, save_changes


def change_service(row: Service, *, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store the numbers that the service sets for itself. Raises `Refused`, `ValidationError`, `ChangedMeanwhile`."""
    check_leader(access_for(by, timezone.localdate(at)), row.pk)
    with deed():
        check_unchanged(row, seen)
        save_changes(row, verb="service.changed", by=by, at=at)


def change_municipality(row: Municipality, *, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store what a municipality wants to be written to in. Raises `Refused`, `ValidationError`, `ChangedMeanwhile`."""
    check_municipality(access_for(by, timezone.localdate(at)), row)
    with deed():
        check_unchanged(row, seen)
        save_changes(row, verb="municipality.changed", by=by, at=at)
