"""HiGHS as the engine uses it: a model of the program's rows, one thread, and the same steps every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import highspy
import numpy as np

from matching.engine.matrix import Integers, Rows

Bounds = tuple[Integers, Integers]
INFINITY = highspy.kHighsInf

_COMMON = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}


class SolverFailed(RuntimeError):
    """HiGHS refused the model: a defect of the engine."""


def solver_of(rows: Rows, bounds: Bounds, over: Callable[[], bool], options: dict[str, Any], *, whole: bool) -> Any:
    """Return a solver of these rows, of whole numbers or relaxed, that stops when `over` says so."""
    solver = highspy.Highs()
    set_options(solver, _COMMON | options)
    solver.passModel(_linear_program(rows, bounds, whole))
    for interrupt in (solver.cbSimplexInterrupt, solver.cbMipInterrupt):
        interrupt.subscribe(lambda event: event.interrupt(over()))
    return solver


def set_options(solver: Any, options: dict[str, Any]) -> None:
    for name, value in options.items():
        solver.setOptionValue(name, value)


def aim(solver: Any, prices: Integers, bounds: Bounds) -> None:
    """Let the solver look for what is worth most within `bounds` of the columns."""
    columns = np.arange(len(prices), dtype=np.int32)
    solver.changeColsCost(len(columns), columns, prices.astype(np.float64))
    solver.changeColsBounds(len(columns), columns, bounds[0].astype(np.float64), bounds[1].astype(np.float64))


def add_rows(solver: Any, rows: Rows) -> None:
    lower, upper = np.full(len(rows.limits), -INFINITY), rows.limits.astype(np.float64)
    arrays = rows.starts[:-1], rows.columns, rows.values.astype(np.float64)
    solver.addRows(len(rows.limits), lower, upper, len(rows.columns), *arrays)


def run(solver: Any) -> None:
    """Run; HiGHS refuses when somebody else in this process began with another number of threads: begin anew then."""
    if solver.run() == highspy.HighsStatus.kError:
        highspy.Highs.resetGlobalScheduler(True)
        if solver.run() == highspy.HighsStatus.kError:
            raise SolverFailed(f"HiGHS could not run: {solver.getModelStatus()}")


def is_optimal(solver: Any) -> bool:
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def is_infeasible(solver: Any) -> bool:
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible)


def solution_from(values: Sequence[int]) -> Any:
    """Return a solution to hand to a solver."""
    given = highspy.HighsSolution()
    given.col_value = [float(value) for value in values]
    return given


def _linear_program(rows: Rows, bounds: Bounds, whole: bool) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(bounds[0]), len(rows.limits)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_, lp.col_upper_ = (side.astype(np.float64) for side in bounds)
    lp.row_lower_ = np.where(rows.tight, rows.limits, -INFINITY)
    lp.row_upper_ = rows.limits.astype(np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_ if whole else []
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.starts
    lp.a_matrix_.index_ = rows.columns
    lp.a_matrix_.value_ = rows.values.astype(np.float64)
    return lp
