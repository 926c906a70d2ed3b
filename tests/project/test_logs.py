import logging
import sys

from fosterhomes.project.logs import QuietFormatter


def log_line(cause: str, effect: str) -> str:
    try:
        try:
            raise ValueError(cause)
        except ValueError as error:
            raise RuntimeError(effect) from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())
    return QuietFormatter("{message}", style="{").format(record)


def test_an_error_is_shown_by_kind_and_place() -> None:
    line = log_line("a", "b")
    assert line.startswith("It failed\n")
    assert "builtins.RuntimeError" in line
    assert "builtins.ValueError" in line
    assert "test_logs.py" in line


def test_what_an_error_says_about_a_row_is_not_in_the_log() -> None:
    # The names are made here, so that they do not stand in the lines of code that the log does show.
    child, number = "Ola " + "Nordmann", "12" * 4
    line = log_line(f"Key (name)=({child}) exists", f"bad number {number}")
    assert child not in line
    assert number not in line
