"""The stopwatch of one solve: how long it may still take, and whether somebody called it off."""

from __future__ import annotations

import time
from collections.abc import Callable


class Watch:
    """Counts from its making (or from `started`, on the clock of `time.perf_counter`); `seconds` is the limit."""

    def __init__(
        self, seconds: float, cancelled: Callable[[], bool] | None = None, started: float | None = None
    ) -> None:
        self._started = time.perf_counter() if started is None else started
        self._seconds = seconds
        self._cancelled = cancelled or (lambda: False)

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self._started

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._seconds - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether to stop and hand back the best found so far."""
        return self.left == 0 or self._cancelled()
