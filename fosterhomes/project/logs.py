"""What goes to the log: what happened and where, never what somebody typed."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and, one after the other, what it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class QuietFormatter(logging.Formatter):
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
