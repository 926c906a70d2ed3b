"""Which ways of the proposals have been measured by somebody, and which are only estimates: pages say it."""

from __future__ import annotations

from collections.abc import Iterable

from fosterhomes.models import Child, Home, Point, Supervisor
from fosterhomes.travel import TravelTimes

from .models import Proposal


def mark_estimates(proposals: list[Proposal], lives: dict[int, int]) -> None:
    """Set `estimated` and `supervisor_estimated` of each proposal; `lives` is the home of children who have one.

    A band that was set by hand for a protected address is no estimate. A fixed number of queries.
    """
    homes = {proposal.child_id: proposal.home_id or lives.get(proposal.child_id) for proposal in proposals}
    children = _points(Child.objects.filter(pk__in=homes), "point")
    places = _points(Home.objects.filter(pk__in={home for home in homes.values() if home}), "point")
    bases = _points(Supervisor.objects.filter(pk__in={p.supervisor_id for p in proposals if p.supervisor_id}), "base")
    times = TravelTimes(point for found in (children, places, bases) for point in found.values())
    for proposal in proposals:
        place = places.get(homes[proposal.child_id] or 0)
        proposal.estimated = _is_estimate(times, children.get(proposal.child_id), place)
        proposal.supervisor_estimated = _is_estimate(times, bases.get(proposal.supervisor_id or 0), place)
    _alike_in_a_unit(proposals)


def _points(rows: Iterable[Child | Home | Supervisor], name: str) -> dict[int, Point]:
    related = rows.select_related(f"{name}__ferry_area")  # type: ignore[attr-defined]
    return {row.pk: point for row in related if (point := getattr(row, name))}


def _is_estimate(times: TravelTimes, start: Point | None, end: Point | None) -> bool:
    way = times.between(start, end) if start and end else None
    return bool(way and way.is_estimate)


def _alike_in_a_unit(proposals: list[Proposal]) -> None:
    """Siblings are proposed with the longest of their ways: it is an estimate when any of theirs is."""
    guessed = {proposal.unit for proposal in proposals if proposal.unit and proposal.estimated}
    for proposal in proposals:
        proposal.estimated = proposal.estimated or proposal.unit in guessed
