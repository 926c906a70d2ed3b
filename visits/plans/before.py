"""Which planned visit of before stands for which visit that is owed now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .entries import Entry
from .slots import Row, track_of, whom


def match(owed: Iterable[Entry], planned: Iterable[Row]) -> tuple[dict[str, Row], list[Row]]:
    """Return the planned visit for each entry, by the entry's id, and the planned visits that nobody owes any more.

    The same home, track and at least one of the same children; in a window that holds its day rather than in another.
    """
    waiting: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in owed:
        waiting[entry.home_id, entry.track].append(entry)
    stands: dict[str, Row] = {}
    left = []
    for visit in sorted(planned, key=lambda one: (one.on_day, one.pk)):
        those = waiting[visit.home_id, track_of(visit)]
        fits = [entry for entry in those if _shared(entry, visit)]
        if not fits:
            left.append(visit)
            continue
        entry = min(fits, key=lambda one: _strangeness(one, visit))
        stands[entry.id] = visit
        those.remove(entry)
    return stands, left


def _shared(entry: Entry, visit: Row) -> int:
    return len(set(whom(visit)) & set(entry.children))


def _strangeness(entry: Entry, visit: Row) -> tuple[bool, int, date, date]:
    """Visits come in order of their day: of the windows that hold it, the one that ends first is filled first."""
    inside = entry.from_on <= visit.on_day < entry.until_on
    return not inside, -_shared(entry, visit), entry.until_on, entry.from_on
