"""All day tours: every set of visits that fits one kind of day of one visitor, with the least travel of it.

Exact for any travel table, also one where a detour is shorter than the direct way or the direct way is closed:
a tour is built stop by stop, and a part of it is dropped only when no stops after it can bring the visitor home
in time, or when another order of the same stops with the same last one is neither later nor longer.
A tour is *not* dropped because smaller tours would drive no more: together they may cost more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .problem import NEVER, Ints, Problem
from .week import A_WEEK


@dataclass(frozen=True)
class DayKind:
    """Days of one visitor that are alike: same clock times, also of the visits on their weekdays; and a day with pins
    is alone of its kind."""

    visitor: int
    earliest: int
    latest: int
    days: tuple[int, ...]
    pins: tuple[int, ...]


@dataclass(frozen=True)
class TourTable:
    """The tours of one kind of day. Row t: the visits `members[t]` (padded with -1), the same in driving order
    `orders[t]`, `travel[t]` minutes, open on days `first[t] <= day < until[t]`. `complete` says that no tour is
    missing."""

    kind: DayKind
    members: Ints
    orders: Ints
    travel: Ints
    first: Ints
    until: Ints
    complete: bool


def day_kinds(problem: Problem, visitor: int) -> list[DayKind]:
    """Return the kinds of day of a visitor, in order of their first day."""
    pins: dict[int, list[int]] = {}
    for index in problem.pins:
        pin = problem.visits[index].pinned
        if pin is not None and pin.visitor == visitor:
            pins.setdefault(pin.day, []).append(index)
    groups: dict[tuple[int, int, int, tuple[int, ...]], list[int]] = {}
    alike = problem.alike[visitor]
    for entry in problem.visitors[visitor].days:
        key = (entry.earliest, entry.latest, alike[entry.day % A_WEEK], tuple(pins.get(entry.day, ())))
        groups.setdefault(key, []).append(entry.day)
    return [DayKind(visitor, a, b, tuple(days), own) for (a, b, _, own), days in groups.items()]


def candidates(problem: Problem, kind: DayKind) -> list[int]:
    """Return the visits that visitor and window allow on at least one day of this kind."""
    return [
        index
        for index, visit in enumerate(problem.visits)
        if (index in kind.pins if visit.pinned else kind.visitor in visit.visitors)
        and any(visit.may_be_made_by(kind.visitor, day) for day in kind.days)
    ]


def day_tours(
    problem: Problem,
    kind: DayKind,
    visits: Sequence[int],
    most_labels: int,
    beam: int = 0,
    over: Callable[[], bool] = lambda: False,
) -> TourTable:
    """Return the tours among `visits` on days of this kind that hold all its pins.

    With more than `most_labels` partial tours only the `beam` of each number of stops that join the most driving are
    followed, and when it is `over` none any more; the table is not `complete` then.
    """
    return _Builder(problem, kind, visits, beam, over).table(most_labels)


_Found = tuple[Ints, ...]
"""Members, orders, travel, first and until of tours with the same number of stops."""


class _Builder:
    """Partial tours in layers by number of stops, as columns of numbers."""

    def __init__(
        self, problem: Problem, kind: DayKind, visits: Sequence[int], beam: int, over: Callable[[], bool]
    ) -> None:
        self.problem, self.kind, self.beam, self.over = problem, kind, beam, over
        self.visits = list(visits)
        self.days = np.array(kind.days, dtype=np.int64)
        base = problem.visitors[kind.visitor].base
        places = [base, *(problem.visits[i].place for i in self.visits)]
        self.legs: Ints = problem.legs[np.ix_(places, places)]
        self.home = ways_home(self.legs, 0)
        chosen = [problem.visits[i] for i in self.visits]
        # A pinned visit has no window of its own here: the kind of a day with pins is that one day.
        first = [kind.days[0] if v.pinned else v.from_day for v in chosen]
        until = [kind.days[-1] + 1 if v.pinned else v.until_day for v in chosen]
        self.first, self.until = np.array(first, dtype=np.int64), np.array(until, dtype=np.int64)
        self.too_near = self._too_near()
        self.pins = [self.visits.index(i) for i in kind.pins]
        self.complete = True

    def _too_near(self) -> npt.NDArray[np.bool_]:
        position = {visit: k for k, visit in enumerate(self.visits)}
        near = np.eye(len(self.visits), dtype=bool)
        for group in self.problem.apart:
            inside = [position[i] for i in group.visits if i in position]
            if group.days > 0 and len(inside) > 1:
                near[np.ix_(inside, inside)] = True
        return near

    def table(self, most_labels: int) -> TourTable:
        layer = self._start()
        found: list[_Found] = []
        while len(layer.finish):
            layer = self._grown(layer, most_labels)
            most_labels -= len(layer.finish) if self.complete else 0
            found.append(self._closed(layer))
        return self._collected(found, self.complete)

    def _start(self) -> _Layer:
        zero = np.zeros(1, dtype=np.int64)
        earliest = np.full(1, self.kind.earliest, dtype=np.int64)
        return _Layer(np.zeros((1, 0), dtype=np.int64), earliest, zero, zero - NEVER, zero + NEVER)

    def _grown(self, layer: _Layer, room: int) -> _Layer:
        """Return the partial tours with one stop more; beyond `room` only those that join the most driving."""
        parts = self._parts(layer, max(room, 0))
        if parts is None:
            self.complete = False
            parts = self._parts(self._thinned(layer), None) or []
        grown = _joined(parts, layer.order.shape[1] + 1).undominated(len(self.visits))
        return grown if self.complete else self._thinned(grown)

    def _parts(self, layer: _Layer, most: int | None) -> list[_Layer] | None:
        """Return the partial tours with each stop added, or None when they are more than `most`."""
        parts: list[_Layer] = []
        size = 0
        for stop in range(len(self.visits)):
            if self.over():
                self.complete = False
                return []
            parts.append(self._with_stop(layer, stop))
            size += len(parts[-1].finish)
            if most is not None and size > most:
                return None
        return parts

    def _thinned(self, layer: _Layer) -> _Layer:
        if len(layer.finish) <= self.beam:
            return layer
        alone = np.minimum(self.legs[0, 1:] + self.home[1:], NEVER)
        last = layer.order[:, -1] if layer.order.shape[1] else np.zeros(len(layer.finish), dtype=np.int64)
        saved = alone[layer.order].sum(axis=1) - layer.travel - self.home[last + 1]
        return layer.only(np.sort(np.argsort(-saved, kind="stable")[: self.beam]))

    def _with_stop(self, layer: _Layer, stop: int) -> _Layer:
        stops = layer.order.shape[1]
        free = ~self.too_near[stop][layer.order].any(axis=1) if stops else np.ones(len(layer.finish), dtype=bool)
        layer = layer.only(free)
        first, until = np.maximum(layer.first, self.first[stop]), np.minimum(layer.until, self.until[stop])
        here = layer.order[:, -1] + 1 if stops else np.zeros(len(layer.finish), dtype=np.int64)
        leg = self.legs[here, stop + 1]
        finish = self._finish(layer.finish + leg, stop)
        open_days = np.searchsorted(self.days, until) > np.searchsorted(self.days, first)
        fits = open_days & (finish + self.home[stop + 1] <= self.kind.latest)
        order = np.column_stack([layer.order, np.full(len(layer.finish), stop, dtype=np.int64)])
        new = _Layer(order, finish, layer.travel + leg, first, until).only(fits)
        return new.only(self._pins_reachable(new))

    def _finish(self, arrive: Ints, stop: int) -> Ints:
        visit = self.problem.visits[self.visits[stop]]
        if visit.pinned is not None:
            start = np.where(arrive <= visit.pinned.start, visit.pinned.start, NEVER)
            return start + min(visit.minutes, NEVER)
        start = np.full(len(arrive), NEVER, dtype=np.int64)
        for opens, closes in visit.hours_on(self.kind.days[0]):
            begin = np.maximum(arrive, opens)
            start = np.minimum(start, np.where(begin <= closes - min(visit.minutes, NEVER), begin, NEVER))
        return start + min(visit.minutes, NEVER)

    def _pins_reachable(self, layer: _Layer) -> npt.NDArray[np.bool_]:
        good = np.ones(len(layer.finish), dtype=bool)
        for stop in self.pins:
            pin = self.problem.visits[self.visits[stop]].pinned
            if pin is not None:
                good &= (layer.order == stop).any(axis=1) | (layer.finish <= pin.start)
        return good

    def _closed(self, layer: _Layer) -> _Found:
        """Return sorted members, order, travel and window of the partial tours that can end here, the least of each
        set."""
        leg = self.legs[layer.order[:, -1] + 1, 0]
        good = layer.finish + leg <= self.kind.latest
        for stop in self.pins:
            good &= (layer.order == stop).any(axis=1)
        layer, leg = layer.only(good), leg[good]
        members, travel = np.sort(layer.order, axis=1), layer.travel + leg
        sequence = np.lexsort((layer.order[:, 0], travel, *members.T))
        members = members[sequence]
        least = np.ones(len(travel), dtype=bool)
        least[1:] = (members[1:] != members[:-1]).any(axis=1)
        rest = (layer.order, travel, layer.first, layer.until)
        return members[least], *(column[sequence][least] for column in rest)

    def _collected(self, found: list[_Found], complete: bool) -> TourTable:
        width = max((members.shape[1] for members, *_ in found), default=0)
        members, orders = (self._named([part[k] for part in found], width) for k in (0, 1))
        columns = [
            np.concatenate([part[k] for part in found]) if found else np.zeros(0, dtype=np.int64) for k in (2, 3, 4)
        ]
        return TourTable(self.kind, members, orders, columns[0], columns[1], columns[2], complete)

    def _named(self, rows: list[Ints], width: int) -> Ints:
        """Return stops as visits, rows of all lengths under one another."""
        names = np.array([*self.visits, -1], dtype=np.int64)
        padded = [np.pad(m, ((0, 0), (0, width - m.shape[1])), constant_values=len(self.visits)) for m in rows]
        return names[np.concatenate(padded)] if padded else np.zeros((0, width), dtype=np.int64)


@dataclass(frozen=True)
class _Layer:
    """Partial tours with the same number of stops: stops in order, clock, minutes driven, and the common window."""

    order: Ints
    finish: Ints
    travel: Ints
    first: Ints
    until: Ints

    def only(self, chosen: npt.NDArray[np.bool_] | Ints) -> _Layer:
        return _Layer(*(column[chosen] for column in self._columns()))

    def _columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        return self.order, self.finish, self.travel, self.first, self.until

    def undominated(self, names: int) -> _Layer:
        """Drop what another order of the same stops with the same last one beats in clock and minutes."""
        if not len(self.finish):
            return self
        groups = [*_packed(np.sort(self.order, axis=1), names), self.order[:, -1]]
        sequence = np.lexsort((self.travel, self.finish, *groups))
        changed = np.zeros(len(sequence), dtype=np.int64)
        for key in groups:
            changed[1:] |= np.diff(key[sequence]) != 0
        group = np.cumsum(changed)
        # Later groups lie far below earlier ones, so that one running minimum serves them all.
        travel = self.travel[sequence] - group * NEVER
        keep = np.ones(len(sequence), dtype=bool)
        keep[1:] = travel[1:] < np.minimum.accumulate(travel)[:-1]
        return self.only(np.sort(sequence[keep]))


def thinned(table: TourTable, most_columns: int) -> TourTable:
    """Return the table with about as many tours as make `most_columns` over its days: the single visits, then those
    that drive least against one trip for each visit."""
    open_days = np.searchsorted(table.kind.days, table.until) - np.searchsorted(table.kind.days, table.first)
    if int(open_days.sum()) <= most_columns:
        return table
    single = (table.members >= 0).sum(axis=1) == 1
    alone = {
        int(row[row >= 0][0]): int(travel)
        for row, travel in zip(table.members[single], table.travel[single], strict=True)
    }
    apart = np.array([sum(alone.get(visit, 0) for visit in row) for row in table.members.tolist()])
    worth = np.where(single, -1.0, (table.travel + 1.0) / (apart + 1.0))
    sequence = np.argsort(worth, kind="stable")
    kept = np.sort(sequence[np.cumsum(open_days[sequence]) <= max(most_columns, int(open_days[single].sum()))])
    columns = (table.members, table.orders, table.travel, table.first, table.until)
    members, orders, travel, first, until = (column[kept] for column in columns)
    return TourTable(table.kind, members, orders, travel, first, until, complete=False)


@dataclass(frozen=True)
class Met:
    """A tour that some plan had: its visits in driving order, its minutes, and the days it was driven on."""

    order: tuple[int, ...]
    travel: int
    first: int
    until: int


def with_tours(table: TourTable, tours: Sequence[Met]) -> TourTable:
    """Return the table with more tours."""
    if not tours:
        return table
    width = max(table.members.shape[1], *(len(tour.order) for tour in tours))
    orders = np.array([[*tour.order, *[-1] * (width - len(tour.order))] for tour in tours], dtype=np.int64)
    members = np.array([[*sorted(t.order), *[-1] * (width - len(t.order))] for t in tours], dtype=np.int64)
    added = (members, orders, *(np.array([getattr(t, name) for t in tours]) for name in ("travel", "first", "until")))
    held = (_wide(table.members, width), _wide(table.orders, width), table.travel, table.first, table.until)
    members, orders, travel, first, until = (np.concatenate([old, new]) for old, new in zip(held, added, strict=True))
    return TourTable(table.kind, members, orders, travel, first, until, complete=False)


def _wide(rows: Ints, width: int) -> Ints:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=-1)


def _joined(parts: list[_Layer], stops: int) -> _Layer:
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return _Layer(np.zeros((0, stops), dtype=np.int64), none, none, none, none)
    columns = zip(*(part._columns() for part in parts), strict=True)
    return _Layer(*(np.concatenate(column) for column in columns))


def _packed(members: Ints, names: int) -> list[Ints]:
    """Return the columns of `members`, several to a number: fewer keys to sort by."""
    bits = max(names, 1).bit_length()
    several = 60 // bits
    keys = []
    for begin in range(0, members.shape[1], several):
        key = np.zeros(len(members), dtype=np.int64)
        for column in members[:, begin : begin + several].T:
            key = (key << bits) | column
        keys.append(key)
    return keys


def ways_home(legs: Ints, base: int) -> Ints:
    """Return for each place the least minutes to the base by any way over the others: nobody is home sooner."""
    home = legs[:, base].copy()
    for _ in range(len(legs)):
        nearer = np.minimum(home, (legs + home[None, :]).min(axis=1))
        if (nearer == home).all():
            break
        home = nearer
    return home
