"""The page of a file: how many rows would be new, changed, unchanged and refused, and each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Upload
from .tables.check import State, fields_in_words, in_words
from .tables.columns import Kind, kind_of

LABELS: dict[State, Promise] = {
    State.REFUSED: gettext_lazy("refused"),
    State.NEW: gettext_lazy("new"),
    State.CHANGED: gettext_lazy("changed"),
    State.UNCHANGED: gettext_lazy("unchanged"),
}
COLORS = {State.REFUSED: "danger", State.NEW: "success", State.CHANGED: "info", State.UNCHANGED: "neutral"}
NAMES_A_ROW = 3
"""Columns of the file that stand in the list to recognise a row by."""


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    current: bool
    count: int


@dataclass(frozen=True)
class Row:
    """One row of the file: its number there, what it is known by, what becomes of it and why."""

    number: int
    known_by: str
    state: str
    color: str
    text: str


@dataclass(frozen=True)
class Preview:
    """What would become of the rows, limited to one state when a person chose it. `places` are the rows shown."""

    upload: Upload
    kind: Kind
    tabs: list[Tab]
    places: list[int]
    may_store: bool
    sentence: str

    def rows(self, places: list[int]) -> list[Row]:
        return [self._row(place) for place in places]

    def _row(self, place: int) -> Row:
        one = self.upload.taken[place]
        state = State(one["state"])
        line = [value for value in self.upload.rows[place] if value not in (None, "")]
        known_by = ", ".join(str(value) for value in line[:NAMES_A_ROW])
        return Row(self.upload.numbers[place], known_by, str(LABELS[state]), COLORS[state], _text(one, self.kind))


def _text(one: dict[str, Any], kind: Kind) -> str:
    reasons = [(key, sentence) for key, sentence in one.get("reasons", ())]
    told = [in_words(reasons, kind), fields_in_words(one.get("fields", []), kind), *one.get("notes", ())]
    return " ".join(part for part in told if part)


def preview_of(upload: Upload, state: str) -> Preview:
    """Return the page of a file that has been tried, or stored."""
    counts = {one: upload.counts.get(one.value, 0) for one in LABELS}
    chosen = state if state in {one.value for one in LABELS} else ""
    if not chosen and counts[State.REFUSED]:
        chosen = State.REFUSED.value
    places = [place for place, one in enumerate(upload.taken) if not chosen or one["state"] == chosen]
    tabs = [
        Tab(f"?state={one.value}", str(LABELS[one]).capitalize(), chosen == one.value, count)
        for one, count in counts.items()
    ]
    may_store = not counts[State.REFUSED] and bool(counts[State.NEW] or counts[State.CHANGED])
    return Preview(upload, kind_of(upload.kind), tabs, places, may_store, _sentence(upload, counts))


def _sentence(upload: Upload, counts: dict[State, int]) -> str:
    numbers = {state.value: count for state, count in counts.items()}
    if upload.applied_at:
        return _("Stored: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % numbers
    if refused := counts[State.REFUSED]:
        sentence = ngettext(
            "%(refused)d row is refused, so nothing can be stored. Mend the file, and choose it again.",
            "%(refused)d rows are refused, so nothing can be stored. Mend the file, and choose it again.",
            refused,
        )
        return sentence % numbers
    if not counts[State.NEW] and not counts[State.CHANGED]:
        return _("Everything in the file stands in the register already. There is nothing to store.")
    return _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged. Nothing is stored yet.") % numbers
