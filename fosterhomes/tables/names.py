"""What services call columns and choices in their own files (`names.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))


def names_of(kind: str) -> dict[str, tuple[str, ...]]:
    """Return other headings for the columns of a kind of row."""
    return {column: _divided(text) for column, text in _file()[kind].items()}


def words_for_codes(of: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of another word and the code that it stands for."""
    return tuple((word, code) for code, text in _file()["words"][of].items() for word in _divided(text))


def _divided(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
