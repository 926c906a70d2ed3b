"""Dates that bind beside the visits: rules as values, each with its sentence and source. No Django, no clock.

BVL = barnevernsloven (LOV-2021-06-18-97). FF = forskrift om fosterhjem (FOR-2023-10-13-1632). Where the law names no
number, the number is the service's own (`Days`), and the source says so.

A deadline is there as long as nothing has met it: an order that was sent to the Board, a supervisor who is appointed, a
visit that was made. `last_on` is the last day in time; the day after it is late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from . import law
from .days import years_after

EMERGENCY_ORDER_DAYS = 42
"""Six weeks, BVL § 4-2."""
REVIEW_YEARS = 1
"""FF § 7."""
ADULT_AT = 18
SOON_DAYS = 60
"""What falls due within so many days is shown as coming."""

EMERGENCY_ORDER, CARE_ORDER, AFTERCARE = "emergency", "care_order", "aftercare"
"""Codes of legal grounds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A date that binds. `sentence` says what is asked and by when, `source` where that stands."""

    code: str
    sentence: str
    source: str


OWN_RULE = "the service's own rule; the law names no number"

RULES = (
    Rule("emergency_order", "An emergency order lapses when the case is not sent to the Board within six weeks of it.",
         "BVL § 4-2"),
    Rule("agreement_review", "The foster-home agreement is reviewed at least once a year.", "FF § 7"),
    Rule("siblings", "Siblings who live apart: whether they still must is assessed again on the day that was set.",
         "Bufdir's main rule; FF § 5"),
    Rule("aftercare", "Aftercare is talked about with the young person in good time before 18.", "BVL § 3-6"),
    Rule("vacancy", "The family is asked again whether the free place still is free.", OWN_RULE),
    Rule("first_follow_up", "The service visits the child soon after it has moved in.", f"FF § 10; {OWN_RULE}"),
    Rule("first_supervision", "The supervisor visits the child soon after it has moved in.", f"FF § 18; {OWN_RULE}"),
    Rule("supervisor", "A supervisor is appointed soon after the child has moved in, or after the last one stopped.",
         f"FF § 16; {OWN_RULE}"),
    Rule("approval", "The home is approved for the child before it moves in; in an emergency soon after.",
         "FF § 6, BVL § 9-4"),
    Rule("relief_agreement", "The weekends in a relief home are agreed anew before the agreement runs out, or end.",
         OWN_RULE),
    Rule("municipality_notice", "The municipality of a home elsewhere is told of the approval and the placement.",
         f"BVL § 9-4, FF § 6; {OWN_RULE}"),
    Rule("municipality_answer", "The municipality of a home elsewhere answers by the day that it was given.",
         f"BVL § 9-4, FF § 6; {OWN_RULE}"),
)  # fmt: skip

RULE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Days:
    """The service's own numbers."""

    first_visit: int = 30
    appoint_supervisor: int = 30
    vacancy_fresh: int = 30
    aftercare_age: int = 17
    notice: int = 14
    """Days after moving in within which the other municipality is told."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is to be done, and the last day on which it is in time.

    `assumed`: the day from which it runs is not known, and the day of moving in stands in for it.
    """

    code: str
    last_on: date
    assumed: bool = False

    @property
    def rule(self) -> Rule:
        return RULE[self.code]

    def state(self, on: date) -> str:
        """Return `late`, `soon` (within SOON_DAYS) or `later`."""
        if self.last_on < on:
            return "late"
        return "soon" if (self.last_on - on).days <= SOON_DAYS else "later"


@dataclass(frozen=True, slots=True)
class Stay:
    """What is known of a stay that lasts. `own`: the service carries the case and so made the agreement.

    `ordered_on`: the day of the emergency order that the child lives under, where it is known; `ordered_by_on`: the day
    on which it must have been there, since the child moved in by it. The days of `follow_up_from` and
    `supervision_from` are those from which the service answers for the track; None where it does not.
    `without_supervisor_from` is the first day without one; None while one is appointed.
    """

    legal_ground: str
    home_kind: str
    birth_date: date
    moved_in_on: date
    ordered_on: date | None = None
    ordered_by_on: date | None = None
    own: bool = True
    reviewed_on: date | None = None
    case_sent_on: date | None = None
    aftercare_raised_on: date | None = None
    follow_up_from: date | None = None
    supervision_from: date | None = None
    followed_up_on: date | None = None
    supervised_on: date | None = None
    without_supervisor_from: date | None = None


def deadlines_of_stay(stay: Stay, days: Days, on: date) -> tuple[Deadline, ...]:
    """Return what is to be done about the stay, as it stands on the day, the first due first."""
    return tuple(sorted(_of_stay(stay, days, on), key=lambda due: (due.last_on, due.code)))


def _of_stay(stay: Stay, days: Days, on: date) -> Iterator[Deadline]:
    under_age = on < years_after(stay.birth_date, ADULT_AT)
    if not under_age:
        return
    if stay.own and stay.legal_ground == EMERGENCY_ORDER and stay.case_sent_on is None:
        since = stay.ordered_on or stay.ordered_by_on or stay.moved_in_on
        last_on = since + timedelta(days=EMERGENCY_ORDER_DAYS)
        yield Deadline("emergency_order", last_on, assumed=stay.ordered_on is None)
    if stay.own and stay.home_kind and stay.home_kind != law.RELIEF:
        yield Deadline("agreement_review", years_after(stay.reviewed_on or stay.moved_in_on, REVIEW_YEARS))
    if stay.own and stay.home_kind != law.RELIEF and stay.aftercare_raised_on is None:
        yield Deadline("aftercare", years_after(stay.birth_date, days.aftercare_age))
    yield from _first_visits(stay, days)
    if stay.supervision_from and stay.without_supervisor_from:
        since = max(stay.supervision_from, stay.without_supervisor_from)
        yield Deadline("supervisor", since + timedelta(days=days.appoint_supervisor))


def _first_visits(stay: Stay, days: Days) -> Iterator[Deadline]:
    within = timedelta(days=days.first_visit)
    if stay.follow_up_from and stay.followed_up_on is None:
        yield Deadline("first_follow_up", stay.follow_up_from + within)
    if stay.supervision_from and stay.supervised_on is None:
        yield Deadline("first_supervision", stay.supervision_from + within)


def approval_deadline(moves_in_on: date) -> Deadline:
    """Return by when the home is approved for the child: before it moves in, and so on that day at the latest."""
    return Deadline("approval", moves_in_on)


def notice_deadline(moves_in_on: date, days: Days) -> Deadline:
    """Return by when the municipality of a home elsewhere is told of the child who moved in."""
    return Deadline("municipality_notice", moves_in_on + timedelta(days=days.notice))


def answer_deadline(due_on: date) -> Deadline:
    return Deadline("municipality_answer", due_on)


def relief_deadline(agreed_until: date) -> Deadline:
    """Return by when relief weekends are agreed anew; `agreed_until`: the first day on which nothing is agreed."""
    return Deadline("relief_agreement", agreed_until - timedelta(days=1))


def vacancy_deadline(confirmed_on: date, days: Days) -> Deadline:
    """Return by when a family with a free place is asked again; `confirmed_on`: last asked, or when it came."""
    return Deadline("vacancy", confirmed_on + timedelta(days=days.vacancy_fresh))


def sibling_deadline(reassess_on: date) -> Deadline:
    return Deadline("siblings", reassess_on)
