"""Rebuilding in machine code: the rounds of `rebuild.py`, on plain arrays, outside Python's lock.

In all functions `f` are the facts, `s` is the state (`arrays.py`), `k` a visit and `c` a cell.
"""

from __future__ import annotations

import numpy as np

from .arrays import BEST_COST, BEST_LEFT, COST, IN_HAND, KEPT, LEFT, LEFT_OUT, OUT, ROUND, USED, Facts, State
from .driving import NOWHERE, below, best_gap, chance, drive_anew
from .machine import compiled, entry
from .problem import NEVER

MOST_OUT = 14
LONGEST = 6
"""The most visits taken out at a time, and the most of them of one tour."""
MOST_TRIED = 10
"""Visits left out before that are tried again in one round."""
AT_RANDOM, AROUND_A_DATE = 0.15, 0.4
BLINK = 0.01
"""How often a gap is passed over unseen: what is always put where it costs least always ends the same way."""


@compiled
def _keep(s: State, c: int) -> None:
    """Keep the tour of a cell as it was when the round began."""
    if s.cells[c].stamp == s.numbers[ROUND]:
        return
    t = s.numbers[KEPT]
    s.cells[c].stamp = s.numbers[ROUND]
    s.kept[t].cell, s.kept[t].length = c, s.cells[c].length
    for i in range(s.cells[c].length):
        s.kept_tours[t, i] = s.tours[c, i]
    s.numbers[KEPT] += 1


@compiled
def _back(f: Facts, s: State) -> None:
    """Drive all tours as they were when the round began."""
    for t in range(s.numbers[KEPT]):
        c = s.kept[t].cell
        for i in range(s.cells[c].length):
            s.visits[s.tours[c, i]].where = IN_HAND
    for t in range(s.numbers[KEPT]):
        c = s.kept[t].cell
        s.cells[c].length = s.kept[t].length
        for i in range(s.cells[c].length):
            s.tours[c, i] = s.kept_tours[t, i]
            s.visits[s.tours[c, i]].where = c
        drive_anew(f, s, c)


@compiled
def _position(s: State, k: int) -> int:
    c, i = s.visits[k].where, 0
    while s.tours[c, i] != k:
        i += 1
    return i


@compiled
def _lift(f: Facts, s: State, k: int) -> bool:
    """Take one visit out, but no pin; what is left of its tour is driven later."""
    c = s.visits[k].where
    if c < 0 or f.visits[k].fixed:
        return False
    _keep(s, c)
    s.cells[c].length -= 1
    for i in range(_position(s, k), s.cells[c].length):
        s.tours[c, i] = s.tours[c, i + 1]
    s.visits[k].where = IN_HAND
    s.out[s.numbers[OUT]].visit = k
    s.numbers[OUT] += 1
    return True


@compiled
def _lift_stops(f: Facts, s: State, c: int, first: int, many: int) -> None:
    """Take out so many stops in a row."""
    at = first
    for _ in range(many):
        if not _lift(f, s, s.tours[c, at]):
            at += 1


@compiled
def _drive_rest(f: Facts, s: State) -> bool:
    """Drive what is left of the tours; where that cannot be done, take all out. Return whether all pins stayed."""
    for t in range(s.numbers[KEPT]):
        c = s.kept[t].cell
        if drive_anew(f, s, c):
            continue
        _lift_stops(f, s, c, 0, s.cells[c].length)
        if s.cells[c].length > 0:
            return False
        drive_anew(f, s, c)
    return True


@compiled
def _lift_stretch(f: Facts, s: State, k: int) -> int:
    """Take out some stops in a row, visit k among them; return how many."""
    c, at = s.visits[k].where, _position(s, k)
    n = s.cells[c].length
    many = 1 + below(s, min(n, LONGEST))
    low, high = max(0, at - many + 1), min(at, n - many)
    _lift_stops(f, s, c, low + below(s, high - low + 1), many)
    return many


@compiled
def _lift_neighbours(f: Facts, s: State, first: int, many: int) -> None:
    """Take out stretches of neighbouring tours."""
    measure = below(s, f.near.shape[0])
    for j in range(f.near.shape[2]):
        k = f.near[measure, first, j]
        c = s.visits[k].where
        if c >= 0 and s.cells[c].stamp != s.numbers[ROUND]:
            many -= _lift_stretch(f, s, k)
            if many <= 0:
                return


@compiled
def _nearest_tour(f: Facts, s: State, day: int, who: int) -> int:
    """Return where the tour nearest to a day is (of one visitor, or of all) of which nothing was taken out."""
    nearest, found = NEVER, NOWHERE
    for u in range(s.numbers[USED]):
        c = s.used[u]
        days = abs(f.cells[c].day - day)
        if days < nearest and (who < 0 or f.cells[c].who == who) and s.cells[c].stamp != s.numbers[ROUND]:
            nearest, found = days, c
    return found


@compiled
def _lift_around(f: Facts, s: State, first: int, many: int) -> None:
    """Take out what is made about when the first visit is, by the same visitor if it is planned."""
    at = s.visits[first].where
    day = f.cells[at].day if at >= 0 else f.visits[first].target
    who = f.cells[at].who if at >= 0 else -1
    while many > 0:
        c = _nearest_tour(f, s, day, who)
        if c == NOWHERE:
            return
        many -= s.cells[c].length
        _keep(s, c)
        _lift_stops(f, s, c, 0, s.cells[c].length)


@compiled
def _next_left(s: State, k: int) -> int:
    """Return the next visit that was left out before."""
    while True:
        k = (k + 1) % s.visits.shape[0]
        if s.visits[k].where == LEFT_OUT:
            return k


@compiled
def _lift_some(f: Facts, s: State) -> None:
    """Take visits out that lie together in one way or another."""
    n = s.visits.shape[0]
    first, many, kind = below(s, n), 2 + below(s, MOST_OUT - 1), chance(s)
    if s.numbers[LEFT] > 0 and chance(s) < 0.5:
        first = _next_left(s, first)
    if kind < AT_RANDOM:
        for _ in range(min(many, n)):
            _lift(f, s, below(s, n))
    elif kind < AROUND_A_DATE:
        _lift_around(f, s, first, many)
    else:
        _lift_neighbours(f, s, first, many)


@compiled
def _try_left(s: State) -> int:
    """Take visits in hand that were left out before; return how many."""
    many, k = min(s.numbers[LEFT], MOST_TRIED), below(s, s.visits.shape[0])
    for _ in range(many):
        k = _next_left(s, k)
        s.out[s.numbers[OUT]].visit = k
        s.numbers[OUT] += 1
    return many


@compiled
def _urgency(f: Facts, s: State, k: int, kind: float) -> float:
    """Return what decides which visit is put back first (the least one): by cost, choice or length, or by chance."""
    first, choice = f.visits[k].alone_from, f.visits[k].alone_until - f.visits[k].alone_from
    if kind < 0.3:
        return -float(f.alone[first, 0]) if choice else 0.0
    if kind < 0.5:
        return float(choice)
    if kind < 0.6:
        return -float(f.visits[k].minutes)
    return chance(s)


@compiled
def _in_turn(f: Facts, s: State) -> None:
    """Bring what is out into the order in which it is put back."""
    kind = chance(s)
    for i in range(s.numbers[OUT]):
        k, j = s.out[i].visit, i
        key = _urgency(f, s, k, kind)
        while j > 0 and s.out[j - 1].key > key:
            s.out[j].key, s.out[j].visit = s.out[j - 1].key, s.out[j - 1].visit
            j -= 1
        s.out[j].key, s.out[j].visit = key, k


@compiled
def _put_back(f: Facts, s: State) -> int:
    """Put what is out where it costs least, one after the other; return how many fit nowhere."""
    lost = 0
    for o in range(s.numbers[OUT]):
        k = s.out[o].visit
        _, c, gap = best_gap(f, s, k, BLINK)
        if c == NOWHERE:
            lost += 1
            continue
        _keep(s, c)
        for i in range(s.cells[c].length, gap, -1):
            s.tours[c, i] = s.tours[c, i - 1]
        s.tours[c, gap] = k
        s.cells[c].length += 1
        s.visits[k].where = c
        drive_anew(f, s, c)
    return lost


@compiled
def _leave_out(s: State) -> None:
    """What is still in hand when a round is over is left out."""
    for o in range(s.numbers[OUT]):
        if s.visits[s.out[o].visit].where < 0:
            s.visits[s.out[o].visit].where = LEFT_OUT


@compiled
def _note_met(s: State) -> None:
    """Note the tours that this round made. Of two with the same mark the later one is kept."""
    for t in range(s.numbers[KEPT]):
        c = s.kept[t].cell
        mark = np.uint64(14695981039346656037) ^ np.uint64(c)
        for i in range(s.cells[c].length):
            mark = (mark ^ np.uint64(s.tours[c, i] + 1)) * np.uint64(1099511628211)
        row = np.int64(mark >> np.uint64(17)) % s.met.shape[0]
        if s.cells[c].length:
            s.met[row, 0] = c
            for i in range(s.tours.shape[1]):
                s.met[row, i + 1] = s.tours[c, i] if i < s.cells[c].length else -1


@compiled
def _note_best(s: State) -> None:
    s.numbers[BEST_LEFT], s.numbers[BEST_COST] = s.numbers[LEFT], s.numbers[COST]
    for k in range(s.visits.shape[0]):
        s.visits[k].best_cell = s.visits[k].where
    for u in range(s.numbers[USED]):
        c = s.used[u]
        for i in range(s.cells[c].length):
            s.visits[s.tours[c, i]].best_at = i


@compiled
def _round(f: Facts, s: State, heat: float) -> None:
    """Take out and put back; keep it when it is better, or by chance when it is not much worse."""
    left, cost = s.numbers[LEFT], s.numbers[COST]
    s.numbers[KEPT], s.numbers[OUT] = 0, 0
    s.numbers[ROUND] += 1
    _lift_some(f, s)
    if not _drive_rest(f, s):
        _back(f, s)
        return
    tried = _try_left(s)
    _in_turn(f, s)
    after = left - tried + _put_back(f, s)
    worse = s.numbers[COST] - cost
    if after > left or (after == left and worse > -heat * np.log(1 - chance(s))):
        _back(f, s)
    else:
        s.numbers[LEFT] = after
        _note_met(s)
    _leave_out(s)


@entry
def begin(f: Facts, s: State) -> None:
    """Work out the hours of all tours, and what they cost together."""
    for u in range(s.numbers[USED]):
        drive_anew(f, s, s.used[u])
    _note_best(s)


@entry
def rebuild(f: Facts, s: State, rounds: int, heat: float) -> None:
    """Take out and put back so many times at this temperature, and note the best plan."""
    for _ in range(rounds):
        _round(f, s, heat)
        fewer = s.numbers[LEFT] < s.numbers[BEST_LEFT]
        if fewer or (s.numbers[LEFT] == s.numbers[BEST_LEFT] and s.numbers[COST] < s.numbers[BEST_COST]):
            _note_best(s)
