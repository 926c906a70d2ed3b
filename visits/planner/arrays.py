"""A board as plain arrays, as the rounds in machine code need it: what stays the same, and what changes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .board import Board
from .problem import NEVER, Ints
from .week import A_WEEK

IN_HAND, LEFT_OUT = -1, -2
"""Where a visit is that is not in a tour: taken out in this round, or left out since an earlier one."""
NO_PREVIOUS = -2
"""`before` of a visit that the previous plan does not hold; -1: it was on a day that is none now."""
NEIGHBOURS = 60
MOST_STOPS = 32
"""The most visits of a day that is rebuilt (unless the plan has a fuller one already)."""
MOST_MET = 1 << 14
COST, LEFT, USED, KEPT, OUT, ROUND, BEST_LEFT, BEST_COST = range(8)
"""What stands where in `State.numbers`: cost of all tours, visits left out, tours; tours kept and visits taken out in
this round, its number; and the first two of the best plan."""


def _fields(names: str) -> np.dtype[np.void]:
    return np.dtype([(name, np.int64) for name in names.split()])


VISIT = _fields(
    "place minutes from_day until_day target before fixed weekdays mates_from mates_until alone_from alone_until"
)
"""`before`: where it was in the previous plan. `weekdays`: a bit for each, day 0 first. `mates_…`, `alone_…`: rows."""
CELL = _fields("who day base earliest latest alike")
"""`alike`: the row of `spans` that holds on its day."""


class Facts(NamedTuple):
    """What stays the same (see `Board` for what the words mean)."""

    legs: Ints
    visits: Any
    cells: Any
    spans: Ints
    """When a visit may begin: by weekday, visit and span, first and last minute (where there is none: NEVER, -1)."""
    may: npt.NDArray[np.bool_]
    near: Ints
    """By two measures, for each visit the others, the nearest first."""
    mates: Ints
    alone: Ints
    weights: Ints
    """What a day from the target and what a move costs."""


class State(NamedTuple):
    """What changes: the tours as they are, as they were when the round began, and the best ones."""

    visits: Any
    cells: Any
    """`used_at`: its place in `used`, or -1. `stamp`: the last round in which its tour was kept."""
    tours: npt.NDArray[np.int32]
    gaps: Any
    """Of each cell: `place` before the gap, when `ready` to leave it, `by` when the place after it must be reached."""
    used: Ints
    kept: Any
    kept_tours: npt.NDArray[np.int32]
    out: Any
    met: npt.NDArray[np.int32]
    """Tours met: the cell, then the visits, then -1."""
    numbers: Ints
    dice: npt.NDArray[np.uint64]


def facts_of(board: Board) -> Facts:
    """Return what stays the same on a board."""
    return Facts(
        legs=board.legs,
        visits=_visits(board),
        cells=_cells(board),
        spans=_spans(board),
        may=np.array([may.who for may in board.may], dtype=np.bool_),
        near=_near(board),
        mates=_rows(chain.from_iterable(board.mates)),
        alone=_rows(chain.from_iterable(board.alone)),
        weights=np.array([board.problem.spacing_weight, board.move], dtype=np.int64),
    )


def _rows(pairs: Iterable[tuple[int, int]]) -> Ints:
    return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)


def _visits(board: Board) -> Any:
    visits = np.zeros(len(board.visits), dtype=VISIT)
    mates, alone = (np.cumsum([0, *map(len, lists)]) for lists in (board.mates, board.alone))
    week = 1 << np.arange(A_WEEK)
    for k, (entry, may) in enumerate(zip(board.entries, board.may, strict=True)):
        visits[k] = (
            *(entry.place, min(entry.minutes, NEVER), may.from_day, may.until_day, entry.target_day),
            *(board.before_cell.get(k, NO_PREVIOUS), entry.pinned is not None, (week * may.weekdays).sum()),
            *(mates[k], mates[k + 1], alone[k], alone[k + 1]),
        )
    return visits


def _cells(board: Board) -> Any:
    cells = np.zeros(len(board.slots), dtype=CELL)
    for cell, ((who, day), hours) in enumerate(zip(board.slots, board.hours, strict=True)):
        cells[cell] = who, day, board.bases[cell], hours.earliest, hours.latest, board.alike[cell]
    return cells


def _spans(board: Board) -> Ints:
    most = max((len(starts) for stops in board.stops for _, _, starts in stops), default=0)
    spans = np.tile(np.array([NEVER, -1], dtype=np.int64), (len(board.stops), len(board.visits), max(1, most), 1))
    for day, stops in enumerate(board.stops):
        for k, (_, _, starts) in enumerate(stops):
            spans[day, k, : len(starts)] = np.array(starts, dtype=np.int64).reshape(-1, 2)
    return spans


def _near(board: Board) -> Ints:
    """For each visit the others whom the same people may visit: those driven to soonest first, and those first that
    are near in time as well."""
    places, targets = (
        np.array([(entry.place, entry.target_day) for entry in board.entries], dtype=np.int64).reshape(-1, 2).T
    )
    ways = board.legs[np.ix_(places, places)]
    makes = np.array([may.who for may in board.may], dtype=np.float32).reshape(len(places), -1)
    ways = np.minimum(ways, ways.T) + np.where(makes @ makes.T > 0, 0, NEVER)
    days = board.problem.spacing_weight * np.abs(targets[:, None] - targets)
    return np.stack([np.argsort(table, axis=1, kind="stable")[:, :NEIGHBOURS] for table in (ways, ways + days)])


def state_of(board: Board, seed: int) -> State:
    """Return the tours that are on a board; their hours and costs are not worked out yet."""
    visits, cells = len(board.visits), len(board.slots)
    width = max([min(visits, MOST_STOPS), *map(len, board.tours.values())])
    state = State(
        visits=np.zeros(visits, dtype=_fields("where best_cell best_at")),
        cells=np.zeros(cells, dtype=_fields("length cost used_at stamp")),
        tours=np.full((cells, width), -1, dtype=np.int32),
        gaps=np.zeros((cells, width + 2), dtype=_fields("place ready by")),
        used=np.zeros(cells, dtype=np.int64),
        kept=np.zeros(cells, dtype=_fields("cell length")),
        kept_tours=np.zeros((cells, width), dtype=np.int32),
        out=np.zeros(visits, dtype=np.dtype([("visit", np.int64), ("key", np.float64)])),
        met=np.full((MOST_MET, width + 1), -1, dtype=np.int32),
        numbers=np.zeros(8, dtype=np.int64),
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 1) % 2**64 or 1], dtype=np.uint64),
    )
    _fill(state, board)
    return state


def _fill(state: State, board: Board) -> None:
    where = np.array(board.where, dtype=np.int64)
    state.visits["best_cell"] = state.visits["where"] = np.where(where < 0, LEFT_OUT, where)
    state.cells["used_at"] = -1
    for at, (cell, order) in enumerate(board.tours.items()):
        state.tours[cell, : len(order)] = order
        state.cells["length"][cell], state.cells["used_at"][cell] = len(order), at
        state.used[at] = cell
        state.visits["best_at"][list(order)] = range(len(order))
    left = int((where < 0).sum())
    state.numbers[[USED, LEFT, BEST_LEFT]] = len(board.tours), left, left
