"""A copy of the register for a trial: thousands of rows are written there, seen, and gone with it.

SQLite lets one writer in at a time. A trial of 20,000 rows in the register itself, rolled back at its end, would make
everybody wait who wants to save in the meantime. PostgreSQL locks rows only: there the trial is rolled back in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

GONE_WHEN_CLOSED = "file:"
"""SQLite's name for a private database: on disk where it grows large, without a name, gone also after a crash."""


@contextmanager
def on_a_copy() -> Iterator[None]:
    """Read and write a copy of the register in this thread; what stands in the copy at the end is thrown away.

    Inside a transaction the register itself is used: what that transaction has written is seen by nobody else.
    """
    register = connections[DEFAULT_DB_ALIAS]
    if register.vendor != "sqlite" or register.in_atomic_block:
        yield
        return
    copy = _copy_of(register)
    connections[DEFAULT_DB_ALIAS] = copy
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = register
        copy.close()


def _copy_of(register: Any) -> Any:
    copy = register.copy()
    copy.settings_dict["NAME"] = GONE_WHEN_CLOSED
    register.ensure_connection()
    copy.ensure_connection()
    register.connection.backup(copy.connection)
    return copy
