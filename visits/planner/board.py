"""Tours laid out as rows of places to put a visit in, so that a visit is tried everywhere at once; no solver here.

A *gap* is a place between two stops of a tour (or between the base and a stop). For each gap the board keeps when the
visitor is ready to leave the stop before it and when the stop after it must be reached at the latest. As an earlier
arrival never ends a tour later, that is all there is to know whether one more visit fits: exactly, whatever the hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .problem import NEVER, Ints, Problem, Visit
from .solution import Plan
from .week import A_WEEK

Order = tuple[int, ...]
FIRST_WIDTH = 8
MOST_KNOWN = 100_000
"""Tours whose clock times are remembered at a time."""

Marks = npt.NDArray[np.bool_]


class May(NamedTuple):
    """Who may make a visit (by visitor), between which days, and on which weekdays (day 0 first)."""

    who: Marks
    from_day: int
    until_day: int
    weekdays: Marks


Driven = tuple[int, Ints]
"""Minutes driven, and for each gap: place before, place after, ready, by, direct minutes."""
_NOTHING: Driven = (0, np.zeros((5, 0), dtype=np.int64))


class Board:
    """A plan of some visits in the making. Visits and cells (working days of visitors) are numbers of their own:
    places in `visits` and `slots`. `where[visit]` is its cell, or -1; `cost` is driving and worth of all tours."""

    def __init__(self, problem: Problem, visits: Sequence[int], move: int) -> None:
        self.problem = problem
        self.visits = list(visits)
        self.number = {visit: k for k, visit in enumerate(self.visits)}
        self.entries = [problem.visits[visit] for visit in self.visits]
        self.slots = sorted({slot for visit in self.visits for slot in problem.open_slots[visit]})
        self.cell_of = {slot: cell for cell, slot in enumerate(self.slots)}
        self.hours = [problem.visitors[who].by_day[day] for who, day in self.slots]
        self.bases = [problem.visitors[who].base for who, _ in self.slots]
        self.who: Ints = np.array([who for who, _ in self.slots], dtype=np.int64)
        self.day: Ints = np.array([day for _, day in self.slots], dtype=np.int64)
        self.alike = [problem.alike[who][day % A_WEEK] for who, day in self.slots]
        self.legs: Ints = problem.legs
        self.ways = self.legs.tolist()
        self.back: Ints = np.ascontiguousarray(self.legs.T)
        # Of each weekday; without hours by weekday they are all the same.
        weekdays = range(A_WEEK if problem.has_weekdays else 1)
        self.stops = [[(entry.place, entry.minutes, _starts(entry, day)) for entry in self.entries] for day in weekdays]
        self._spans = [_spans(entry) for entry in self.entries]
        self.move = move
        self.may = [self._may_of(visit) for visit in range(len(self.visits))]
        before = ((k, problem.previous_of.get(visit)) for k, visit in enumerate(self.visits))
        self.before_cell = {k: self.cell_of.get((entry.visitor, entry.day), -1) for k, entry in before if entry}
        kinds = {key: number for number, key in enumerate(dict.fromkeys(map(self._kind, range(len(self.slots)))))}
        self._kinds = [kinds[self._kind(cell)] for cell in range(len(self.slots))]
        self._known: dict[tuple[int, Order], Driven | None] = {}
        self._worths: dict[tuple[int, Order], int] = {}
        self.mates = self._mates()
        self.where = [-1] * len(self.visits)
        self.tours: dict[int, Order] = {}
        self.cost = 0
        self._costs: dict[int, int] = {}
        self._row_of: dict[int, int] = {}
        self._make_rows(FIRST_WIDTH)
        self.alone = [self._alone(k) for k in range(len(self.visits))]

    def _kind(self, cell: int) -> tuple[int, int, int, int]:
        """Cells of one kind take the same tours (a pinned visit is open in one cell only)."""
        return self.bases[cell], self.hours[cell].earliest, self.hours[cell].latest, self.alike[cell]

    def _worth(self, visit: int, cells: Ints) -> Ints:
        """Return what a visit costs in each of these cells beside the driving, NEVER where it is not open."""
        entry, day = self.entries[visit], self.day[cells]
        who, first, until, week = self.may[visit]
        worth = self.problem.spacing_weight * np.abs(day - entry.target_day)
        before = self.before_cell.get(visit)
        if before is not None:
            worth += np.where(cells == before, 0, self.move)
        may = who[self.who[cells]] & (first <= day) & (day < until)
        if not all(self.entries[visit].open_days):
            may &= week[day % A_WEEK]
        return np.where(may, worth, NEVER)

    def cell_before(self, visit: int) -> int:
        """Return where the previous plan had a visit, or -1."""
        return self.before_cell.get(visit, -1)

    def is_open(self, visit: int, cell: int) -> bool:
        who, first, until, week = self.may[visit]
        day = int(self.day[cell])
        return bool(who[self.who[cell]]) and first <= day < until and bool(week[day % A_WEEK])

    def _worth_in(self, visit: int, cell: int) -> int:
        moved = self.before_cell.get(visit, cell) != cell
        return self.problem.spacing_cost(self.visits[visit], self.slots[cell][1]) + (self.move if moved else 0)

    def _may_of(self, visit: int) -> May:
        entry, who = self.entries[visit], np.zeros(len(self.problem.visitors), dtype=bool)
        if entry.pinned is not None:
            who[entry.pinned.visitor] = True
            return May(who, entry.pinned.day, entry.pinned.day + 1, np.ones(A_WEEK, dtype=bool))
        who[list(entry.visitors)] = True
        return May(who, entry.from_day, entry.until_day, np.array(entry.open_days))

    def _mates(self) -> list[list[tuple[int, int]]]:
        """For each visit the others that must lie apart from it, and how many days."""
        mates: list[list[tuple[int, int]]] = [[] for _ in self.visits]
        for group in self.problem.apart:
            inside = [self.number[visit] for visit in group.visits if visit in self.number] if group.days else []
            for k in inside:
                mates[k] += [(other, group.days) for other in inside if other != k]
        return mates

    def _make_rows(self, width: int) -> None:
        """Begin the rows anew, so wide; `by` of a gap that is none is never."""
        rows = len(self.visits) + 1
        self.width, self.used = width, 0
        self._table: Ints = np.zeros((5, rows, width), dtype=np.int64)
        self.before, self.after, self.ready, self.by, self.direct = self._table
        self.by[:] = -NEVER
        self.cell_at: Ints = np.zeros(rows, dtype=np.int64)
        self._row_of.clear()
        for cell, order in self.tours.items():
            self._write(cell, self._driven(cell, order) or _NOTHING)

    def _alone(self, visit: int) -> list[tuple[int, int]]:
        """Return (cost, cell) of a tour with this visit only, where it fits, the cheapest first."""
        entry = self.entries[visit]
        if entry.pinned is not None:
            return []
        cells = np.array([self.cell_of[slot] for slot in self.problem.open_slots[self.visits[visit]]], dtype=np.int64)
        bases = np.array([self.bases[cell] for cell in cells], dtype=np.int64)
        out, home = self.legs[bases, entry.place], self.legs[entry.place, bases]
        leave = np.array([self.hours[cell].earliest for cell in cells], dtype=np.int64)
        latest = np.array([self.hours[cell].latest for cell in cells], dtype=np.int64)
        good = self._ends(visit, leave + out, cells) + home <= latest
        costs = out + home + self._worth(visit, cells)
        return sorted(zip(costs[good].tolist(), cells[good].tolist(), strict=True))

    def _ends(self, visit: int, arrive: Ints, cells: Ints) -> Ints:
        """Return when the visit is over for each time of arrival (the first axis: a cell), NEVER where it is too late
        for all its hours."""
        entry = self.entries[visit]
        ends = np.full(arrive.shape, NEVER, dtype=np.int64)
        for opens, closes, week in self._spans[visit]:
            end = np.maximum(arrive, opens) + min(entry.minutes, NEVER)
            good = end <= closes
            if week is not None:
                good &= week[self.day[cells] % A_WEEK].reshape(-1, *(1,) * (arrive.ndim - 1))
            ends = np.where(good, np.minimum(ends, end), ends)
        return ends

    def place(self, plan: Plan) -> None:
        """Lay out a plan that fits instead of what there is; visits that are not the board's are not looked at."""
        for cell in list(self.tours):
            self.set_tour(cell, ())
        for slot, order in plan.items():
            inside = tuple(self.number[visit] for visit in order if visit in self.number)
            if inside and not self.set_tour(self.cell_of[slot], inside):
                raise ValueError(f"the tour on {slot} does not fit")

    def forget(self) -> None:
        """Give back the memory of what was worked out on the way."""
        self._known.clear()
        self._worths.clear()

    def plan(self) -> Plan:
        return {self.slots[cell]: tuple(self.visits[k] for k in order) for cell, order in self.tours.items()}

    def set_tour(self, cell: int, order: Order) -> bool:
        """Drive `order` in this cell (nobody, when it is empty); return whether it fits. If not, nothing changes."""
        driven = self._driven(cell, order) if order else _NOTHING
        if driven is None:
            return False
        for visit in self.tours.pop(cell, ()):
            self.where[visit] = -1
        self.cost -= self._costs.pop(cell, 0)
        if not order:
            self._erase(cell)
            return True
        for visit in order:
            self.where[visit] = cell
        self.tours[cell] = order
        self._costs[cell] = driven[0] + self._worth_of(cell, order)
        self.cost += self._costs[cell]
        if len(order) >= self.width:
            self._make_rows(2 * self.width)
        else:
            self._write(cell, driven)
        return True

    def _worth_of(self, cell: int, order: Order) -> int:
        if (cell, order) not in self._worths:
            if len(self._worths) >= MOST_KNOWN:
                self._worths.clear()
            self._worths[cell, order] = sum(self._worth_in(visit, cell) for visit in order)
        return self._worths[cell, order]

    def _driven(self, cell: int, order: Order) -> Driven | None:
        """Return the minutes driven and the columns of the gaps, or None when the order does not fit the cell."""
        key = (self._kinds[cell], order)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._timed(cell, order)
        return self._known[key]

    def _timed(self, cell: int, order: Order) -> Driven | None:
        place, clock, travel = self.bases[cell], self.hours[cell].earliest, 0
        stops = self.stops[self.alike[cell]]
        ready, places, legs = [clock], [place], []
        for visit in order:
            here, minutes, starts = stops[visit]
            leg = self.ways[place][here]
            clock, place, travel = clock + leg, here, travel + leg
            for first, last in starts:
                if clock <= last:
                    clock = max(clock, first) + minutes
                    break
            else:
                return None
            ready.append(clock)
            places.append(place)
            legs.append(leg)
        home = self.ways[place][self.bases[cell]]
        if clock + home > self.hours[cell].latest:
            return None
        places.append(self.bases[cell])
        legs.append(home)
        columns = [places[:-1], places[1:], ready, self._latest(cell, order), legs]
        return travel + home, np.array(columns, dtype=np.int64)

    def _latest(self, cell: int, order: Order) -> list[int]:
        """Return for each gap when the stop after it, or the base, must be reached; for an order that fits."""
        clock, place = self.hours[cell].latest, self.bases[cell]
        stops, by = self.stops[self.alike[cell]], [clock]
        for visit in reversed(order):
            here, minutes, starts = stops[visit]
            clock -= self.ways[here][place] + minutes
            clock = max(min(clock, last) for first, last in starts if first <= clock)
            by.append(clock)
            place = here
        by.reverse()
        return by

    def _write(self, cell: int, driven: Driven) -> None:
        row = self._row_of.get(cell)
        if row is None:
            row = self._row_of[cell] = self.used
            self.cell_at[row] = cell
            self.used += 1
        gaps = driven[1].shape[1]
        self._table[:, row, :gaps] = driven[1]
        self.by[row, gaps:] = -NEVER

    def _erase(self, cell: int) -> None:
        """Give a row back: the last row takes its place, so that the rows in use lie together."""
        row, last = self._row_of.pop(cell, None), self.used - 1
        if row is None:
            return
        if row != last:
            self._table[:, row], self.cell_at[row] = self._table[:, last], self.cell_at[last]
            self._row_of[int(self.cell_at[row])] = row
        self.used = last

    def best_gap(self, visit: int) -> tuple[int, int, int] | None:
        """Return (cost, cell, gap) where one more visit costs least, or None where it fits nowhere."""
        found = self._best_of_tours(visit)
        alone = next(
            ((cost, cell, 0) for cost, cell in self.alone[visit] if cell not in self.tours and self.far(visit, cell)),
            None,
        )
        return min((one for one in (found, alone) if one is not None), default=None)

    def _best_of_tours(self, visit: int) -> tuple[int, int, int] | None:
        if not self.used:
            return None
        place, cells = self.entries[visit].place, self.cell_at[: self.used]
        into = self.back[place][self.before[: self.used]]
        out = self.legs[place][self.after[: self.used]]
        worth = self._worth(visit, cells)
        for mate, days in self.mates[visit]:
            if self.where[mate] >= 0:
                worth[np.abs(self.day[cells] - self.day[self.where[mate]]) < days] = NEVER
        fits = self._ends(visit, self.ready[: self.used] + into, cells) + out <= self.by[: self.used]
        fits &= (worth < NEVER)[:, None]
        costs = np.where(fits, into + out - self.direct[: self.used] + worth[:, None], NEVER)
        # Of gaps as good as one another the last: who was put in first is visited first.
        row, gap = divmod(int(costs[:, ::-1].argmin()), self.width)
        gap = self.width - 1 - gap
        cost = int(costs[row, gap])
        return None if cost >= NEVER else (cost, int(cells[row]), gap)

    def far(self, visit: int, cell: int) -> bool:
        """Whether the day of a cell is far enough from all that must lie apart from a visit."""
        return not any(
            self.where[mate] >= 0 and abs(int(self.day[cell] - self.day[self.where[mate]])) < days
            for mate, days in self.mates[visit]
        )

    def insert(self, visit: int, cell: int, gap: int) -> bool:
        order = self.tours.get(cell, ())
        return self.set_tour(cell, (*order[:gap], visit, *order[gap:]))


def _starts(entry: Visit, day: int) -> list[tuple[int, int]]:
    """Return the times between which a visit may begin on a day, in order."""
    if entry.pinned is not None:
        return [(entry.pinned.start, entry.pinned.start)]
    spans = entry.hours_on(day)
    return sorted((first, last - entry.minutes) for first, last in spans if last - first >= entry.minutes)


def _spans(entry: Visit) -> list[tuple[int, int, Marks | None]]:
    """Return the hours of a visit with the weekdays on which they hold (day 0 first; None: on all)."""
    if entry.weekday_hours is None:
        return [(first, last, None) for first, last in entry.hours]
    week = [entry.hours_on(day) for day in range(A_WEEK)]
    every = sorted({span for spans in week for span in spans})
    return [(*span, np.array([span in spans for spans in week])) for span in every]
