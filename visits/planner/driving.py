"""Driving in machine code: does a tour fit its day, and where would one more visit cost least?

What a cell, a gap, `ready` and `by` are is said in `board.py`. In all functions `f` are the facts, `s` is the state
(`arrays.py`), `k` a visit and `c` a cell. Random numbers are drawn here (xorshift64*), so that a seed gives the same
plan on every machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import COST, NO_PREVIOUS, USED, Facts, State
from .machine import compiled, entry
from .problem import NEVER
from .week import A_WEEK

NOWHERE = -1


@compiled
def _draw(s: State) -> Any:
    x = s.dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    s.dice[0] = x
    return np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(11))


@compiled
def chance(s: State) -> float:
    """Return a random number from 0 to below 1."""
    return _draw(s) / 9007199254740992.0


@compiled
def below(s: State, n: int) -> int:
    """Return a random whole number from 0 to below n."""
    return _draw(s) % n


@compiled
def _worth(f: Facts, k: int, c: int) -> int:
    """Return what a visit costs in a cell beside the driving."""
    worth = f.weights[0] * abs(f.cells[c].day - f.visits[k].target)
    if f.visits[k].before != NO_PREVIOUS and f.visits[k].before != c:
        worth += f.weights[1]
    return worth


@compiled
def _is_open(f: Facts, k: int, c: int) -> bool:
    day, visit = f.cells[c].day, f.visits[k]
    if not f.may[k, f.cells[c].who] or day < visit.from_day or day >= visit.until_day:
        return False
    return (visit.weekdays >> (day % A_WEEK)) & 1 == 1


@compiled
def _is_far(f: Facts, s: State, k: int, c: int) -> bool:
    """Whether a cell lies far enough from all that must lie apart from a visit."""
    for m in range(f.visits[k].mates_from, f.visits[k].mates_until):
        there = s.visits[f.mates[m, 0]].where
        if there >= 0 and abs(f.cells[c].day - f.cells[there].day) < f.mates[m, 1]:
            return False
    return True


@compiled
def _start(f: Facts, k: int, c: int, arrive: int) -> int:
    """Return when a visit begins for who arrives then, or -1 where it is too late."""
    week = f.cells[c].alike
    for i in range(f.spans.shape[2]):
        if arrive <= f.spans[week, k, i, 1]:
            return max(arrive, f.spans[week, k, i, 0])
    return -1


@compiled
def _latest_start(f: Facts, k: int, c: int, clock: int) -> int:
    """Return when a visit may begin at the latest, but not after `clock`; -1 where it may not."""
    week, latest = f.cells[c].alike, -1
    for i in range(f.spans.shape[2]):
        if f.spans[week, k, i, 0] <= clock:
            latest = max(latest, min(clock, f.spans[week, k, i, 1]))
    return latest


@compiled
def _drive(f: Facts, s: State, c: int) -> bool:
    """Work out the hours of the tour in a cell and what it costs; return whether it fits the day."""
    n, base, worth, travel = s.cells[c].length, f.cells[c].base, 0, 0
    place, clock = base, f.cells[c].earliest
    for i in range(n):
        k = s.tours[c, i]
        visit = f.visits[k]
        leg = f.legs[place, visit.place]
        s.gaps[c, i].place, s.gaps[c, i].ready = place, clock
        start = _start(f, k, c, clock + leg)
        if start < 0:
            return False
        place, clock = visit.place, start + visit.minutes
        travel, worth = travel + leg, worth + _worth(f, k, c)
    s.gaps[c, n].place, s.gaps[c, n].ready, s.gaps[c, n + 1].place = place, clock, base
    travel += f.legs[place, base]
    if clock + f.legs[place, base] > f.cells[c].latest:
        return False
    s.cells[c].cost = travel + worth if n else 0
    _look_back(f, s, c)
    return True


@compiled
def _look_back(f: Facts, s: State, c: int) -> None:
    by = f.cells[c].latest
    s.gaps[c, s.cells[c].length].by = by
    for i in range(s.cells[c].length - 1, -1, -1):
        visit = f.visits[s.tours[c, i]]
        clock = by - f.legs[visit.place, s.gaps[c, i + 2].place] - visit.minutes
        s.gaps[c, i].by = by = _latest_start(f, s.tours[c, i], c, clock)


@compiled
def _enter(s: State, c: int) -> None:
    """Take note that a cell has, or has no longer, a tour."""
    at, last = s.cells[c].used_at, s.numbers[USED] - 1
    if s.cells[c].length > 0 and at < 0:
        s.cells[c].used_at = last + 1
        s.used[last + 1] = c
        s.numbers[USED] += 1
    elif s.cells[c].length == 0 and at >= 0:
        s.used[at] = s.used[last]
        s.cells[s.used[at]].used_at = at
        s.cells[c].used_at = -1
        s.numbers[USED] = last


@compiled
def drive_anew(f: Facts, s: State, c: int) -> bool:
    """Drive a tour that has changed; where it does not fit, all is as before."""
    before = s.cells[c].cost
    if not _drive(f, s, c):
        return False
    s.numbers[COST] += s.cells[c].cost - before
    _enter(s, c)
    return True


@compiled
def _best_in(f: Facts, s: State, k: int, c: int, best: int, blink: float) -> tuple[int, int]:
    """Return (cost, gap) of the best gap of a tour that costs less than `best`; gap NOWHERE: there is none."""
    found, worth, place = NOWHERE, _worth(f, k, c), f.visits[k].place
    for i in range(s.cells[c].length + 1):
        before, after = s.gaps[c, i].place, s.gaps[c, i + 1].place
        cost = worth + f.legs[before, place] + f.legs[place, after] - f.legs[before, after]
        if cost >= best or (blink > 0 and chance(s) < blink):
            continue
        start = _start(f, k, c, s.gaps[c, i].ready + f.legs[before, place])
        if start >= 0 and start + f.visits[k].minutes + f.legs[place, after] <= s.gaps[c, i].by:
            best, found = cost, i
    return best, found


@compiled
def _best_alone(f: Facts, s: State, k: int, best: int) -> tuple[int, int]:
    """Return (cost, cell) of the best day without a tour that costs less than `best`; or NOWHERE."""
    for a in range(f.visits[k].alone_from, f.visits[k].alone_until):
        c = f.alone[a, 1]
        if f.alone[a, 0] >= best:
            break
        if s.cells[c].length == 0 and _is_far(f, s, k, c):
            return f.alone[a, 0], c
    return best, NOWHERE


@entry
def best_gap(f: Facts, s: State, k: int, blink: float) -> tuple[int, int, int]:
    """Return (cost, cell, gap) where one more visit costs least (cell NOWHERE: it fits nowhere).

    A tour whose day alone costs more than what was found is not looked at: a detour is hardly ever less than none.
    """
    best, cell, gap = NEVER, NOWHERE, 0
    for u in range(s.numbers[USED]):
        c = s.used[u]
        if _worth(f, k, c) >= best or s.cells[c].length == s.tours.shape[1]:
            continue
        if _is_open(f, k, c) and _is_far(f, s, k, c):
            cost, at = _best_in(f, s, k, c, best, blink)
            if at != NOWHERE:
                best, cell, gap = cost, c, at
    cost, c = _best_alone(f, s, k, best)
    if c != NOWHERE:
        return cost, c, 0
    return best, cell, gap
