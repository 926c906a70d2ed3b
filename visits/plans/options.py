"""What a person chooses for a plan. It is stored with the run, as plain JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Absence, GuidanceSession, Visit
from ..models.visit import Track
from ..permissions import OPEN
from ..visitors import columns_of

GUIDANCE = "guidance"
"""What sessions of guidance are called where visits have their track."""
TRACKS = [*Track.choices, (GUIDANCE, _("guidance"))]
ALL_TRACKS = tuple(track for track, _label in TRACKS)


SESSION_AHEAD = GuidanceSession.Status.PLANNED


def track_label(track: str) -> str:
    """Return what a track is called, guidance among them."""
    return str(dict(TRACKS)[track])


@dataclass(frozen=True)
class PlanOptions:
    """A plan's first day, and the hours in which visitors are on the road who have no hours of their own.

    `persons`: for whom it plans (ids of `visitors`), all when empty. `keeps`: whether as few planned visits as possible
    move; otherwise it begins anew. `since`: the day on which it was asked for; what lies between that day and `start`
    is left as it is. `stand_ins`: whether other caseworkers may make follow-up visits that cannot wait. `frozen`: no
    visit moves. `without`: as if the visit with this id were not there.
    """

    start: date
    days: int = 365
    office: tuple[time, time] = (time(8), time(17, 30))
    supervisors: tuple[time, time] = (time(12), time(20))
    tracks: tuple[str, ...] = ALL_TRACKS
    persons: tuple[str, ...] = ()
    keeps: bool = True
    since: date | None = None
    stand_ins: bool = False
    frozen: bool = False
    without: int = 0

    @property
    def until(self) -> date:
        return self.start + timedelta(days=self.days)

    @property
    def asked_on(self) -> date:
        return self.since or self.start

    def usual(self, visitor: str) -> tuple[time, time]:
        return self.office if visitor.startswith("w") else self.supervisors

    def movable(self, service: int) -> QuerySet[Visit]:
        """Return the planned visits that this plan may move: in its period, of its tracks and people, not pinned."""
        if self.frozen:
            return Visit.objects.none()
        rows = Visit.objects.filter(service=service, status=Visit.Status.PLANNED, pinned=False, track__in=self.tracks)
        # Before the plan begins only what cannot be made stays open: its visitor is away.
        lost = Q(on_day__gte=self.asked_on) & visitor_is_away()
        rows = rows.filter(Q(on_day__gte=self.start) | lost, on_day__lt=self.until)
        return rows.filter(made_by(self.persons)) if self.persons else rows

    def fixed(self, service: int) -> QuerySet[Visit]:
        """Return the visits to come that stay as they are: booked, pinned, before the plan begins, or of others."""
        ahead = Visit.objects.filter(service=service, status__in=OPEN, on_day__gte=self.asked_on)
        ahead = ahead.filter(on_day__lt=self.until).exclude(pk=self.without)
        return ahead if self.frozen else ahead.exclude(pk__in=self.movable(service).values("pk"))

    def movable_sessions(self, service: int) -> QuerySet[GuidanceSession]:
        """Return the planned sessions of guidance that this plan may move, as `movable` says of visits."""
        rows = GuidanceSession.objects.filter(service=service, status=SESSION_AHEAD, agreed=False)
        if self.frozen or GUIDANCE not in self.tracks:
            return rows.none()
        lost = Q(on_day__gte=self.asked_on) & visitor_is_away("guide")
        rows = rows.filter(Q(on_day__gte=self.start) | lost, on_day__lt=self.until)
        return rows.filter(guided_by(self.persons)) if self.persons else rows

    def fixed_sessions(self, service: int) -> QuerySet[GuidanceSession]:
        """Return the sessions to come that stay as they are, as `fixed` says of visits."""
        ahead = GuidanceSession.objects.filter(service=service, status=SESSION_AHEAD, on_day__gte=self.asked_on)
        return ahead.filter(on_day__lt=self.until).exclude(pk__in=self.movable_sessions(service).values("pk"))

    def as_json(self) -> dict[str, Any]:
        hours = {name: [f"{t:%H:%M}" for t in getattr(self, name)] for name in ("office", "supervisors")}
        whole = {"start": self.start.isoformat(), "days": self.days, **hours}
        chosen = {"tracks": list(self.tracks), "persons": list(self.persons), "keeps": self.keeps}
        return whole | chosen | {"since": self.asked_on.isoformat(), "stand_ins": self.stand_ins}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> PlanOptions:
        """Return the options of a run. Runs of before had no choice of tracks and people: they planned for all."""
        first, last = (tuple(map(time.fromisoformat, values[name])) for name in ("office", "supervisors"))
        return cls(
            start=date.fromisoformat(values["start"]),
            days=values["days"],
            office=first,  # type: ignore[arg-type]
            supervisors=last,  # type: ignore[arg-type]
            tracks=tuple(values.get("tracks", ALL_TRACKS)),
            persons=tuple(values.get("persons", ())),
            keeps=values.get("keeps", True),
            since=date.fromisoformat(values.get("since", values["start"])),
            stand_ins=values.get("stand_ins", False),
        )


def visitor_is_away(*columns: str) -> Q:
    """Return the condition that who makes a visit is away on its day; `columns`: of a session the guide's."""
    worker, *others = columns or ("worker", "supervisor")
    that_day = Q(from_on__lte=OuterRef("on_day")) & (Q(until_on=None) | Q(until_on__gt=OuterRef("on_day")))
    whose = Q(worker=OuterRef(worker))
    for column in others:
        whose |= Q(**{column: OuterRef(column)})
    return Q(Exists(Absence.objects.filter(that_day & whose)))


def guided_by(persons: tuple[str, ...]) -> Q:
    """Return the condition that one of the people is the guide of a session."""
    return Q(guide__in=[one["worker_id"] for one in map(columns_of, persons) if one["worker_id"]])


def made_by(persons: tuple[str, ...]) -> Q:
    """Return the condition that a visit is made by one of the people."""
    columns = [columns_of(person) for person in persons]
    workers = [one["worker_id"] for one in columns if one["worker_id"]]
    supervisors = [one["supervisor_id"] for one in columns if one["supervisor_id"]]
    return Q(worker__in=workers) | Q(supervisor__in=supervisors)
