"""What the files of sentences share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fosterhomes.shown import shown_day as day
from fosterhomes.shown import shown_list as listed

__all__ = ["Facts", "Words", "day", "labels", "listed", "plain"]

Facts = dict[str, Any]
Words = Callable[[Facts], str]


def plain(text: Callable[[], str]) -> Words:
    """Return the sentence of a rule that has no facts to tell; it is translated when it is read."""
    return lambda facts: text()


def labels(choices: Any, codes: list[str]) -> str:
    return ", ".join(str(choices(code).label) for code in codes)
