"""Decisions to reduce, by the rules and against them, and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from fosterhomes.demo.rows import Demo, weekday
from fosterhomes.models import LegalGround, Placement

from .. import law
from ..days import years_after
from ..models import Pause, Reduction

LAWFUL = "Gode tilhøve over lang tid. Barnet og fosterforeldra ønskjer færre besøk."

FOLLOW_UP: tuple[dict[str, Any], ...] = (
    # What is not by the rules, if anything.
    {}, {}, {}, {}, {"child_heard_on": None}, {"foster_parents_heard_on": None}, {"conditions_good": False},
)  # fmt: skip
SUPERVISION: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"child_consents": False}, {"care_municipality_consents": False},
)  # fmt: skip

PAUSES = (
    ("Prøvetid heime hos mor.", 150, 104),
    ("Innlagd på sjukehus.", 70, 41),
    ("Prøvetid heime hos far.", 12, None),
)
"""Why, began so many days ago, ended so many days ago."""


def load_duties(demo: Demo) -> None:
    """Store reductions and pauses; visits follow from them, so they come first."""
    stays = [row for row in demo.rows[Placement] if _long(demo, row)]
    reductions = [*_follow_up(demo, stays), *_supervision(demo, stays)]
    Reduction.objects.bulk_create(reductions)
    taken = {id(row.placement) for row in reductions}
    Pause.objects.bulk_create(_pauses(demo, [stay for stay in stays if id(stay) not in taken]))


def _long(demo: Demo, stay: Placement) -> bool:
    """Return whether it is a child's stay of more than two years in a home of this service, still going on."""
    foster = stay.home is not None and stay.legal_ground != LegalGround.AFTERCARE and not stay.planned
    here = stay.child.service is demo.service and stay.permanent_stay_on is None
    return foster and here and stay.until_on is None and years_after(stay.from_on, 2) < demo.on - timedelta(days=40)


def _is_own(demo: Demo, stay: Placement) -> bool:
    return stay.child.care_municipality.service is demo.service


def _follow_up(demo: Demo, stays: list[Placement]) -> Iterator[Reduction]:
    own = [stay for stay in stays if _is_own(demo, stay) and stay.kind != law.RELIEF]
    for stay, broken in zip(own, FOLLOW_UP, strict=False):
        yield _reduction(demo, stay, law.FOLLOW_UP, _after(demo, years_after(stay.from_on, 2)), broken)
    if len(own) > len(FOLLOW_UP):
        # Two years to the day are not more than two years.
        stay = own[len(FOLLOW_UP)]
        yield _reduction(demo, stay, law.FOLLOW_UP, years_after(stay.from_on, 2), {})


def _supervision(demo: Demo, stays: list[Placement]) -> Iterator[Reduction]:
    here = [stay for stay in stays if stay.home and stay.home.municipality.service is demo.service]
    supervised = [stay for stay in here if stay.kind not in law.WITHOUT_DUTY[law.SUPERVISION]]
    old = [stay for stay in supervised if _turned(demo, stay, 15)]
    for stay, broken in zip(old, SUPERVISION, strict=False):
        allowed_from = max(years_after(stay.from_on, 2), years_after(stay.child.birth_date, 15))
        yield _reduction(demo, stay, law.SUPERVISION, _after(demo, allowed_from), broken)
    young = [stay for stay in supervised if 10 < stay.child.age_on(demo.on) < 15]
    for stay in young[:2]:
        yield _reduction(demo, stay, law.SUPERVISION, _after(demo, years_after(stay.from_on, 2)), {})


def _turned(demo: Demo, stay: Placement, age: int) -> bool:
    return years_after(stay.child.birth_date, age) < demo.on - timedelta(days=15) and stay.child.age_on(demo.on) < 18


def _after(demo: Demo, day: date) -> date:
    """Return a day of the last year after `day`, on which the decision could be made."""
    earliest = max(day + timedelta(days=1), demo.on - timedelta(days=400))
    return earliest + timedelta(days=demo.rng.randrange(max(1, (demo.on - earliest).days - 5)))


def _reduction(demo: Demo, stay: Placement, track: str, decided_on: date, broken: dict[str, Any]) -> Reduction:
    heard_on = decided_on - timedelta(days=demo.rng.choice((0, 6, 13, 20)))
    values = {"child_heard_on": heard_on, "foster_parents_heard_on": heard_on, "conditions_good": True} | broken
    if track == law.SUPERVISION:
        values = {"child_consents": True, "care_municipality_consents": True} | values
    return Reduction(placement=stay, track=track, from_on=decided_on, decided_on=decided_on, reason=LAWFUL, **values)


def _pauses(demo: Demo, stays: list[Placement]) -> Iterator[Pause]:
    own = [stay for stay in stays if _is_own(demo, stay) and stay.kind != law.RELIEF]
    for stay, (reason, began, ended) in zip(own, PAUSES, strict=False):
        from_on = weekday(demo.on - timedelta(days=began))
        until_on = weekday(demo.on - timedelta(days=ended)) if ended else None
        yield Pause(placement=stay, from_on=from_on, until_on=until_on, reason=reason)
