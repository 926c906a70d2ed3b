"""What a stay or a duty that ends has been owed, and what it ends short of: no visit can make it good afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Child, Placement

from .. import law, rules
from ..models.visit import Track
from ..owed import TrackYear, owed

DAY = timedelta(days=1)


def ends_with(stay: Placement, on: date, tracks: Collection[str] = law.TRACKS) -> Iterator[str]:
    """Yield for each track of the stay what is made of what is owed until the day, as the register stands."""
    for row in owed(Child.objects.filter(pk=stay.child_id), on - DAY):
        if row.placement.pk == stay.pk and row.track in tracks:
            yield from _said(row, on)


def _said(row: TrackYear, on: date) -> Iterator[str]:
    case = replace(row.case, moved_out_on=min(on, row.case.moved_out_on or on), on=on)
    result = rules.owed(case)
    if not result.required:
        return
    made = len(rules.visits_that_count(result, case.done, on))
    words = {"track": capfirst(str(Track(row.track).label)), "made": made, "owed": result.required, "n": result.missing}
    words["name"] = row.child.name
    if not result.missing:
        yield _("%(track)s of %(name)s: %(made)d of %(owed)d visits are made, nothing is missing.") % words
        return
    yield (
        ngettext(
            "%(track)s of %(name)s: %(made)d of %(owed)d visits are made. It ends %(n)d visit short.",
            "%(track)s of %(name)s: %(made)d of %(owed)d visits are made. It ends %(n)d visits short.",
            result.missing,
        )
        % words
    )
