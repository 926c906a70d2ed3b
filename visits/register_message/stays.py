"""How the measures of a case become stays: which end, with what reason, and where the home lies. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from fosterhomes.models import HomeKind, LegalGround, Placement
from fosterhomes.rules import age_on

from .facts import GROUNDS, Case, Dated, Measure, Move

DAY = timedelta(days=1)
OVERLAP_DAYS = 90
"""Measures may overlap so long: a child is let into a new home before it has left the old one (control 9 of Tiltak)."""

Reason = Placement.EndReason

AGAINST_THE_PLAN = ("1.1.3", "1.2.1", "1.2.2", "1.2.3")
"""The home could not meet the child's needs, or the foster parents ended it."""

LIFTED = {"1": Reason.RETURNED, "2": Reason.GROWN_UP, "3": Reason.ADOPTED}
MOVED_TO = {
    "1": Reason.MOVED_HOME,
    "2": Reason.MOVED_HOME,
    "3": Reason.MOVED_HOME,
    "4": Reason.MOVED_INSTITUTION,
    "6": Reason.RETURNED,
}
FAMILY_MOVED = "1.3"
"""The child moved together with the foster parents: no stay ended."""


@dataclass(frozen=True)
class Overlap:
    """Two stays that cannot both be where the child lived."""

    first: Measure
    second: Measure
    days: int


def ground_of(measure: Measure) -> LegalGround | None:
    """Return the ground of the stay by its paragraph; None for a paragraph that is not one of a stay."""
    law, chapter, paragraph = (*measure.ground, "", "", "")[:3]
    return GROUNDS.get((law, chapter, paragraph))


def likely_ground(measure: Measure) -> LegalGround:
    """Return what the kind of stay most often rests on, for a paragraph that is not known."""
    if measure.kind == HomeKind.RELIEF:
        return LegalGround.ASSISTANCE
    return LegalGround.EMERGENCY if measure.kind == HomeKind.EMERGENCY else LegalGround.VOLUNTARY


def ends_of(measures: Iterable[Measure], extracted_on: date) -> tuple[dict[str, date | None], list[Overlap]]:
    """Return the day each stay ends by the measure's id, the earlier one where the next begins; and what cannot be."""
    living = [one for one in measures if one.kind != HomeKind.RELIEF]
    ends = {one.id: _end(one) for one in measures}
    wrong = []
    for first, second in pairwise(living):
        end, next_end = ends[first.id], ends[second.id]
        if end is not None and end <= second.from_on:
            continue
        days = (min(end or extracted_on, next_end or extracted_on) - second.from_on).days
        nested = next_end is not None and (end is None or next_end < end)
        if days > OVERLAP_DAYS or nested or second.from_on == first.from_on:
            wrong.append(Overlap(first, second, days))
        else:
            ends[first.id] = second.from_on
    return ends, wrong


def _end(measure: Measure) -> date | None:
    """Return the day after the last: a measure that ends on its first day lasts that one day."""
    return None if measure.until_on is None else max(measure.until_on, measure.from_on + DAY)


def end_reason(case: Case, measure: Measure, until_on: date) -> Reason:
    """Return why the stay ended, as far as the message tells: by the move of the day, the care order, or the age."""
    move = next((one for one in case.moves if abs((one.on_day - until_on).days) <= 1), None)
    if move is not None and (found := _moved(move)):
        return found
    if measure.lifted in LIFTED:
        return LIFTED[measure.lifted]
    if any(one.from_on == until_on and one.kind != HomeKind.RELIEF for one in case.measures if one.id != measure.id):
        return Reason.MOVED_HOME
    if ground_of(measure) == LegalGround.AFTERCARE:
        return Reason.AFTERCARE_ENDED
    grown_up = case.birth_date is not None and age_on(case.birth_date, until_on) >= 18
    return Reason.GROWN_UP if grown_up else Reason.OTHER


def _moved(move: Move) -> Reason | None:
    if move.why == "1.1.2":
        return Reason.GROWN_UP
    if move.why in AGAINST_THE_PLAN:
        return Reason.BREAKDOWN
    return MOVED_TO.get(move.to)


@dataclass(frozen=True)
class Lies:
    """Where the home lies by who answers for the supervision (FF § 16), and since when the care municipality does."""

    municipality: str
    moved_on: date | None
    others: tuple[Dated, ...] = ()


def lies_in(measure: Measure, care: str) -> Lies:
    """Return where the home lies: the first municipality other than that of care which answers, else that of care.

    From the day on which the answer goes over to the care municipality an agreement has moved it (FF § 16(3)). A third
    municipality means that the family moved: `others`.
    """
    rows = sorted(measure.responsible, key=lambda row: row.from_on)
    home = next((row.value for row in rows if row.value != care), care)
    since = next((row.from_on for row in rows if row.value != care), date.max)
    moved = [row.from_on for row in rows if row.value == care and row.from_on > since]
    return Lies(home, min(moved, default=None), tuple(row for row in rows if row.value not in (home, care)))
