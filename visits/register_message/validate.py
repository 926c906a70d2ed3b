"""The streaming validator: holds a message, as it is read, to `description.MESSAGE`.

It keeps one line of open elements and the ids of one case; the size of the file does not matter. What is wrong is told
with its line and path and never with the value that stands there: that may be somebody's national number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import description, safe
from .description import Element

MOST_FAULTS = 50
DEEPEST = 32
LONGEST_TEXT = 100
"""What stands between tags is at most four characters of a paragraph, or a date."""

_SCHEMA_HINTS = {
    f"http://www.w3.org/2001/XMLSchema-instance {name}" for name in ("schemaLocation", "noNamespaceSchemaLocation")
}
"""Says where the schema lies: allowed on any element, and never looked up."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of the file."""

    line: int
    path: str
    says: str

    def __str__(self) -> str:
        return _("Line %(line)d, %(path)s: %(says)s") % {"line": self.line, "path": self.path, "says": self.says}


class TooManyFaults(Exception):
    """Enough is wrong to stop reading."""


class _Open:
    """An element that has begun: what it is, which child comes next, how many of it there were, its text, its ids."""

    __slots__ = ("count", "element", "ids", "name", "next", "text")

    def __init__(self, name: str, element: Element) -> None:
        self.name, self.element = name, element
        self.next = self.count = 0
        self.text = ""
        self.ids: set[tuple[str, ...]] = set()


class Validator:
    """Hears of the elements of a message (`safe.parse`) and collects what is wrong. Subclasses read what is right."""

    def __init__(self) -> None:
        self.line_now: Callable[[], int] = lambda: 0
        self.cases = 0
        self.faults: list[Fault] = []
        self._open: list[_Open] = []
        self._skipped = 0

    # --- what the parser tells ----------------------------------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._skip()
            return
        element = self._expected(name)
        if element is None:
            self._skip()
            return
        self._open.append(_Open(name, element))
        self._check_attributes(element, attributes)
        if len(self._open) > 2 and name in self._open[-2].element.unique:
            self._check_id(name, attributes)
        if element is description.CASE:
            self.cases += 1
        self.begun(name, attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        closed = self._open.pop()
        self._check_complete(closed)
        self.ended(closed.name, closed.text)

    def text(self, text: str) -> None:
        if self._skipped or not self._open:
            return
        inside = self._open[-1]
        if inside.element.text is not None:
            inside.text = (inside.text + text)[:LONGEST_TEXT]
        elif not inside.element.children or text.strip(" \t\r\n"):
            self._wrong(_("No text stands here."))

    # --- what a reader of valid messages makes of it ---------------------------------------------------------------

    def begun(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear of an element that is in its right place."""

    def ended(self, name: str, text: str) -> None:
        """Hear that it ended, and of the text in it."""

    # --- checks -------------------------------------------------------------------------------------------------

    def _expected(self, name: str) -> Element | None:
        if not self._open:
            if name == description.ROOT:
                return description.MESSAGE
            self._wrong(_("The file is not a register message: it begins with <%(name)s>.") % {"name": name[:60]})
            return None
        return self._child(self._open[-1], name)

    def _child(self, inside: _Open, name: str) -> Element | None:
        children = inside.element.children
        for place in range(inside.next, len(children)):
            if children[place].name == name:
                self._step(inside, place)
                return children[place].element
        known = any(child.name == name for child in children)
        sentence = _("<%(name)s> stands in the wrong order.") if known else _("<%(name)s> does not belong here.")
        self._wrong(sentence % {"name": name[:60]})
        return None

    def _step(self, inside: _Open, place: int) -> None:
        if place != inside.next:
            self._check_enough(inside, inside.next, place)
            inside.next, inside.count = place, 0
        inside.count += 1
        child = inside.element.children[place]
        if inside.count == child.most + 1:
            self._wrong(_("There are too many <%(name)s>.") % {"name": child.name})

    def _check_enough(self, inside: _Open, first: int, last: int) -> None:
        """Say which of the children from `first` up to `last` are missing; `count` is that of the first."""
        for place in range(first, last):
            child = inside.element.children[place]
            count = inside.count if place == first else 0
            if count < child.least:
                self._wrong(_("<%(name)s> is missing.") % {"name": child.name})

    def _check_complete(self, closed: _Open) -> None:
        if closed.element.text is not None and not closed.element.text.holds(closed.text):
            self._wrong(
                _("The value is not allowed here. Expected: %(says)s.") % _expected(closed.element.text), closed
            )
        if closed.element.children:
            self._open.append(closed)
            self._check_enough(closed, closed.next, len(closed.element.children))
            self._open.pop()

    def _check_attributes(self, element: Element, attributes: Mapping[str, str]) -> None:
        known = element.attributes
        for name, value in attributes.items():
            asked = known.get(name)
            if asked is None:
                if name not in _SCHEMA_HINTS:
                    self._wrong(_("%(name)s does not belong here.") % {"name": name[:60]})
            elif not asked.value.holds(value):
                words = {"name": name, **_expected(asked.value)}
                self._wrong(_("The value of %(name)s is not allowed. Expected: %(says)s.") % words)
        if not element.required <= attributes.keys():
            for name in known:
                if name in element.required and name not in attributes:
                    self._wrong(_("%(name)s is missing.") % {"name": name})

    def _check_id(self, name: str, attributes: Mapping[str, str]) -> None:
        key = (name, attributes.get("Id", ""), attributes.get("Type", "") if name == "Slettet" else "")
        ids = self._open[-2].ids
        if key in ids:
            self._wrong(_("The same Id stands twice in the case."))
        ids.add(key)

    # --- faults -------------------------------------------------------------------------------------------------

    def _wrong(self, says: str, closed: _Open | None = None) -> None:
        names = [one.name for one in self._open] + ([closed.name] if closed else [])
        self.faults.append(Fault(self.line_now(), "/" + "/".join(names), says))
        if len(self.faults) >= MOST_FAULTS:
            raise TooManyFaults

    def _skip(self) -> None:
        self._skipped += 1
        if self._skipped + len(self._open) > DEEPEST:
            raise TooManyFaults


def _expected(value: description.Value) -> dict[str, str]:
    return {"says": value.says or _shape(value)}


def _shape(value: description.Value) -> str:
    """Return how long a text may be, and of what signs."""
    length = f"{value.shortest}–{value.longest}" if value.shortest != value.longest else f"{value.longest}"
    pattern = value.pattern.pattern if value.pattern else ""
    if not pattern:
        return _("%(length)s characters") % {"length": length}
    if "[a-z]" not in pattern:
        return _("%(length)s digits") % {"length": length}
    if pattern == "[a-z]":
        return _("one letter from a to z")
    return _("%(length)s characters: digits, then letters from a to z") % {"length": length}


def validate(file: BinaryIO) -> list[Fault]:
    """Return what is wrong with the message, at most `MOST_FAULTS`; none: it is a register message.

    Raises `safe.Unreadable` for what is no readable XML at all.
    """
    validator = Validator()
    with suppress(TooManyFaults):
        for _piece in safe.parse(file, validator):
            pass
    return validator.faults
