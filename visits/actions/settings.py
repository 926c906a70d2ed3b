"""Changing the service's own days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.models import User
from fosterhomes.permissions import access_for, check_leader
from fosterhomes.versions import check_unchanged

from ..models import VisitSettings


def store_settings(row: VisitSettings, *, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store the settings of a service. Raises `Refused`, `ValidationError`, `ChangedMeanwhile`."""
    check_leader(access_for(by, timezone.localdate(at)), row.service_id)
    with deed():
        if row.pk is None:
            save_new(row, verb="settings.changed", by=by, at=at)
        else:
            check_unchanged(row, seen)
            save_changes(row, verb="settings.changed", by=by, at=at)
