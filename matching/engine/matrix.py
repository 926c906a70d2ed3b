"""The rows of the program as arrays of whole numbers, and what multipliers of the rows prove about an objective.

A solver's bound rests on floating point. Given any multipliers at least 0, however they were found, the arithmetic
here is exact: the bound it returns holds, and so does what it says about columns that cannot move any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.program import Costs, Program, Row

Integers = NDArray[np.int64]

# Multipliers are rounded to parts of this: enough to prove with, and everything stays below 2**63.
_SCALE = 2**20


@dataclass(frozen=True)
class Proof:
    """No solution is worth more than `bound`; `prices` is what a unit of each column adds beside the multipliers."""

    bound: int
    _scaled_bound: int
    _prices: Integers

    def tighten(self, value: int, lower: Integers, upper: Integers) -> None:
        """Move the bounds of columns in place so that only solutions worth less than `value` are lost."""
        spare = self._scaled_bound - value * _SCALE
        price = np.abs(self._prices)
        steps = np.where(price > 0, spare // np.maximum(price, 1), upper - lower)
        np.copyto(upper, np.minimum(upper, lower + steps), where=self._prices < 0)
        np.copyto(lower, np.maximum(lower, upper - steps), where=self._prices > 0)


class Matrix:
    """All rows, each `sum <= upper`, and the bounds of the columns, which only ever become narrower."""

    def __init__(self, program: Program) -> None:
        self.lower = np.array(program.lower, dtype=np.int64)
        self.upper = np.array(program.upper, dtype=np.int64)
        self._rows = list(program.rows)
        self._flatten()

    def _flatten(self) -> None:
        rows = self._rows
        self.lengths = np.array([len(row.coefficients) for row in rows], dtype=np.int64)
        self.columns = np.array([column for row in rows for column in row.coefficients], dtype=np.int32)
        self.values = np.array([c for row in rows for c in row.coefficients.values()], dtype=np.int64)
        self.limits = np.array([row.upper for row in rows], dtype=np.int64)

    def add(self, row: Row) -> None:
        """Add one row."""
        self._rows.append(row)
        self._flatten()

    def allows(self, solution: Sequence[int]) -> bool:
        """Whether whole numbers, not a solver's tolerances, satisfy every row and bound."""
        point = np.array(solution, dtype=np.int64)
        used = self._sums(self.values * point[self.columns])
        return bool(np.all(used <= self.limits) and np.all(self.lower <= point) and np.all(point <= self.upper))

    def _sums(self, terms: Integers) -> Integers:
        totals = np.concatenate(([0], np.cumsum(terms)))
        ends = np.cumsum(self.lengths)
        return totals[ends] - totals[ends - self.lengths]

    def prove(self, costs: Costs, multipliers: NDArray[Any]) -> Proof:
        """Return what these multipliers of the rows prove about the largest value of `costs`."""
        weights = np.maximum(np.rint(multipliers * _SCALE), 0).astype(np.int64)
        prices = dense(costs, len(self.upper)) * _SCALE
        np.subtract.at(prices, self.columns, self.values * np.repeat(weights, self.lengths))
        best = np.where(prices > 0, self.upper, self.lower)
        busy = np.nonzero(weights)[0]
        bound = sum(int(w) * int(u) for w, u in zip(weights[busy], self.limits[busy], strict=True))
        bound += sum(int(p) * int(b) for p, b in zip(prices[best != 0], best[best != 0], strict=True))
        return Proof(bound // _SCALE, bound, prices)


def dense(costs: Costs, count: int) -> Integers:
    """Return the costs of all columns, 0 where none is given."""
    all_costs = np.zeros(count, dtype=np.int64)
    all_costs[list(costs)] = list(costs.values())
    return all_costs
