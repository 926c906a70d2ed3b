"""Several programs under one parent: they start together, and when one ends or the parent is told to, all stop."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

LOOK = 0.1
"""Seconds between two looks at the programs."""


class Together:
    """Programs that run together. `start`, then `wait`.

    A program may use `patience` seconds to stop by itself, before it is told again and then ended.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], patience: float = 10.0) -> None:
        self._patience = patience
        self._commands = commands
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked = False

    def start(self) -> None:
        """Start them all, and take over SIGINT and SIGTERM, which from now on mean: stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)
        for name, command in self._commands.items():
            # A group of its own: Ctrl-C in the terminal reaches the parent alone, which stops each program once.
            self._running[name] = subprocess.Popen(command, process_group=0, stdin=subprocess.DEVNULL)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    def ended(self) -> str | None:
        """Return the name of a program that has ended, if any."""
        return next((name for name, program in self._running.items() if program.poll() is not None), None)

    def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `ready` says yes; no when time runs out, a program ends or the parent is told to stop."""
        deadline = time.monotonic() + seconds
        while not (self._asked or self.ended() or time.monotonic() > deadline):
            if ready():
                return True
            time.sleep(LOOK)
        return False

    def wait(self) -> tuple[str, int] | None:
        """Wait for the end; then stop all. Return the program that ended by itself and its status, or None."""
        self.until(lambda: False, float("inf"))
        name = None if self._asked else self.ended()
        self.stop()
        return (name, self._running[name].returncode) if name else None

    def stop(self) -> None:
        """Stop all: ask, ask once more, then end. A worker finishes its task after the first, not the second."""
        for step in (subprocess.Popen.terminate, subprocess.Popen.terminate, subprocess.Popen.kill):
            for program in self._running.values():
                step(program)
            if self._all_gone():
                return

    def _all_gone(self) -> bool:
        deadline = time.monotonic() + self._patience
        while any(program.poll() is None for program in self._running.values()) and time.monotonic() < deadline:
            time.sleep(LOOK)
        return all(program.poll() is not None for program in self._running.values())
