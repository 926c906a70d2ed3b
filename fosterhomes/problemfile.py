"""Read a problem file strictly: every mistake becomes one readable line naming the field and the id.

The pure cores share this reader (`python -m matching.engine`, `visits.planner`, `visits.rules`).
It knows no Django, no solver and no sentence of the domain.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any


class BadProblem(Exception):
    """The file is not a valid problem. The message is one line for a person: field, id, what is wrong."""


def read_json(path: Path) -> Any:
    """Return the parsed file. Raises `BadProblem` when it cannot be read, is not JSON, or names a key twice."""
    try:
        return json.loads(
            path.read_text(encoding="utf-8"),
            object_pairs_hook=_without_repeated_keys,
            parse_constant=_refuse_constant,
        )
    except OSError as error:
        raise BadProblem(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadProblem(f"{path}: is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise BadProblem(f"{path}: is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from error
    except ValueError as error:  # Python refuses to read a number of thousands of digits
        raise BadProblem(f"{path}: holds a number that is too long") from error
    except RecursionError as error:
        raise BadProblem(f"{path}: is nested too deeply") from error


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise BadProblem(f"{key}: is named twice in the same object")
        seen[key] = value
    return seen


def _refuse_constant(name: str) -> Any:
    raise BadProblem(f"{name}: is not an integer")


class Fields:
    """The fields of one JSON object; `where` says which in messages, e.g. ``homes[2] h7``.

    Each getter raises `BadProblem` when the field is absent or of the wrong kind. Call `done()` last:
    a field nobody asked for is unknown, and an error.
    """

    def __init__(self, value: Any, where: str = "") -> None:
        if not isinstance(value, dict):
            raise BadProblem(f"{where or 'problem'}: must be an object, not {_kind(value)}")
        self.where = where
        self._values = value
        self._asked: set[str] = set()

    def bad(self, name: str, what: str) -> BadProblem:
        """Return the error for field `name` of this object, to be raised."""
        return BadProblem(f"{self.where}: {name}: {what}" if self.where else f"{name}: {what}")

    def has(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> Any:
        self._asked.add(name)
        if name not in self._values:
            raise self.bad(name, "is missing")
        return self._values[name]

    def integer(self, name: str, minimum: int | None = None) -> int:
        return self.check_integer(name, self.raw(name), minimum)

    def check_integer(self, name: str, value: Any, minimum: int | None = None) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.bad(name, f"must be an integer, not {_kind(value)}")
        if minimum is not None and value < minimum:
            raise self.bad(name, f"must be at least {minimum}, not {value}")
        return value

    def flag(self, name: str) -> bool:
        value = self.raw(name)
        if not isinstance(value, bool):
            raise self.bad(name, f"must be true or false, not {_kind(value)}")
        return value

    def text(self, name: str) -> str:
        return self.check_text(name, self.raw(name))

    def check_text(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self.bad(name, f"must be a text that is not empty, not {_kind(value)}")
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.bad(name, f"{value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def day(self, name: str) -> date:
        return self.check_day(name, self.raw(name))

    def day_or_none(self, name: str) -> date | None:
        value = self.raw(name)
        return None if value is None else self.check_day(name, value)

    def check_day(self, name: str, value: Any) -> date:
        text = self.check_text(name, value)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.bad(name, f"{text!r} is not a date like 2026-02-15") from None
        if day.isoformat() != text:
            raise self.bad(name, f"{text!r} is not a date like 2026-02-15")
        return day

    def array(self, name: str) -> list[Any]:
        return self.check_array(name, self.raw(name))

    def check_array(self, name: str, value: Any, length: int | None = None) -> list[Any]:
        if not isinstance(value, list):
            raise self.bad(name, f"must be a list, not {_kind(value)}")
        if length is not None and len(value) != length:
            raise self.bad(name, f"must hold {length} values, not {len(value)}")
        return value

    def texts(self, name: str) -> list[str]:
        return [self.check_text(f"{name}[{i}]", v) for i, v in enumerate(self.array(name))]

    def objects(self, name: str, id_field: str | None = None) -> Iterator[Fields]:
        """Yield the objects of list `name`; with `id_field` their place in messages carries their id."""
        for index, value in enumerate(self.array(name)):
            where = f"{self.where}: {name}[{index}]" if self.where else f"{name}[{index}]"
            identity = value.get(id_field) if isinstance(value, dict) and id_field else None
            yield Fields(value, f"{where} {identity}" if isinstance(identity, str) else where)

    def known(self, name: str, value: str, declared: Collection[str], what: str) -> str:
        """Return `value` when it is among `declared`, the ids of the `what`; raise otherwise."""
        if value not in declared:
            raise self.bad(name, f"{value!r} is not among the {what}")
        return value

    def done(self) -> None:
        """Raise for a field that no getter asked for."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            raise self.bad(unknown[0], "is not a known field")


def refuse_repeats(values: Collection[Any], name: str, show: Callable[[Any], str] = str) -> None:
    """Raise `BadProblem` for the first value of `values` that stands in it twice."""
    seen = set()
    for value in values:
        if value in seen:
            raise BadProblem(f"{name}: {show(value)} is named twice")
        seen.add(value)


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", dict: "an object", list: "a list", type(None): "null", float: "a decimal number"}
    return kinds.get(type(value), repr(value))
