"""Siblings who live apart by decision: why, and the day on which it is assessed again; one such day has passed."""

from __future__ import annotations

from datetime import timedelta

from ..models import HomeKind, SiblingGroup
from .children import Resident
from .rows import Demo, weekday
from .stays import Stays

DECIDED = (
    ("Den yngste treng å vere einaste barn i heimen no. Dei møtest annakvar helg.", 24),
    ("Heimen hadde plass til éin. Sysken på same skule, og to ettermiddagar i veka saman.", -9),
)
"""Why, and in how many days it is assessed again."""


def draft_apart(demo: Demo, stays: Stays) -> None:
    """Make siblings of own children in homes of their own. Draws nothing by chance: the rest stays as it is."""
    alone = [row for row in stays.of("o") if _fits(row)]
    for (why, days), (first, second) in zip(DECIDED, zip(alone[::2], alone[1::2], strict=False), strict=False):
        on = weekday(demo.on + timedelta(days=days))
        group = demo.add(SiblingGroup(service=demo.service, together=False, why_split=why, reassess_on=on))
        first.child.sibling_group = second.child.sibling_group = group
        given, _, _surname = second.child.name.rpartition(" ")
        second.child.name = f"{given} {first.child.name.rpartition(' ')[2]}"
        second.child.care_municipality, second.child.point = first.child.care_municipality, first.child.point


def _fits(resident: Resident) -> bool:
    child, draft = resident.child, resident.draft
    kinds = (HomeKind.ORDINARY, HomeKind.SPECIALISED)
    return draft.home.kind in kinds and len(draft.household.letters) == 1 and not child.languages
