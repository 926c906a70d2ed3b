"""The messages of a file: one XML file is one message, a zip file holds many. Read as they come, never unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from django.utils.translation import gettext as _

from .safe import Unreadable

MOST_MESSAGES = 100_000
MOST_BYTES = 4 << 30
"""What a zip file may unfold to: far more than any service's cases, far less than a bomb."""


def messages(file: BinaryIO) -> Iterator[IO[bytes]]:
    """Yield each message of the file. Raises `Unreadable` for a zip file that cannot be read or is too much."""
    if not is_zipfile(file):
        file.seek(0)
        yield file
        return
    with _told(), ZipFile(file) as archive:
        for info in _members(archive):
            with archive.open(info) as message:
                yield message


def _members(archive: ZipFile) -> list[ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir() and info.filename.lower().endswith(".xml")]
    if not members:
        raise Unreadable(_("The zip file holds no XML files."))
    if len(members) > MOST_MESSAGES or sum(info.file_size for info in members) > MOST_BYTES:
        raise Unreadable(_("The zip file unfolds to more than a service can have sent. It was not read."))
    return sorted(members, key=lambda info: info.filename)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        # Python says RuntimeError of a member that is locked by a password, NotImplementedError of an unknown packing.
        raise Unreadable(_("The zip file is damaged or locked by a password.")) from error
