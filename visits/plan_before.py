"""Which planned visit of before stands for which visit that is owed now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .models import Visit
from .plan_entries import Entry


def match(owed: Iterable[Entry], planned: Iterable[Visit]) -> tuple[dict[str, Visit], list[Visit]]:
    """Return the planned visit for each entry, by the entry's id, and the planned visits that nobody owes any more.

    The same home, track and at least one of the same children; in a window that holds its day rather than in another.
    """
    waiting: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in owed:
        waiting[entry.home.pk, entry.track].append(entry)
    stands, left = {}, []
    for visit in sorted(planned, key=lambda one: (one.on_day, one.pk)):
        those = waiting[visit.home_id, visit.track]
        fits = [entry for entry in those if _shared(entry, visit)]
        if not fits:
            left.append(visit)
            continue
        entry = min(fits, key=lambda one: _strangeness(one, visit))
        stands[entry.id] = visit
        those.remove(entry)
    return stands, left


def _shared(entry: Entry, visit: Visit) -> int:
    return len({child.pk for child in visit.children.all()} & set(entry.children))


def _strangeness(entry: Entry, visit: Visit) -> tuple[bool, int, date, date]:
    """Visits come in order of their day: of the windows that hold it, the one that ends first is filled first."""
    inside = entry.from_on <= visit.on_day < entry.until_on
    return not inside, -_shared(entry, visit), entry.until_on, entry.from_on
