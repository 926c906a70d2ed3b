"""Small cores for the tests of the background work: they run in a child process like the real ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any


def double(problem: Any, options: Any, *, progress: Callable[[Any], None], cancelled: Callable[[], bool]) -> Any:
    progress({"done": 1, "of": 1})
    return {"doubled": 2 * problem["number"]}


def until_cancelled(problem: Any, options: Any, *, progress: Callable[[Any], None], cancelled: Any) -> Any:
    rounds = 0
    while not cancelled() and rounds < 600:
        rounds += 1
        progress({"done": rounds, "of": 600})
        time.sleep(0.05)
    return {"best": rounds}


def breaks(problem: Any, options: Any, **kwargs: Any) -> Any:
    raise ValueError(f"the problem was {problem}")


def dies(problem: Any, options: Any, **kwargs: Any) -> Any:
    os._exit(7)
