"""The rows of the program as arrays of whole numbers, and what multipliers of the rows prove about an objective.

A solver's bound rests on floating point. Given any multipliers, however they were found, the arithmetic
here is exact: the bound it returns holds, and so does what it says about columns that cannot move any more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.program import Program
from matching.engine.row import Costs, Row

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

# Multipliers are rounded to parts of this: enough to prove with, and everything stays below 2**63.
_SCALE = 2**20


@dataclass(frozen=True)
class Proof:
    """No solution is worth more than `bound`; `prices` is what a unit of each column adds beside the multipliers."""

    bound: int
    _scaled_bound: int
    prices: Integers
    _weights: Integers

    def is_loose(self, value: int) -> bool:
        """Whether the multipliers leave room above `value` that no whole solution may have."""
        return self._spare(value) > _SCALE // 100

    def _spare(self, value: int) -> int:
        return self._scaled_bound - value * _SCALE

    def tight_rows(self, value: int) -> NDArray[np.int64]:
        """Return the rows that every solution worth `value` uses up: one place left would cost too much."""
        return np.nonzero(self._weights > self._spare(value))[0]

    def tighten(self, value: int, lower: Integers, upper: Integers) -> None:
        """Move the bounds of columns in place so that only solutions worth less than `value` are lost."""
        spare = self._spare(value)
        price = np.abs(self.prices)
        steps = np.where(price > 0, spare // np.maximum(price, 1), upper - lower)
        np.copyto(upper, np.minimum(upper, lower + steps), where=self.prices < 0)
        np.copyto(lower, np.maximum(lower, upper - steps), where=self.prices > 0)


class Rows:
    """Rows as arrays, one row after the other; row i takes `columns[starts[i] : starts[i + 1]]`.

    A `tight` row is used up by every solution that counts from now on.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.lengths = np.array([len(row.coefficients) for row in rows], dtype=np.int64)
        self.columns = np.array([column for row in rows for column in row.coefficients], dtype=np.int32)
        self.values = np.array([c for row in rows for c in row.coefficients.values()], dtype=np.int64)
        self.limits = np.array([row.upper for row in rows], dtype=np.int64)
        self.tight = np.zeros(len(rows), dtype=np.bool_)

    @property
    def starts(self) -> NDArray[np.int32]:
        return np.concatenate(([0], np.cumsum(self.lengths))).astype(np.int32)

    def sums(self, entries: Integers) -> Integers:
        """Return the sum over each row of what is given for its entries."""
        return np.diff(np.concatenate(([0], np.cumsum(entries)))[self.starts])

    def among(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_], limits: Integers) -> Rows:
        """Return some rows with other limits over some columns, both numbered anew."""
        kept = np.repeat(rows, self.lengths) & columns[self.columns]
        part = Rows(())
        part.lengths = self.sums(kept.astype(np.int64))[rows]
        part.columns = (np.cumsum(columns) - 1)[self.columns[kept]].astype(np.int32)
        part.values, part.limits, part.tight = self.values[kept], limits[rows], self.tight[rows]
        return part

    def append(self, other: Rows) -> None:
        for name in ("lengths", "columns", "values", "limits", "tight"):
            setattr(self, name, np.concatenate((getattr(self, name), getattr(other, name))))


@dataclass(frozen=True)
class Part:
    """The part of a matrix that is still open: its `columns` with their bounds, its rows; the others are `fixed`."""

    columns: Integers
    lower: Integers
    upper: Integers
    rows: Rows
    fixed: Integers

    def whole(self, values: Sequence[float]) -> list[int]:
        """Return the values of all columns when the open ones have these."""
        point = self.fixed.copy()
        point[self.columns] = np.rint(values)
        found: list[int] = point.tolist()
        return found


class Matrix:
    """All rows, each `sum <= upper`, and the bounds of the columns, which only ever become narrower."""

    def __init__(self, program: Program) -> None:
        self.lower = np.array(program.lower, dtype=np.int64)
        self.upper = np.array(program.upper, dtype=np.int64)
        self.rows = Rows(program.rows)

    def part(self, lower: Integers, upper: Integers) -> Part:
        """Return what is left to decide within these bounds: columns that can move, rows that they could break."""
        rows, lower, upper = self.rows, lower.copy(), upper.copy()
        slack = _narrow(rows, lower, upper)
        free = lower < upper
        most = rows.sums(np.abs(rows.values) * (upper - lower)[rows.columns])
        needed = (most > slack) | (rows.tight & (slack > 0)) | (slack < 0)
        fixed = np.where(free, 0, lower)
        limits = rows.limits - rows.sums(rows.values * fixed[rows.columns])
        return Part(np.nonzero(free)[0], lower[free], upper[free], rows.among(needed, free, limits), fixed)

    def allows(self, solution: Sequence[int]) -> bool:
        """Whether whole numbers, not a solver's tolerances, satisfy every row and bound."""
        point = np.array(solution, dtype=np.int64)
        kept = np.all(self.rows.sums(self.rows.values * point[self.rows.columns]) <= self.rows.limits)
        return bool(kept and np.all(self.lower <= point) and np.all(point <= self.upper))

    def prove(self, costs: Costs, multipliers: NDArray[Any]) -> Proof:
        """Return what these multipliers of the rows prove about the largest value of `costs`.

        The multiplier of a row that is used up may be below 0, any other counts as 0 then.
        """
        rows = self.rows
        weights = np.rint(multipliers * _SCALE).astype(np.int64)
        weights = np.where(rows.tight, weights, np.maximum(weights, 0))
        prices = dense(costs, len(self.upper)) * _SCALE
        np.subtract.at(prices, rows.columns, rows.values * np.repeat(weights, rows.lengths))
        best = np.where(prices > 0, self.upper, self.lower)
        busy = np.nonzero(weights)[0]
        bound = sum(int(w) * int(u) for w, u in zip(weights[busy], rows.limits[busy], strict=True))
        bound += sum(int(p) * int(b) for p, b in zip(prices[best != 0], best[best != 0], strict=True))
        # What is worth so much is worth a multiple of the costs' common divisor.
        step = math.gcd(*costs.values()) or 1
        return Proof(bound // _SCALE // step * step, bound, prices, weights)


def dense(costs: Costs, count: int) -> Integers:
    """Return the costs of all columns, 0 where none is given."""
    all_costs = np.zeros(count, dtype=np.int64)
    all_costs[list(costs)] = list(costs.values())
    return all_costs


# Rounds of narrowing: what a unit's home closes elsewhere, and what that closes.
_NARROWINGS = 4


def _narrow(rows: Rows, lower: Integers, upper: Integers) -> Integers:
    """Take from the bounds, in place, what no row leaves room for; return each row's room above the least."""
    more, less = rows.values > 0, rows.values < 0
    size = np.maximum(np.abs(rows.values), 1)
    for _ in range(_NARROWINGS):
        low, high = lower[rows.columns], upper[rows.columns]
        steps = np.repeat(np.maximum(_slack(rows, lower, upper), 0), rows.lengths) // size
        np.minimum.at(upper, rows.columns[more], (low + steps)[more])
        np.maximum(upper, lower, out=upper)
        np.maximum.at(lower, rows.columns[less], (high - steps)[less])
        # Bounds that would cross stay: the row that asks for it is broken then, and the solver sees it.
        np.minimum(lower, upper, out=lower)
    return _slack(rows, lower, upper)


def _slack(rows: Rows, lower: Integers, upper: Integers) -> Integers:
    """Return what each row leaves above the least that its columns can come to."""
    least = np.where(rows.values > 0, lower[rows.columns], upper[rows.columns])
    return rows.limits - rows.sums(rows.values * least)
