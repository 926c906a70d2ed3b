"""Storing what somebody writes about a visit, one field at a time, and throwing it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from fosterhomes.actions.base import deed
from fosterhomes.models import Home, User

from ..models import Visit, VisitDraft

KEPT_DAYS = 30
"""A draft that nobody has touched for so long is removed: what is to be kept belongs in the visit."""


class WrittenElsewhere(Exception):
    """Another window of the same person changed the field since this one saw it; `value`, `version`: what is stored."""

    def __init__(self, value: str, version: int) -> None:
        super().__init__(value)
        self.value, self.version = value, version


def save_field(
    *,
    visit: Visit | None,
    home: Home,
    track: str,
    name: str,
    value: str,
    seen: int,
    base: Mapping[str, str],
    by: User,
    at: datetime,
) -> VisitDraft:
    """Store one field of the person's draft. `seen`: the version that their window knows, 0 for none.

    Raises `WrittenElsewhere` and stores nothing when another window wrote something else meanwhile.
    """
    with deed():
        VisitDraft.objects.filter(saved_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
        draft = _locked(visit, home, track, by) or VisitDraft(
            visit=visit, home=home, track=track, by=by, base=dict(base)
        )
        stored = draft.fields.get(name, {"value": None, "version": 0})
        if stored["version"] != seen and stored["value"] != value:
            raise WrittenElsewhere(stored["value"] or "", stored["version"])
        if stored["value"] != value:
            draft.fields[name] = {"value": value, "version": stored["version"] + 1}
        draft.saved_at = at
        draft.save()
    return draft


def draft_of(*, visit: Visit | None, home: Home, track: str, by: User, at: datetime) -> VisitDraft | None:
    """Return what the person has begun to write, unless it is so old that it is only waiting to be removed."""
    fresh = _rows(visit=visit, home=home, track=track, by=by).filter(saved_at__gte=at - timedelta(days=KEPT_DAYS))
    return fresh.first()


def _locked(visit: Visit | None, home: Home, track: str, by: User) -> VisitDraft | None:
    return _rows(visit=visit, home=home, track=track, by=by).select_for_update().first()


def _rows(*, visit: Visit | None, home: Home, track: str, by: User) -> QuerySet[VisitDraft]:
    """Return the person's draft of the visit, or of a new visit to the home on the track, as a queryset of one."""
    if visit is not None:
        return VisitDraft.objects.filter(visit=visit, by=by)
    return VisitDraft.objects.filter(visit=None, home=home, track=track, by=by)


def forget_draft(*, visit: Visit | None, home: Home, track: str, by: User) -> None:
    """Remove the person's draft: it is recorded now, or thrown away."""
    _rows(visit=visit, home=home, track=track, by=by).delete()
