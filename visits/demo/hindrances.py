"""Visits of the demo that somebody cannot make, and one that was moved and whose family nobody has told yet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from fosterhomes.demo.rows import Demo
from fosterhomes.models import User

from ..models import Visit, VisitHindrance
from ..models.visit import Track

REASONS = ("Må på kurs den dagen.", "Arbeidsgjevaren min gir meg ikkje fri då.")


def load_hindrances(demo: Demo) -> None:
    """Store that a caseworker and a supervisor cannot make their next booked visit."""
    ahead = Visit.objects.filter(service=demo.service, status=Visit.Status.BOOKED, on_day__gt=demo.on)
    ordered = list(ahead.select_related("worker", "supervisor__user").order_by("on_day", "pk"))
    hindered = [
        next((one for one in ordered if one.track == track and _person(one)), None)
        for track in (Track.FOLLOW_UP, Track.SUPERVISION)
    ]
    rows = zip(hindered, REASONS, strict=True)
    VisitHindrance.objects.bulk_create(_row(demo, visit, reason) for visit, reason in rows if visit)
    moved = next((one for one in reversed(ordered) if one.announced and one not in hindered), None)
    if moved:
        moved.family_to_tell = True
        moved.save(update_fields=["family_to_tell"])


def _person(visit: Visit) -> User | None:
    return visit.supervisor.user if visit.supervisor else visit.worker


def _row(demo: Demo, visit: Visit, reason: str) -> VisitHindrance:
    said_at = timezone.make_aware(datetime.combine(demo.on - timedelta(days=1), time(14, 20)))
    return VisitHindrance(visit=visit, on_day=visit.on_day, reason=reason, said_by=_person(visit), said_at=said_at)
