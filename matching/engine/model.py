"""The integer program in HiGHS. With `exact.py` the only file that imports a solver."""

from __future__ import annotations

import math
from collections.abc import Sequence

import highspy  # type: ignore[import-untyped]
import numpy as np

from matching.engine.program import Costs, Program, Row
from matching.engine.watch import Watch

Answer = tuple[list[int], int | None]


class Highs:
    """One model kept from level to level; each level adds a row and replaces the objective."""

    def __init__(self, program: Program, *, seed: int, workers: int) -> None:
        self._program = program
        self._rows = list(program.rows)
        self._highs = highspy.Highs()
        options = {
            "output_flag": False,
            "random_seed": seed,
            "threads": workers,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.99,
        }
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_linear_program(program))

    def maximise(self, costs: Costs, start: Sequence[int], seconds: float, watch: Watch) -> Answer:
        """Return a solution at least as good as `start`, and the most that can be reached (None when unknown)."""
        highs = self._highs
        count = len(self._program.upper)
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), _dense(costs, count))
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        given = highspy.HighsSolution()
        given.col_value = [float(value) for value in start]
        highs.setSolution(given)
        highs.cbMipInterrupt += lambda event: event.interrupt() if watch.over else None
        highs.run()
        bound = highs.getInfo().mip_dual_bound
        found = [round(value) for value in highs.getSolution().col_value] or list(start)
        worth = [sum(cost * solution[column] for column, cost in costs.items()) for solution in (start, found)]
        if not self._allows(found) or worth[0] > worth[1]:
            found = list(start)
        if not math.isfinite(bound):
            return found, None
        return found, max(math.floor(bound + 1e-6), *worth)

    def keep(self, costs: Costs, value: int) -> None:
        """From now on the objective `costs` is at least `value`."""
        self._rows.append(Row({column: -cost for column, cost in costs.items()}, -value))
        columns = np.fromiter(costs, dtype=np.int32, count=len(costs))
        values = np.fromiter(costs.values(), dtype=np.float64, count=len(costs))
        self._highs.addRow(float(value), highspy.kHighsInf, len(costs), columns, values)

    def _allows(self, solution: Sequence[int]) -> bool:
        """Whether whole numbers, not the solver's tolerances, satisfy every row."""
        if any(
            not low <= value <= high
            for low, value, high in zip(self._program.lower, solution, self._program.upper, strict=True)
        ):
            return False
        return all(
            sum(c * solution[column] for column, c in row.coefficients.items()) <= row.upper for row in self._rows
        )


def _dense(costs: Costs, count: int) -> np.ndarray:
    dense = np.zeros(count)
    dense[list(costs)] = list(costs.values())
    return dense


def _linear_program(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.upper), len(program.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, dtype=np.float64)
    lp.col_upper_ = np.array(program.upper, dtype=np.float64)
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = np.array([row.upper for row in program.rows], dtype=np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row.coefficients) for row in program.rows)], dtype=np.int32)
    matrix.index_ = np.array([column for row in program.rows for column in row.coefficients], dtype=np.int32)
    matrix.value_ = np.array([c for row in program.rows for c in row.coefficients.values()], dtype=np.float64)
    return lp
