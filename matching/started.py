"""What a decision started: the stay, the supervision, the visits that follow; and what it still waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fosterhomes.models import Placement

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

    @property
    def moved_in(self) -> bool:
        return self.stay is not None and not self.stay.planned


def started_by(decision: Decision, on: date) -> Started:
    """Return what the decision started, as it stands on the day."""
    follow_up, supervision = visits_a_year(decision.home.kind)
    stay = decision.placement
    return Started(
        stay=stay,
        elsewhere=decision.home.municipality.service_id != decision.child.service_id,
        follow_up=follow_up,
        supervision=supervision,
        approval_late_since=_late_since(decision, on),
    )


def _late_since(decision: Decision, on: date) -> date | None:
    """Return the day of moving in when it has passed and the home is not approved for the child (FF § 6)."""
    stay = decision.placement
    if decision.approved_on or stay is None or stay.from_on > on or not (stay.until_on is None or stay.until_on > on):
        return None
    return stay.from_on
