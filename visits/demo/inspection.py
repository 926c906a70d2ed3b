"""A sample that the State Administrator has asked for."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from fosterhomes.demo.rows import Demo
from fosterhomes.models import Duty, Role

from ..actions.inspection import draw_sample
from ..models import InspectionSample


def load_inspection(demo: Demo) -> None:
    """Draw five children on the day of the demo, as a leader does."""
    leader = next(row.user for row in demo.rows[Duty] if row.role == Role.LEADER and row.service is demo.service)
    at = timezone.make_aware(datetime.combine(demo.on - timedelta(days=1), time(13)))
    why = "Landsomfattande tilsyn med oppfølging av barn i fosterheim (oppdikta)"
    sample = InspectionSample(service=demo.service, seed=2026, size=5, reason=why, on_day=demo.on)
    draw_sample(sample=sample, by=leader, at=at)
