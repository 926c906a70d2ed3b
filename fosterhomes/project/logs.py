"""What goes to the log: what happened and where, never what somebody typed."""

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and, one after the other, what it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


SECRET = re.compile(r"(/calendar/feed/)[^/\s?\"']+")
"""An address that opens without log-in: whoever reads it in a log could read on with it."""


class SecretsFormatter(logging.Formatter):
    """Leave the secret part out of the addresses that a log line names: refused requests and the server's own lines."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))


class QuietFormatter(SecretsFormatter):
    """Show an error by its kind and its place in the code, without its message.

    PostgreSQL puts the offending row into the message of an error, Django the offending value: both may be a
    child's name or number, and a log is kept and read by other rules than the register.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        shown = [
            "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__module__}.{type(error).__qualname__}"
            for error in chain(ei[1])
        ]
        return "\n\nraised from:\n".join(shown)
