"""One more visit: which visit is asked for, and what a slot for it is. The slots themselves: `slot_tours`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from fosterhomes.models import Child, Home

from ..days import Span
from ..models import Visit
from ..models.visit import Track
from ..visitors import id_of, workers_of
from .entries import Entry, entries
from .options import PlanOptions

SOON_DAYS = 28
"""A visit that is late, or has no more days than this left, is better the sooner it is."""


@dataclass(frozen=True)
class Asked:
    """The visit to find a slot for: whom, where, by whom it may be made, between which days, how long."""

    home: Home
    track: str
    children: tuple[Child, ...]
    visitors: tuple[str, ...]
    usual: tuple[str, ...]
    from_on: date
    until_on: date
    target: date
    minutes: int
    instead_of: Visit | None = None
    cannot: Span | None = None
    """The days on which who makes `instead_of` has said that they cannot come."""

    @property
    def nobody(self) -> bool:
        """Return whether there is nobody at all who could make it: no supervisor is appointed."""
        return not self.visitors

    def hinders(self, visitor: str, day: date) -> bool:
        """Return whether the visitor has said that they cannot make this visit on the day."""
        if self.cannot is None or self.instead_of is None:
            return False
        return visitor == id_of(self.instead_of) and self.cannot.holds(day)


@dataclass(frozen=True)
class MovedVisit:
    """Another planned visit that would begin at another hour of the same day."""

    visit: Visit
    start: time


@dataclass(frozen=True)
class SlotOffer:
    """One slot. `extra_minutes`: of driving; `stops`: visits on that day's tour with it."""

    visitor: str
    name: str
    on_day: date
    start: time
    extra_minutes: int
    days_from_target: int
    stops: int
    is_usual: bool
    moved: tuple[MovedVisit, ...]

    @property
    def key(self) -> str:
        """Return what names the slot in a form."""
        return f"{self.visitor}/{self.on_day}/{self.start:%H:%M}"


def asked_for(
    child: Child, home: Home, track: str, *, today: date, instead_of: Visit | None = None, only: str = "",
    cannot: Span | None = None,
) -> Asked | None:  # fmt: skip
    """Return the first visit that is owed to the child on the track in this home and that nobody has planned.

    `instead_of`: find another slot for this visit. `only`: the one visitor to ask. `cannot`: when who makes it has
    said that they cannot. None when nothing is owed.
    """
    options = PlanOptions(
        today + timedelta(days=1), since=today, frozen=True, without=instead_of.pk if instead_of else 0
    )
    there = Child.objects.filter(service=home.service_id, placements__home=home, merged_into=None).distinct()
    those = [entry for entry in entries(home.service_id, options, there) if _is_meant(entry, child, home, track)]
    if not those:
        return None
    entry = min(those, key=lambda one: (not _holds(one, instead_of), one.from_on))
    return replace(_asked(entry, home, instead_of, only, today), cannot=cannot)


def _is_meant(entry: Entry, child: Child, home: Home, track: str) -> bool:
    return child.pk in entry.children and entry.home_id == home.pk and entry.track == track


def _holds(entry: Entry, visit: Visit | None) -> bool:
    return visit is None or entry.from_on <= visit.on_day < entry.until_on


def _asked(entry: Entry, home: Home, instead_of: Visit | None, only: str, today: date) -> Asked:
    others = [f"w{user.pk}" for user in workers_of(home.service_id, today)]
    may = others if entry.track == Track.FOLLOW_UP else list(entry.visitors)
    soon = entry.late or entry.until_on - entry.from_on <= timedelta(days=SOON_DAYS)
    ids = {child.pk for child in instead_of.children.all()} if instead_of else set(entry.children)
    return Asked(
        home=home,
        track=entry.track,
        children=tuple(Child.objects.filter(pk__in=ids).order_by("name", "pk")),
        visitors=tuple(one for one in may if only in ("", one)),
        usual=entry.visitors,
        from_on=entry.from_on,
        until_on=entry.until_on,
        target=entry.from_on if soon else entry.target,
        minutes=instead_of.minutes if instead_of else entry.minutes,
        instead_of=instead_of,
    )
