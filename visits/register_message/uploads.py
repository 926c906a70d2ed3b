"""A message between the look at it and its application: one file on the server, of one person's log-in, for a day.

It holds national numbers, so it is readable for the server alone, has a name that says nothing, and goes when the
message is applied or thrown away, else after a day: by the nightly `manage.py retention`, or the next upload.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

KEPT_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def keep(pieces: Iterable[bytes], at: datetime) -> str:
    """Store the uploaded file and return the token by which it is found again."""
    sweep(at)
    token = secrets.token_urlsafe(32)
    path = _path(token)
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return token


def is_kept(token: str) -> bool:
    return bool(_TOKEN.fullmatch(token)) and _path(token).exists()


@contextmanager
def kept(token: str) -> Iterator[BinaryIO]:
    with _path(token).open("rb") as file:
        yield file


def forget(token: str) -> None:
    """Remove the file; nothing happens when it is gone."""
    if _TOKEN.fullmatch(token):
        _path(token).unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    return _folder() / f"{token}.xml"


def overdue(at: datetime) -> list[Path]:
    """Return the files that nobody came back to."""
    return [path for path in _folder().glob("*.xml") if path.stat().st_mtime < at.timestamp() - KEPT_SECONDS]


def sweep(at: datetime) -> int:
    """Remove what nobody came back to, and return how many files that were."""
    found = overdue(at)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
