"""How dates, moments and yes or no are written in XML, as the schema's built-in types have it. Pure.

Without white space around them: the standard would let it go, the validators in use do not.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache

_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DATE = re.compile(rf"-?(\d{{4,}})-(\d\d)-(\d\d){_ZONE}", re.ASCII)
_MOMENT = re.compile(rf"(-?\d{{4,}}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?({_ZONE})", re.ASCII)


def is_boolean(text: str) -> bool:
    return text in ("true", "false", "1", "0")


def is_true(text: str) -> bool:
    return text in ("true", "1")


def is_date(text: str) -> bool:
    # The same days stand in a message again and again. What is long is never kept: it may be a megabyte.
    return _seen_date(text) if len(text) <= len("2026-12-31+01:00") else _is_date(text)


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None or (len(match[1]) > 4 and match[1].startswith("0")):
        return False
    year, month, day = (int(part) for part in match.groups())
    # The calendar of 2000 and 2001 stands for every year; the year 0 does not exist.
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(2000 if _leap(year) else 2001, month)[1]


_seen_date = lru_cache(maxsize=20_000)(_is_date)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def is_moment(text: str) -> bool:
    match = _MOMENT.fullmatch(text)
    if match is None or not is_date(match[1]):
        return False
    hour, minute, second = int(match[2]), int(match[3]), int(match[4])
    if hour == 24:
        return minute == second == 0 and not (match[5] or "").strip(".0")
    return hour < 24 and minute < 60 and second < 60


def day_of(text: str) -> date:
    """Return a date of a valid message. Raises `ValueError` for years that Python, and no child's life, reaches."""
    return date.fromisoformat(text[:10])


def moment_of(text: str) -> datetime:
    """Return a moment of a valid message, with its zone; nine digits of a second are cut to the six that count."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text)
    return datetime.fromisoformat(cut)
