"""The ways from the homes of a service to what matters to each waiting child, and to what it is kept away from.

To and from a protected address nobody computes a way: the band that was set by hand stands for it, and it says nothing
of how far the home lies from somebody whom the child is kept away from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from fosterhomes.models import Child, Home, KeepAway, Placement, Point, TravelLimit
from fosterhomes.travel import Travel, TravelTimes

from .rules import Way, Ways

HIDDEN = "by hand"

Purpose = TravelLimit.Purpose


class WayFinder:
    """Read once, in a fixed number of queries, for all waiting children and homes."""

    def __init__(
        self, on: date, children: list[Child], homes: list[Home], further_points: tuple[Point, ...] = ()
    ) -> None:
        """`further_points`: where no home lies yet, and ways are asked for all the same."""
        self.on, self.children, self.homes, self.further_points = on, children, homes, further_points

    @cached_property
    def limits(self) -> dict[int, list[TravelLimit]]:
        """Return what must not be too far away, by child."""
        found: dict[int, list[TravelLimit]] = defaultdict(list)
        rows = TravelLimit.objects.filter(child__in=self.children)
        for row in rows.select_related("point__ferry_area", "point__municipality"):
            found[row.child_id].append(row)
        return found

    @cached_property
    def bans(self) -> dict[int, list[KeepAway]]:
        """Return what each child is kept away from."""
        found: dict[int, list[KeepAway]] = defaultdict(list)
        rows = KeepAway.objects.filter(child__in=self.children)
        for row in rows.select_related("point__ferry_area", "municipality", "from_home"):
            found[row.child_id].append(row)
        return found

    def own(self, children: Iterable[Child], home: Home) -> Travel | None:
        """Return the longest of the ways from the children's surroundings; None when a place is not known."""
        return _longest(self._from_child(child, home) for child in children)

    def ways(self, children: list[Child], home: Home) -> Ways:
        """Return every way that the rules ask about."""
        return Ways(
            own=_way(self.own(children, home)),
            to={row.pk: _way(self._to(child, row, home)) for child in children for row in self.limits[child.pk]},
            municipality=home.municipality_id,
            away={row.pk: _way(self._away(row, home)) for child in children for row in self.bans[child.pk]},
        )

    def _from_child(self, child: Child, home: Home) -> Travel | None:
        hidden = [row.travel_band for row in (child, home) if row.protected_address]
        if hidden:
            return Travel(max(map(int, hidden)), 0, 0, HIDDEN) if all(hidden) else None
        return self._between(child.point, home.point)

    def _to(self, child: Child, limit: TravelLimit, home: Home) -> Travel | None:
        if limit.point is None and limit.purpose in (Purpose.SCHOOL, Purpose.PARENTS):
            return self._from_child(child, home)
        if home.protected_address:
            return Travel(int(home.travel_band), 0, 0, HIDDEN) if home.travel_band else None
        return _longest(self._between(point, home.point) for point in self._places(child, limit))

    def _places(self, child: Child, limit: TravelLimit) -> list[Point | None]:
        """Return where the limit leads: the village that is written, the office, or where the siblings live."""
        if limit.point is not None:
            return [limit.point]
        if limit.purpose == Purpose.SIBLINGS:
            return [home.point for home in self._siblings_homes[child.pk]] or [None]
        return [self._office]

    @cached_property
    def _siblings_homes(self) -> defaultdict[int, list[Home]]:
        """Return the homes in which brothers and sisters live now; those of the waiting children themselves apart."""
        groups = {child.pk: child.sibling_group_id for child in self.children if child.sibling_group_id}
        stays = Placement.objects.living(self.on).filter(child__sibling_group__in=groups.values(), home__isnull=False)
        rows = list(stays.exclude(child__in=groups).select_related("child", "home__point__ferry_area"))
        return defaultdict(
            list,
            {
                child: [stay.home for stay in rows if stay.home and stay.child.sibling_group_id == group]
                for child, group in groups.items()
            },
        )

    @cached_property
    def _office(self) -> Point | None:
        return next((home.service.office for home in self.homes), None)

    def _away(self, ban: KeepAway, home: Home) -> Travel | None:
        return None if home.protected_address else self._between(ban.point, home.point)

    def _between(self, start: Point | None, end: Point | None) -> Travel | None:
        return self._times.between(start, end) if start and end else None

    @cached_property
    def _times(self) -> TravelTimes:
        return TravelTimes(point for point in self._points() if point)

    def _points(self) -> Iterator[Point | None]:
        yield from (child.point for child in self.children)
        yield from (home.point for home in self.homes)
        yield from (limit.point for rows in self.limits.values() for limit in rows)
        yield from (ban.point for rows in self.bans.values() for ban in rows)
        yield from (home.point for homes in self._siblings_homes.values() for home in homes)
        yield from self.further_points
        yield self._office


def _longest(ways: Iterable[Travel | None]) -> Travel | None:
    known = list(ways)
    if None in known:
        return None
    return max((way for way in known if way), key=lambda way: way.minutes, default=None)


def _way(travel: Travel | None) -> Way | None:
    """Return a way as the rules read it; of a band of minutes no kilometres are known."""
    if travel is None:
        return None
    return Way(travel.minutes, None if travel.is_band else travel.metres)
