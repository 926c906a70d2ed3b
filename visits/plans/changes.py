"""The page *Old against new*: what a plan would change, each with its reason. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from fosterhomes.models import Home, Run

from ..models import GuidanceSession, PlanMove, Visit
from ..permissions import OPEN
from ..schedule import Errand
from ..visitors import named
from .options import SESSION_AHEAD, PlanOptions, guided_by, made_by, track_label, visitor_is_away
from .slots import Slot
from .whom import Whom, whom_of
from .words import Names, why_moved, why_unplanned

Kind = PlanMove.Kind
ORDER = [Kind.DROPPED, Kind.MOVED, Kind.GONE, Kind.ADDED, Kind.RETIMED]


@dataclass(frozen=True)
class Place:
    """One side of the comparison: who, when."""

    slot: Slot
    who: str


@dataclass(frozen=True)
class Change:
    """One visit, old against new."""

    move: PlanMove
    whom: list[Whom]
    home: Home | None
    before: Place | None
    after: Place | None
    why: str

    @property
    def track_label(self) -> str:
        return track_label(self._slot.track)

    @property
    def track(self) -> str:
        return self._slot.track

    @property
    def stands(self) -> Place | None:
        """Return where it stands now; None where it is out of the plan."""
        return self.after if self.move.accepted_at else self.before

    @property
    def stood(self) -> Place | None:
        """Return where the family may believe that it stands."""
        return self.before if self.move.accepted_at else self.after

    @property
    def phone(self) -> str:
        """Return whom to call; a family at a protected address is called from the office, never from a list."""
        return self.home.phone if self.home and not self.home.protected_address else ""

    @property
    def other_visitor(self) -> bool:
        """Return whether somebody else makes the visit now."""
        return bool(self.before and self.after and self.before.slot.visitor != self.after.slot.visitor)

    @property
    def _slot(self) -> Slot:
        side = self.after or self.before
        assert side is not None
        return side.slot


@dataclass(frozen=True)
class Counts:
    """How many visits a plan moves, adds, leaves out; how many of it all are accepted."""

    moved: int
    added: int
    gone: int
    retimed: int
    dropped: int
    accepted: int
    waiting: int


def moves_in_order(run: Run) -> list[PlanMove]:
    """Return the run's moves: what needs a person first, then by day."""
    return sorted(run.moves.all(), key=lambda move: (ORDER.index(Kind(move.kind)), _slot(move)["on_day"], move.pk))


def _slot(move: PlanMove) -> dict[str, Any]:
    slot: dict[str, Any] = move.before or move.after  # type: ignore[assignment]
    return slot


def counts_of(moves: Iterable[PlanMove]) -> Counts:
    kinds = [(move.kind, move.accepted_at is not None) for move in moves]

    def number(kind: str) -> int:
        return sum(one == kind for one, _accepted in kinds)

    return Counts(
        moved=number(Kind.MOVED),
        added=number(Kind.ADDED),
        gone=number(Kind.GONE),
        retimed=number(Kind.RETIMED),
        dropped=number(Kind.DROPPED),
        accepted=sum(accepted for _kind, accepted in kinds),
        waiting=sum(kind != Kind.DROPPED and not accepted for kind, accepted in kinds),
    )


def changes(moves: Iterable[PlanMove]) -> list[Change]:
    """Return the moves with the names of children, homes and people. Four queries for any number."""
    moves = list(moves)
    slots = [slot for move in moves for slot in (move.before, move.after) if slot]
    whom = whom_of((slot["track"], slot["children"]) for slot in slots)
    homes = Home.objects.in_bulk({slot["home"] for slot in slots})
    names = named({slot["visitor"] for slot in slots} | {one for move in moves for one in _ids(move.why)})
    shown = [(move, move.after or _slot(move)) for move in moves]
    return [_change(move, whom(slot["track"], slot["children"]), homes, names) for move, slot in shown]


def _ids(why: dict[str, Any]) -> list[str]:
    return [*why.get("visitors", ()), *([why["visitor"]] if "visitor" in why else [])]


def _change(move: PlanMove, whom: list[Whom], homes: dict[int, Home], names: Names) -> Change:
    slot = _slot(move)
    reason = why_unplanned(move.why, slot["track"], names) if move.kind == Kind.DROPPED else why_moved(move.why, names)
    return Change(
        move=move,
        whom=whom,
        home=homes.get(slot["home"]),
        before=_place(move.before, names),
        after=_place(move.after, names),
        why=reason,
    )


def _place(slot: dict[str, Any] | None, names: Names) -> Place | None:
    return Place(Slot.from_json(slot), names.get(slot["visitor"], slot["visitor"])) if slot else None


def kept_while_away(run: Run) -> list[Visit]:
    """Return the booked and pinned visits to come, of whom the run plans for, on days when their visitor is away.

    No plan moves them: somebody must call the family.
    """
    options = PlanOptions.from_json(run.options)
    rows = Visit.objects.filter(service=run.service_id, status__in=OPEN, on_day__gte=options.asked_on)
    rows = rows.filter(Q(status=Visit.Status.BOOKED) | Q(pinned=True), visitor_is_away())
    rows = rows.filter(made_by(options.persons)) if options.persons else rows
    return list(rows.select_related("home", "worker", "supervisor").prefetch_related("children").order_by("on_day"))


@dataclass(frozen=True)
class ToTell:
    """A family that may have heard of the old time of a visit and is to be told of the new; `phone`: if on a list."""

    visit: Visit
    before: Slot
    phone: str


def families_to_tell(run: Run) -> list[ToTell]:
    """Return the visits that were moved by accepting this plan and whose families nobody has told yet."""
    moves = run.moves.filter(accepted_at__isnull=False, visit__family_to_tell=True, visit__status__in=OPEN)
    rows = moves.select_related("visit__home", "visit__worker", "visit__supervisor")
    rows = rows.prefetch_related("visit__children").order_by("visit__on_day", "visit__start", "pk")
    return [
        ToTell(move.visit, Slot.from_json(move.before), Errand(move.visit, ()).phone)
        for move in rows
        if move.visit and move.before
    ]


def changes_to_tell(run: Run) -> list[Change]:
    """Return what accepting this plan took out, and the guidance it moved, whose families nobody has told yet.

    Of what was put back since, after the family had been told: the same, with the old time as what stands now.
    """
    return changes(run.moves.filter(to_tell=True).order_by("pk"))


def sessions_while_away(run: Run) -> list[GuidanceSession]:
    """Return the agreed sessions to come on days when their guide is away, as `kept_while_away` does of visits."""
    options = PlanOptions.from_json(run.options)
    rows = GuidanceSession.objects.filter(service=run.service_id, status=SESSION_AHEAD, agreed=True)
    rows = rows.filter(visitor_is_away("guide"), on_day__gte=options.asked_on)
    rows = rows.filter(guided_by(options.persons)) if options.persons else rows
    return list(rows.select_related("guide").prefetch_related("cases__home", "cases__child").order_by("on_day"))
