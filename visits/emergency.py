"""The emergency order that a child lives under: one order may last over several stays, in one home after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fosterhomes.models import HomeKind, LegalGround, Placement


def emergency_orders(children: Iterable[int]) -> dict[int, list[Placement]]:
    """Return the stays by emergency decision of each child, the first one first. One query."""
    rows = Placement.objects.filter(child__in=children, legal_ground=LegalGround.EMERGENCY, planned=False)
    found: dict[int, list[Placement]] = defaultdict(list)
    for row in rows.exclude(kind=HomeKind.RELIEF).order_by("from_on", "pk"):
        found[row.child_id].append(row)
    return found


def order_behind(stay: Placement, by_order: list[Placement]) -> list[Placement]:
    """Return the stays under the same order as this one, the first one first; none where it is no emergency stay.

    Stays that follow each other without a day between belong to one order, unless another day of decision stands there.
    """
    chain = [row for row in by_order if row.pk == stay.pk]
    for row in reversed([one for one in by_order if one.from_on < stay.from_on]):
        known = {one.emergency_order_on for one in (row, *chain) if one.emergency_order_on}
        if not chain or row.until_on != chain[0].from_on or len(known) > 1:
            break
        chain.insert(0, row)
    return chain
