"""The solver behind the planner: HiGHS. No other file of the planner imports one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from .rows import Row

WHOLE = 0.5


@dataclass(frozen=True)
class Answer:
    """`chosen` is None when no plan was found; `bound` is what the solver proved, `done` when it finished."""

    chosen: list[int] | None
    bound: float
    done: bool


def choose(
    costs: Sequence[int],
    rows: Sequence[Row],
    *,
    seconds: float,
    seed: int,
    slack: int = 0,
    start: Sequence[int] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Answer:
    """Return the cheapest 0/1 choice of variables that keeps every row (`start`: one that is known to).

    The solver is done when at most `slack` is left between the choice and the bound it proved.
    """
    highs = _quiet(seconds, seed, slack)
    _pass(highs, costs, rows)
    if start is not None:
        _begin_with(highs, start)
    if stop is not None:
        highs.cbMipInterrupt += lambda event: event.interrupt(stop())
    highs.run()
    return _answer(highs)


def _quiet(seconds: float, seed: int, slack: int) -> highspy.Highs:
    highs = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": seed,
        "time_limit": max(seconds, 0.01),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": slack + 0.99,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def _pass(highs: highspy.Highs, costs: Sequence[int], rows: Sequence[Row]) -> None:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.col_cost_ = np.array(costs, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(costs)), np.ones(len(costs))
    lp.row_lower_ = np.array([row.low for row in rows])
    lp.row_upper_ = np.array([row.high for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row.variables) for row in rows)])
    lp.a_matrix_.index_ = np.array([i for row in rows for i in row.variables], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row.coefficients], dtype=np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    highs.passModel(lp)


def _begin_with(highs: highspy.Highs, start: Sequence[int]) -> None:
    solution = highspy.HighsSolution()
    values = np.zeros(highs.getNumCol())
    values[list(start)] = 1.0
    solution.col_value = list(values)
    highs.setSolution(solution)


def _answer(highs: highspy.Highs) -> Answer:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(None, np.inf, True)
    done = status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
    chosen = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        chosen = [i for i, value in enumerate(highs.getSolution().col_value) if value > WHOLE]
    return Answer(chosen, info.mip_dual_bound, done)
