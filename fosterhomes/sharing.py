"""Sharing children out among caseworkers: a suggestion by load against the norm, siblings to the same person.

Pure: numbers in, ids out. A person decides; this only fills the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def shared_out(units: Iterable[Sequence[int]], loads: Mapping[int, int]) -> dict[int, int]:
    """Return for each child (id) the worker (id) who would take it; nothing where there is nobody.

    `units`: siblings who go together; `loads`: each worker's cases now, in the order in which ties are decided. The
    largest unit goes first, each to whoever has the fewest cases by then, so that no two end further apart than they
    must.
    """
    if not loads:
        return {}
    growing, found = dict(loads), {}
    for unit in sorted(units, key=len, reverse=True):
        worker = min(growing, key=lambda one: growing[one])
        growing[worker] += len(unit)
        found.update(dict.fromkeys(unit, worker))
    return found
