"""What the files of sentences share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format

Facts = dict[str, Any]
Words = Callable[[Facts], str]


def plain(text: Callable[[], str]) -> Words:
    """Return the sentence of a rule that has no facts to tell; it is translated when it is read."""
    return lambda facts: text()


def day(value: date) -> str:
    return date_format(value, "DATE_FORMAT")


def labels(choices: Any, codes: list[str]) -> str:
    return ", ".join(str(choices(code).label) for code in codes)


def listed(words: list[Any]) -> str:
    return ", ".join(map(str, words))
