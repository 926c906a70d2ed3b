"""An emergency home found at night: the search, the calls, and the children who move in.

A yes holds the places, as a call by day can: of two workers who are told yes for the last place at the same moment one
holds it, and the other reads who. Whether there is room is asked again in the deed that stores the stays, with the
home's row locked (`fosterhomes/actions/placements.py`). All siblings get a place, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.actions.children import register_child
from fosterhomes.actions.holds import hold_tonight, release_hold, use_hold
from fosterhomes.actions.placements import start_stay
from fosterhomes.models import Child, Home, LegalGround, Municipality, Placement, SiblingGroup, User
from fosterhomes.rules import age_on

from ..models import NightCall, NightSearch
from ..tonight import MOST_CHILDREN, OLDEST

HELD_FOR = timedelta(hours=3)
"""Time to fetch the children and write who they are. A place that somebody forgets is free again the same night."""


@dataclass(frozen=True)
class Arrival:
    """A child who moves in: as much as the telephone at night tells."""

    name: str
    birth_date: date


def search_tonight(*, search: NightSearch, by: User, at: datetime) -> NightSearch:
    """Store what is searched for: a new search, or the same with another age, place or need.

    Places held for another number of children are let go: the family said yes to something else.

    Raises `ValidationError` for ages that are none, too many children, or a search that has ended.
    """
    if len(search.ages) > MOST_CHILDREN:
        raise ValidationError({"ages": _("Six children at most. Make another search for the others.")})
    if any(not 0 <= age <= OLDEST for age in search.ages):
        raise ValidationError({"ages": _("Ages are 0 to 17 years.")})
    with deed():
        if search.pk:
            before = _lock_open(search)
            if len(before.ages) != len(search.ages):
                _let_go(search, _("Other children are searched for."), by=by, at=at)
            save_changes(search, verb="nightsearch.changed", by=by, at=at)
        else:
            search.begun_at, search.begun_by = at, by
            save_new(search, verb="nightsearch.begun", by=by, at=at)
    return search


def log_night_call(*, search: NightSearch, home: Home, answer: str, by: User, at: datetime) -> NightCall:
    """Log what a home said. A later call to the same home counts instead.

    A yes holds a place for each of the children, in this home and in no other; another answer lets go what was held in
    the home. Raises `ValidationError` when too few places are left by now: then nothing is stored.
    """
    with deed():
        _lock_open(search)
        call = NightCall(search=search, home=home, called_at=at, called_by=by, answer=answer)
        save_new(call, verb="nightcall.logged", by=by, at=at)
        if answer == NightCall.Answer.YES:
            _let_go(search, _("Places are held where a family said yes last."), by=by, at=at)
            search.holds.add(*hold_tonight(home=home, places=len(search.ages), until_at=at + HELD_FOR, by=by, at=at))
        else:
            _let_go(search, _("The family did not say yes after all."), by=by, at=at, home=home)
    return call


def _let_go(search: NightSearch, reason: str, *, by: User, at: datetime, home: Home | None = None) -> None:
    """Release what is held for the search; with `home` only what is held there."""
    held = search.holds.filter(ended_at=None)
    for hold in held.filter(home=home) if home else held:
        release_hold(hold=hold, reason=reason, by=by, at=at)


def end_search(*, search: NightSearch, outcome: str, by: User, at: datetime) -> None:
    """End a search that gave nobody a home: the children went to kin, or stay where they are."""
    with deed():
        _lock_open(search)
        _let_go(search, _("The search ended."), by=by, at=at)
        search.ended_at, search.outcome = at, outcome
        save_changes(search, verb="nightsearch.ended", by=by, at=at, reason=outcome)


def move_in_tonight(
    *,
    search: NightSearch,
    home: Home,
    arrivals: Sequence[Arrival],
    care_municipality: Municipality,
    legal_ground: str,
    by: User,
    at: datetime,
) -> list[Placement]:
    """Register the children and their stays in the home from today, and end the search: all together, or nothing.

    Raises `ValidationError`: somebody else took the place, the search has ended, a birth date that cannot be. What the
    day has to complete (case number, contact person, supervisor, approval) shows on the pages that list it.
    """
    today = timezone.localdate(at)
    with deed():
        _lock_open(search)
        _take_held(search, home, by=by, at=at)
        group = _siblings(search, len(arrivals), by=by, at=at)
        stays = []
        for number, arrival in enumerate(arrivals, start=1):
            child = _register(search, number, arrival, care_municipality, group, by=by, at=at)
            stays.append(_stay(child, home, legal_ground, today, by=by, at=at))
            search.children.add(child)
        search.home, search.ended_at = home, at
        search.outcome = _("Moved in with %(home)s.") % {"home": home.name}
        save_changes(search, verb="nightsearch.placed", by=by, at=at)
    return stays


def _take_held(search: NightSearch, home: Home, *, by: User, at: datetime) -> None:
    """End the holds of the search before the stays take their places; what is held elsewhere is free again."""
    for hold in search.holds.filter(home=home, ended_at=None):
        use_hold(hold, by=by, at=at)
    _let_go(search, _("The children got another place."), by=by, at=at)


def _lock_open(search: NightSearch) -> NightSearch:
    stored = NightSearch.objects.select_for_update().get(pk=search.pk)
    if stored.ended_at is not None:
        raise ValidationError(_("This search has ended: %(outcome)s") % {"outcome": stored.outcome})
    return stored


def _siblings(search: NightSearch, children: int, *, by: User, at: datetime) -> SiblingGroup | None:
    if children < 2:
        return None
    group = SiblingGroup(service=search.service)
    save_new(group, verb="siblings.registered", by=by, at=at)
    return group


def _register(
    search: NightSearch,
    number: int,
    arrival: Arrival,
    care_municipality: Municipality,
    group: SiblingGroup | None,
    *,
    by: User,
    at: datetime,
) -> Child:
    today = timezone.localdate(at)
    if not 0 <= age_on(arrival.birth_date, today) <= OLDEST:
        raise ValidationError({f"birth_date_{number}": _("That would not be a child under 18. Look at the year.")})
    child = Child(
        service=search.service,
        # The case system gives the number by day; until then the search does.
        reference=f"VAKT-{search.pk}-{number}",
        name=arrival.name,
        birth_date=arrival.birth_date,
        care_municipality=care_municipality,
        point=search.place,
        needs=search.needs,
        sibling_group=group,
    )
    register_child(child=child, by=by, at=at)
    return child


def _stay(child: Child, home: Home, legal_ground: str, today: date, *, by: User, at: datetime) -> Placement:
    stay = Placement(child=child, home=home, kind=home.kind, legal_ground=legal_ground, from_on=today)
    if legal_ground == LegalGround.EMERGENCY:
        stay.emergency_order_on = today
    stay.reason = _("Found by the on-call worker at night.")
    return start_stay(stay=stay, by=by, at=at)
