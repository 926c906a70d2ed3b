"""A lower bound of a part's cost without any tour: at once, for any size, and looser than the relaxation's.

Each planned visit has a share of which no tour drives less together, mixed of two: the way to it and back, divided by
the most visits that fit a day with it; and half of the shortest way into it and out of it. To that comes the nearest
day to its target on which somebody who may make it works. Whole numbers throughout, in parts of `GRAIN`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .pricing import GRAIN
from .problem import NEVER, Ints, Problem
from .tours import ways_home

MIXES = 8


def shares_of(problem: Problem, visits: Sequence[int]) -> Ints:
    """Return the visits' shares, a column for each; a row for each way of mixing them."""
    if not visits:
        return np.zeros((MIXES + 1, 0), dtype=np.int64)
    legs = problem.legs
    there, near = _there_and_back(problem, visits, legs), _in_and_out(problem, visits, legs)
    spacing = np.array([_nearest(problem, visit) for visit in visits], dtype=np.int64) * GRAIN
    return np.array([spacing + (there * k + near * (MIXES - k)) // MIXES for k in range(MIXES + 1)])


def least_cost(shares: Ints, left_out: int) -> int:
    """Return what a plan of all visits with these shares, but `left_out` of them, costs at least."""
    return max(_total(row, left_out) for row in shares)


def _total(shares: Ints, left_out: int) -> int:
    """Sum up all but the largest: nobody knows which ones a plan leaves out. Rounded up: costs are whole."""
    kept = np.sort(shares)[: max(0, len(shares) - left_out)]
    return -(-int(kept.sum()) // GRAIN)


def _who(problem: Problem, visit: int) -> tuple[int, ...]:
    entry = problem.visits[visit]
    return entry.visitors if entry.pinned is None else (entry.pinned.visitor,)


def _there_and_back(problem: Problem, visits: Sequence[int], legs: Ints) -> Ints:
    """Return for each visit the least way there and back, divided by the most visits of a day."""
    ways, most = {}, {}
    for visitor in {who for visit in visits for who in _who(problem, visit)}:
        base = problem.visitors[visitor].base
        ways[visitor] = ways_home(legs, base) + ways_home(legs.T, base)
        most[visitor] = _most(problem, visits, visitor)
    shares = [
        min((_way(problem, visit, ways[who]) * GRAIN // most[who] for who in _who(problem, visit)), default=0)
        for visit in visits
    ]
    return np.array(shares, dtype=np.int64)


def _way(problem: Problem, visit: int, ways: Ints) -> int:
    way = int(ways[problem.visits[visit].place])
    return way if way < NEVER else 0


def _most(problem: Problem, visits: Sequence[int], visitor: int) -> int:
    """Return how many of the visits, the shortest first, fit the visitor's longest day without any driving."""
    longest = max((day.latest - day.earliest for day in problem.visitors[visitor].days), default=0)
    minutes = sorted(problem.visits[visit].minutes for visit in visits if visitor in _who(problem, visit))
    return max(1, int((np.cumsum(minutes) <= longest).sum()))


def _in_and_out(problem: Problem, visits: Sequence[int], legs: Ints) -> Ints:
    """Return for each visit half of the shortest way into it and half of the shortest way out of it."""
    places = np.array([problem.visits[visit].place for visit in visits])
    apart = ~_may_follow(problem, visits)
    between = np.where(apart, NEVER, legs[np.ix_(places, places)])
    bases = [[problem.visitors[who].base for who in _who(problem, visit)] for visit in visits]
    into = [min([int(between[:, k].min()), *(int(legs[base, places[k]]) for base in of)]) for k, of in enumerate(bases)]
    out = [min([int(between[k].min()), *(int(legs[places[k], base]) for base in of)]) for k, of in enumerate(bases)]
    halves = [
        (min(a, NEVER) + min(b, NEVER)) * GRAIN // 2 if max(a, b) < NEVER else 0 for a, b in zip(into, out, strict=True)
    ]
    return np.array(halves, dtype=np.int64)


def _may_follow(problem: Problem, visits: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Return which visits could be on one tour: somebody may make both, their windows meet, and they need not lie
    apart."""
    entries = [problem.visits[visit] for visit in visits]
    first = np.array([v.pinned.day if v.pinned else v.from_day for v in entries])
    until = np.array([v.pinned.day + 1 if v.pinned else v.until_day for v in entries])
    makes = np.zeros((len(visits), len(problem.visitors)), dtype=np.float32)
    for k, visit in enumerate(visits):
        makes[k, list(_who(problem, visit))] = 1
    may = (makes @ makes.T > 0) & (first[:, None] < until[None, :]) & (first[None, :] < until[:, None])
    np.fill_diagonal(may, val=False)
    position = {visit: k for k, visit in enumerate(visits)}
    for group in problem.apart:
        inside = [position[visit] for visit in group.visits if visit in position]
        if group.days > 0 and len(inside) > 1:
            may[np.ix_(inside, inside)] = False
    return may


def _nearest(problem: Problem, visit: int) -> int:
    return min((problem.spacing_cost(visit, day) for _who, day in problem.open_slots[visit]), default=0)
