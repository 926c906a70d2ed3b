"""Functions in machine code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

SOURCES = ("machine.py", "arrays.py", "driving.py", "rounds.py")
"""The files with anything that is translated."""

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Translate a function of numbers and arrays that only such functions call.

    No references are counted (`_nrt`): nothing may be allocated, and counting took nine tenths of the time.
    """
    translate: Any = numba.njit
    within: F = translate(_nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return within


def entry(function: F) -> F:
    """Translate a function that Python calls, when it first does; while it runs, other threads may, too.

    The translation, with all that it calls, is kept beside the source or, where nobody may write there, in the user's
    own folder.
    """
    translate: Any = numba.njit
    try:
        kept = translate(cache=True, nogil=True, _nrt=False)(function)
    except RuntimeError:  # There is no place to keep it.
        unkept: F = translate(nogil=True, _nrt=False)(function)
        return unkept
    forget_outdated(Path(kept.stats.cache_path), [Path(__file__).with_name(name) for name in SOURCES])
    translated: F = kept
    return translated


def forget_outdated(folder: Path, sources: list[Path]) -> None:
    """Throw translations away that are older than one of these sources: kept with a function is also what it calls
    in another file, of which the library takes no note."""
    newest = max(source.stat().st_mtime for source in sources)
    for kept in folder.glob("*.nbi"):
        if kept.stat().st_mtime < newest:
            kept.unlink(missing_ok=True)
