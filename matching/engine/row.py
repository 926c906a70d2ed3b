"""One row of an integer program."""

from __future__ import annotations

from dataclasses import dataclass

Costs = dict[int, int]
"""What a unit of each column counts; columns left out count nothing."""


@dataclass(frozen=True)
class Row:
    """The sum of coefficient times column is at most `upper`."""

    coefficients: Costs
    upper: int
