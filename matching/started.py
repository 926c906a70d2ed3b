"""What a decision started: the stay, the supervision, the visits that follow; and what it still waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from fosterhomes.approval import is_elsewhere
from fosterhomes.models import Letter, Placement

from .effects import visits_a_year
from .models import Decision


@dataclass(frozen=True)
class Started:
    """`stay`: the planned stay, or what it has become; None when it was withdrawn.

    `elsewhere`: another service's municipality appoints the supervisor (FF § 16). `follow_up` and `supervision`: visits
    a year that are owed from the day of moving in.
    """

    stay: Placement | None
    elsewhere: bool
    follow_up: int
    supervision: int
    approval_late_since: date | None
    letters: list[Letter]
    """To the municipality of a home elsewhere: about this child, and what it was asked about the home."""
    told: bool

    @property
    def moved_in(self) -> bool:
        return self.stay is not None and not self.stay.planned


def started_by(decision: Any, on: date) -> Started:
    """Return what a decision, read `with_approval`, started, as it stands on the day."""
    follow_up, supervision = visits_a_year(decision.home.kind)
    stay, letters = decision.placement, list(_letters(decision))
    return Started(
        stay=stay,
        elsewhere=is_elsewhere(decision.home),
        follow_up=follow_up,
        supervision=supervision,
        approval_late_since=_late_since(decision, on),
        letters=letters,
        told=any(letter.kind == Letter.Kind.NOTICE and letter.sent_on for letter in letters),
    )


def _letters(decision: Decision) -> QuerySet[Letter]:
    about = Q(child=decision.child_id) | Q(child=None)
    return Letter.objects.filter(about, home=decision.home_id).select_related("child", "municipality")


def _late_since(decision: Any, on: date) -> date | None:
    """Return the day of moving in when it has passed and the home is not approved for the child (FF § 6).

    On the day itself it can still be given before the child comes.
    """
    stay = decision.placement
    if decision.approval_day or not decision.asks_for_approval or stay is None or stay.from_on >= on:
        return None
    return stay.from_on if stay.until_on is None or stay.until_on > on else None
