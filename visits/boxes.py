"""How the windows of a year are drawn and told: one box each, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import rules
from .owed import TrackYear
from .rules import State


@dataclass(frozen=True, slots=True)
class Box:
    """One window: `sign` for the eye, `text` for screen readers and as a tip."""

    state: State
    sign: str
    text: str


SIGNS = {
    State.DONE: "✓",
    State.LATE: "!",
    State.THIS_MONTH: "●",
    State.NEXT_MONTH: "○",
    State.FUTURE: "",
}
"""Colour is never alone: each state has a sign of its own."""

WORDS: dict[State, Promise] = {
    State.DONE: gettext_lazy("made"),
    State.LATE: gettext_lazy("late"),
    State.THIS_MONTH: gettext_lazy("due this month"),
    State.NEXT_MONTH: gettext_lazy("due next month"),
    State.FUTURE: gettext_lazy("later"),
}


def boxes(year: TrackYear) -> list[Box]:
    """Return a box for each window of the year, in order."""
    return [Box(due.state, SIGNS[due.state], _text(due, year)) for due in year.dues]


def _text(due: rules.Due, year: TrackYear) -> str:
    values = {"number": due.number, "of": year.required, "day": date_format(_day(due), "DATE_FORMAT")}
    if due.state is State.DONE:
        return _("Visit %(number)d of %(of)d: made on %(day)s") % values
    if due.state is State.LATE:
        return _("Visit %(number)d of %(of)d: late, was due by %(day)s") % values
    return _("Visit %(number)d of %(of)d: due by %(day)s") % values


def _day(due: rules.Due) -> date:
    return due.done_on or rules.last_day(due.window)


def fraction(year: TrackYear) -> str:
    """Return what has been made of what is owed in the year: `2 of 4`."""
    return _("%(made)d of %(owed)d") % {"made": len(year.made_on), "owed": year.required}
