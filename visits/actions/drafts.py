"""Storing what somebody writes about a visit or in a report on it, one field at a time, and throwing it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from fosterhomes.actions.base import deed
from fosterhomes.models import Child, Home, User

from ..models import SupervisionReport, Visit, VisitDraft

KEPT_DAYS = 30
"""A draft that nobody has touched for so long is removed: what is to be kept belongs in the visit or its report."""


@dataclass(frozen=True)
class Writing:
    """What somebody writes: about a visit (None: one without a row yet), or a step of the report on `child`."""

    home: Home
    track: str
    visit: Visit | None = None
    child: Child | None = None
    step: str = ""

    @classmethod
    def about(cls, visit: Visit) -> Writing:
        return cls(visit.home, visit.track, visit)

    @classmethod
    def of(cls, report: SupervisionReport, step: str) -> Writing:
        return cls(report.home, report.visit.track, report.visit, report.child, step)


class WrittenElsewhere(Exception):
    """Another window of the same person changed the field since this one saw it; `value`, `version`: what is stored."""

    def __init__(self, value: str, version: int) -> None:
        super().__init__(value)
        self.value, self.version = value, version


def save_field(
    *,
    writing: Writing,
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
        draft = _locked(VisitDraft(**vars(writing), by=by, base=dict(base), saved_at=at))
        stored = draft.fields.get(name, {"value": None, "version": 0})
        if stored["version"] != seen and stored["value"] != value:
            raise WrittenElsewhere(stored["value"] or "", stored["version"])
        if stored["value"] != value:
            draft.fields[name] = {"value": value, "version": stored["version"] + 1}
        draft.saved_at = at
        draft.save()
    return draft


def _locked(begun: VisitDraft) -> VisitDraft:
    """Return the person's draft, held until the deed ends; `begun` is stored where there is none yet.

    Two windows that begin at once do not refuse each other: the second finds what the first stored.
    """
    writing = Writing(begun.home, begun.track, begun.visit, begun.child, begun.step)
    mine = _rows(writing, begun.by).select_for_update()
    if not mine.exists():
        VisitDraft.objects.bulk_create([begun], ignore_conflicts=True)
    return mine.get()


def draft_of(writing: Writing, *, by: User, at: datetime) -> VisitDraft | None:
    """Return what the person has begun to write, unless it is so old that it is only waiting to be removed."""
    return _rows(writing, by).filter(saved_at__gte=at - timedelta(days=KEPT_DAYS)).first()


def forget_draft(writing: Writing, *, by: User) -> None:
    """Remove the person's draft: it is recorded or sent now, or thrown away."""
    _rows(writing, by).delete()


def _rows(writing: Writing, by: User) -> QuerySet[VisitDraft]:
    """Return the person's draft as a queryset of one."""
    if writing.visit is None:
        return VisitDraft.objects.filter(visit=None, home=writing.home, track=writing.track, by=by)
    return VisitDraft.objects.filter(visit=writing.visit, child=writing.child, step=writing.step, by=by)
