"""The linear relaxation over some of the columns, grown step by step: HiGHS, started where it last stopped."""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np

from .cuts import Cut, holding
from .pricing import Prices, rounded, rounded_down_to_zero
from .problem import Ints
from .rows import UNLIMITED, column_shares, free_shares
from .space import Floats, Space


class Master:
    """Rows: a cover for each plannable visit, each kept level, then cells and cuts as they come."""

    def __init__(self, space: Space, level: str, kept: Mapping[str, int], seed: int) -> None:
        self.space, self.kept = space, kept
        self.columns: list[int] = []
        self.highs = highspy.Highs()
        for name, value in {"output_flag": False, "threads": 1, "random_seed": seed, "solver": "simplex"}.items():
            self.highs.setOptionValue(name, value)
        self.own, self.own_kept = column_shares(space, level), {k: column_shares(space, k) for k in kept}
        self._cover = {visit: row for row, visit in enumerate(space.plannable)}
        self._level_rows = {k: len(self._cover) + i for i, k in enumerate(kept)}
        self._cell_rows: dict[int, int] = {}
        self._cuts: list[tuple[Cut, int]] = []
        self._in: set[int] = set()
        for _ in self._cover:
            self._add_row(1, 1, [])
        for most in kept.values():
            self._add_row(-UNLIMITED, most, [])
        self._add_left_out(level)

    def _add_row(self, low: float, high: float, variables: list[int]) -> int:
        self.highs.addRow(low, high, len(variables), np.array(variables, dtype=np.int32), np.ones(len(variables)))
        return int(self.highs.getNumRow()) - 1

    def _add_left_out(self, level: str) -> None:
        shares = {k: free_shares(self.space, k) for k in self.kept}
        for visit, cost in free_shares(self.space, level).items():
            entries = [(self._cover[visit], 1), *((row, shares[k][visit]) for k, row in self._level_rows.items())]
            self._add_variable(cost, entries)
        self.free = int(self.highs.getNumCol())

    def _add_variable(self, cost: int, entries: list[tuple[int, int]]) -> None:
        rows, values = [row for row, _ in entries], [float(value) for _, value in entries]
        self.highs.addCol(cost, 0.0, UNLIMITED, len(rows), np.array(rows, dtype=np.int32), np.array(values))

    def add_columns(self, columns: Ints) -> None:
        new = np.array([c for c in columns.tolist() if c not in self._in], dtype=np.int64)
        held: dict[int, list[int]] = {}
        for cut, row in self._cuts:
            for position in holding(cut, self.space, new).tolist():
                held.setdefault(position, []).append(row)
        for position, column in enumerate(new.tolist()):
            cell = int(self.space.cell[column])
            if cell not in self._cell_rows:
                self._cell_rows[cell] = self._add_row(-UNLIMITED, 1, [])
            entries = [(self._cover[visit], 1) for visit in self.space.members(column)]
            entries += [(row, int(self.own_kept[k][column])) for k, row in self._level_rows.items()]
            entries.append((self._cell_rows[cell], 1))
            entries += [(row, 1) for row in held.get(position, ())]
            self._add_variable(int(self.own[column]), entries)
            self._in.add(column)
            self.columns.append(column)

    def add_cut(self, cut: Cut) -> None:
        places = holding(cut, self.space, np.array(self.columns, dtype=np.int64))
        variables = (places + self.free).tolist()
        self._cuts.append((cut, self._add_row(-UNLIMITED, 1, variables)))

    def solve(self, seconds: float) -> bool:
        """Solve; return whether prices came of it in time."""
        # HiGHS counts the time of all runs of a model together.
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(seconds, 0.01))
        self.highs.run()
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def prices(self) -> Prices:
        duals = np.array(self.highs.getSolution().row_dual)
        visits, cells = np.zeros(len(self.space.problem.visits)), np.zeros(len(self.space.cells))
        visits[self.space.plannable] = rounded(duals[: len(self._cover)])
        cells[list(self._cell_rows)] = rounded_down_to_zero(duals[list(self._cell_rows.values())])
        kept = {k: float(rounded_down_to_zero(duals[row])) for k, row in self._level_rows.items()}
        return Prices(visits, kept, rounded_down_to_zero(duals[[row for _, row in self._cuts]]), cells)

    def fractions(self) -> tuple[Ints, Floats]:
        """Return the columns that the relaxation uses and how much of each."""
        values = np.array(self.highs.getSolution().col_value)[self.free :]
        used = np.flatnonzero(values > 1e-6)
        return np.array(self.columns, dtype=np.int64)[used], values[used]

    def value(self) -> float:
        return float(self.highs.getInfo().objective_function_value)
