"""A solver core in a process of its own: the worker stays awake for its heartbeat, and can end the solver.

The child knows no Django. It dies with its parent, so a killed worker leaves no solver behind.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

BEAT_SECONDS = 1.0
PATIENCE_SECONDS = 20.0
"""How long a core may take to hand over its best after it was asked to stop."""

Core = Callable[..., dict[str, Any]]
"""`core(problem, options, progress=…, cancelled=…)` on plain JSON values; returns the result file's content."""


class CoreFailed(Exception):
    """The core ended without a result; the message is the name of its error."""


class LetGo(Exception):
    """Somebody else has taken the run over; what was found here is dropped."""


def solve_in_child(core: str, problem: Any, options: dict[str, Any], *, beat: Callable[[Any], str]) -> dict[str, Any]:
    """Return what the core (``package.module:function``) makes of the problem.

    `beat` is called about once a second with the core's latest progress and answers ``go``, ``cancel`` (the core is
    asked for its best so far) or ``let go``. Raises `CoreFailed`, or `LetGo`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    cancel = context.Event()
    child = context.Process(target=_run, args=(core, problem, options, theirs, cancel), daemon=True)
    child.start()
    theirs.close()
    try:
        return _listen(ours, cancel, beat)
    finally:
        child.kill()
        child.join()


def _listen(ours: Connection, cancel: Any, beat: Callable[[Any], str]) -> dict[str, Any]:
    latest, asked_at, beaten_at = None, None, 0.0
    while True:
        if ours.poll(BEAT_SECONDS):
            word, value = _receive(ours)
            if word == "result":
                return value
            if word == "failed":
                raise CoreFailed(value)
            latest = value
        if time.monotonic() - beaten_at >= BEAT_SECONDS:
            beaten_at = time.monotonic()
            asked_at = _answer(beat(latest), cancel, asked_at)


def _receive(ours: Connection) -> tuple[str, Any]:
    try:
        return ours.recv()
    except EOFError:
        raise CoreFailed("ended") from None


def _answer(answer: str, cancel: Any, asked_at: float | None) -> float | None:
    if answer == "let go":
        raise LetGo
    if answer == "cancel":
        cancel.set()
        asked_at = asked_at or time.monotonic()
    if asked_at and time.monotonic() - asked_at > PATIENCE_SECONDS:
        raise CoreFailed("did not stop")
    return asked_at


def _run(core: str, problem: Any, options: dict[str, Any], theirs: Connection, cancel: Any) -> None:
    """Solve in the child, and send progress, then the result or the failure."""
    threading.Thread(target=_die_with_parent, args=(os.getppid(),), daemon=True).start()
    module, function = core.split(":")
    try:
        solve: Core = getattr(importlib.import_module(module), function)
        result = solve(problem, options, progress=lambda step: theirs.send(("progress", step)), cancelled=cancel.is_set)
        theirs.send(("result", result))
    except Exception as error:
        # The name alone: a message could quote the problem.
        theirs.send(("failed", type(error).__name__))
        raise


def _die_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(BEAT_SECONDS)
    os._exit(1)
