"""Who sent a message, read from its first elements alone."""

from __future__ import annotations

from typing import BinaryIO

from . import safe
from .read import Reader
from .sources import messages
from .validate import TooManyFaults


def municipality_of(file: BinaryIO) -> str:
    """Return the number of the sending municipality; empty when the file does not say it where it should."""
    reader = Reader()
    # Held by its name: a generator that nobody holds closes the file that it has opened.
    found = messages(file)
    try:
        for _piece in safe.parse(next(found), reader):
            if reader.header is not None or reader.faults:
                break
    except (safe.Unreadable, TooManyFaults):
        return ""
    return reader.header.municipality if reader.header else ""
