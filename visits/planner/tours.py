"""All day tours: every set of visits that fits one kind of day of one visitor, with the least travel of it.

Exact for any travel table, also one where a detour is shorter than the direct way or the direct way is closed:
a tour is built stop by stop, and a part of it is dropped only when no stops after it can bring the visitor home
in time, or when another order of the same stops with the same last one is neither later nor longer.
A tour is *not* dropped because smaller tours would drive no more: together they may cost more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .problem import Problem

BEAM = 8_000
MOST_OPEN = 2

Ints = npt.NDArray[np.int64]

NEVER = 1 << 40
"""A clock time or a number of minutes that nothing reaches (also stands for: cannot be driven)."""


@dataclass(frozen=True)
class DayKind:
    """Days of one visitor that are alike: same clock times, and a day with pins is alone of its kind."""

    visitor: int
    earliest: int
    latest: int
    days: tuple[int, ...]
    pins: tuple[int, ...]


@dataclass(frozen=True)
class TourTable:
    """The tours of one kind of day. Row t: the visits `members[t]` (padded with -1), `travel[t]` minutes,
    open on days `first[t] <= day < until[t]`. `complete` says that no tour is missing."""

    kind: DayKind
    members: Ints
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
    groups: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
    for entry in problem.visitors[visitor].days:
        key = (entry.earliest, entry.latest, tuple(pins.get(entry.day, ())))
        groups.setdefault(key, []).append(entry.day)
    return [DayKind(visitor, a, b, tuple(days), own) for (a, b, own), days in groups.items()]


def candidates(problem: Problem, kind: DayKind) -> list[int]:
    """Return the visits that visitor and window allow on at least one day of this kind."""
    return [
        index
        for index, visit in enumerate(problem.visits)
        if (index in kind.pins if visit.pinned else kind.visitor in visit.visitors)
        and any(visit.may_be_made_by(kind.visitor, day) for day in kind.days)
    ]


def day_tours(problem: Problem, kind: DayKind, visits: Sequence[int], most_labels: int) -> TourTable:
    """Return the tours among `visits` on days of this kind that hold all its pins.

    With more than `most_labels` partial tours only the `BEAM` of each number of stops that join the most driving are
    followed, and the table is not `complete`.
    """
    return _Builder(problem, kind, visits).table(most_labels)


class _Builder:
    """Partial tours in layers by number of stops, as columns of numbers."""

    def __init__(self, problem: Problem, kind: DayKind, visits: Sequence[int]) -> None:
        self.problem, self.kind = problem, kind
        self.visits = list(visits)
        self.days = np.array(kind.days, dtype=np.int64)
        base = problem.visitors[kind.visitor].base
        places = [base, *(problem.visits[i].place for i in self.visits)]
        self.legs = np.array([[_minutes(problem.travel[a][b]) for b in places] for a in places], dtype=np.int64)
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
        found: list[tuple[Ints, Ints, Ints, Ints]] = []
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
        parts: list[_Layer] = []
        size = 0
        for stop in range(len(self.visits)):
            part = self._with_stop(layer, stop)
            size += len(part.finish)
            parts.append(self._thinned(part, BEAM) if size > MOST_OPEN * max(room, BEAM) else part)
        grown = _joined(parts, layer.order.shape[1] + 1).undominated(len(self.visits))
        return grown if len(grown.finish) <= max(room, 0) else self._thinned(grown, BEAM)

    def _thinned(self, layer: _Layer, most: int) -> _Layer:
        if len(layer.finish) <= most and self.complete:
            return layer
        self.complete = False
        alone = np.minimum(self.legs[0, 1:] + self.home[1:], NEVER)
        saved = alone[layer.order].sum(axis=1) - layer.travel - self.home[layer.order[:, -1] + 1]
        return layer.only(np.sort(np.argsort(-saved, kind="stable")[:most]))

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
        for opens, closes in visit.hours:
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

    def _closed(self, layer: _Layer) -> tuple[Ints, Ints, Ints, Ints]:
        """Return sorted members, travel and window of the partial tours that can end here, the least of each set."""
        leg = self.legs[layer.order[:, -1] + 1, 0]
        good = layer.finish + leg <= self.kind.latest
        for stop in self.pins:
            good &= (layer.order == stop).any(axis=1)
        layer, leg = layer.only(good), leg[good]
        members, travel = np.sort(layer.order, axis=1), layer.travel + leg
        sequence = np.lexsort((travel, *members.T))
        members, travel = members[sequence], travel[sequence]
        least = np.ones(len(travel), dtype=bool)
        least[1:] = (members[1:] != members[:-1]).any(axis=1)
        return members[least], travel[least], layer.first[sequence][least], layer.until[sequence][least]

    def _collected(self, found: list[tuple[Ints, Ints, Ints, Ints]], complete: bool) -> TourTable:
        width = max((members.shape[1] for members, *_ in found), default=0)
        names = np.array([*self.visits, -1], dtype=np.int64)
        padded = [np.pad(m, ((0, 0), (0, width - m.shape[1])), constant_values=len(self.visits)) for m, *_ in found]
        members = names[np.concatenate(padded)] if padded else np.zeros((0, width), dtype=np.int64)
        columns = [
            np.concatenate([part[k] for part in found]) if found else np.zeros(0, dtype=np.int64) for k in (1, 2, 3)
        ]
        return TourTable(self.kind, members, columns[0], columns[1], columns[2], complete)


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
    return TourTable(table.kind, table.members[kept], table.travel[kept], table.first[kept], table.until[kept], False)


def with_tour(table: TourTable, visits: tuple[int, ...], travel: int, day: int) -> TourTable:
    """Return the table with one more tour, for one day."""
    width = max(table.members.shape[1], len(visits))
    members = np.pad(table.members, ((0, 0), (0, width - table.members.shape[1])), constant_values=-1)
    row = np.full((1, width), -1, dtype=np.int64)
    row[0, : len(visits)] = sorted(visits)
    columns = zip((table.travel, table.first, table.until), (travel, day, day + 1), strict=True)
    added = [np.append(column, value) for column, value in columns]
    return TourTable(table.kind, np.concatenate([members, row]), added[0], added[1], added[2], False)


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


def _minutes(minutes: int | None) -> int:
    return NEVER if minutes is None else min(minutes, NEVER)


def ways_home(legs: Ints, base: int) -> Ints:
    """Return for each place the least minutes to the base by any way over the others: nobody is home sooner."""
    home = legs[:, base].copy()
    for _ in range(len(legs)):
        nearer = np.minimum(home, (legs + home[None, :]).min(axis=1))
        if (nearer == home).all():
            break
        home = nearer
    return home
