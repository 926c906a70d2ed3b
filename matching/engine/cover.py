"""The small linear program behind `knapsack.py`, in HiGHS: weights of columns that known sets keep below 1."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np


class Cover:
    """One solver for all homes, one home after the other."""

    def __init__(self) -> None:
        self._solver = highspy.Highs()
        for name, value in {"output_flag": False, "threads": 1, "presolve": "off"}.items():
            self._solver.setOptionValue(name, value)

    def begin(self, point: Sequence[float]) -> None:
        """Look for the weights that are worth most at this point; until sets are added each may be as large as 1."""
        self._solver.clearModel()
        count = len(point)
        self._solver.addVars(count, np.zeros(count), np.ones(count))
        self._solver.changeColsCost(count, np.arange(count, dtype=np.int32), -np.array(point))

    def add(self, chosen: Sequence[int]) -> None:
        """These columns fit together, so their weights are at most 1."""
        columns, ones = np.array(chosen, dtype=np.int32), np.ones(len(chosen))
        self._solver.addRow(-highspy.kHighsInf, 1.0, len(chosen), columns, ones)

    def weights(self) -> list[float]:
        """Return the weights that are worth most."""
        self._solver.run()
        return list(self._solver.getSolution().col_value)
