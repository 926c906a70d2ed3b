"""How the windows of a year are drawn and told: one box each, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.shown import shown_day

from . import rules
from .owed import TrackYear, Unlawful
from .rules import State


@dataclass(frozen=True, slots=True)
class Box:
    """One window: `sign` for the eye, `text` for screen readers and as a tip. `state`: a `State`, or `NEVER_MADE`."""

    state: str
    sign: str
    text: str


FEWEST_DAYS_OF_A_YEAR = 365

NEVER_MADE = "never_made"
"""How a late window is drawn when its stay has ended: no visit can make it good any more."""

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
    return [_box(due, year) for due in year.dues]


def _box(due: rules.Due, year: TrackYear) -> Box:
    if due.state is State.LATE and year.has_ended:
        return Box(NEVER_MADE, "–", _text(due, year))
    return Box(due.state, SIGNS[due.state], _text(due, year))


def _text(due: rules.Due, year: TrackYear) -> str:
    values = {"number": due.number, "of": year.required, "day": date_format(_day(due), "DATE_FORMAT")}
    if due.state is State.DONE:
        return _("Visit %(number)d of %(of)d: made on %(day)s") % values
    if due.state is State.LATE and year.has_ended:
        return _("Visit %(number)d of %(of)d: never made, was due by %(day)s") % values
    if due.state is State.LATE:
        return _("Visit %(number)d of %(of)d: late, was due by %(day)s") % values
    return _("Visit %(number)d of %(of)d: due by %(day)s") % values


def _day(due: rules.Due) -> date:
    return due.done_on or rules.last_day(due.window)


LACKS: dict[str, Promise] = {
    "conditions_not_good": gettext_lazy("the conditions in the home were not assessed as good"),
    "not_over_two_years": gettext_lazy("the child had not lived in the home for more than two years"),
    "child_not_heard": gettext_lazy("the child was not heard before the decision"),
    "foster_parents_not_heard": gettext_lazy("the foster parents were not heard before the decision"),
    "child_under_15": gettext_lazy("the child was under 15"),
    "no_consent_of_child": gettext_lazy("the child did not consent"),
    "no_consent_of_care_municipality": gettext_lazy("the municipality with care responsibility did not consent"),
}
"""What a decision to reduce lacks, by the codes of `rules.reduction_problems`."""


def unlawful_in_words(found: Unlawful) -> str:
    """Return why a decision to reduce lowers nothing: `Decision of 1 February 2026: the child was under 15`."""
    lacks = ", ".join(str(LACKS[code]) for code in found.lacks)
    day = date_format(found.reduction.decided_on, "DATE_FORMAT")
    return _("Decision of %(day)s: %(lacks)s") % {"day": day, "lacks": lacks}


def year_in_words(year: TrackYear) -> str:
    """Return the counting year: `2026`, or its first and last day where it is no whole calendar year."""
    if year.case.basis == rules.CALENDAR and year.days.days >= FEWEST_DAYS_OF_A_YEAR:
        return str(year.case.year)
    days = {"first": shown_day(year.days.from_on), "last": shown_day(rules.last_day(year.days))}
    return _("%(first)s to %(last)s") % days


def fraction(year: TrackYear) -> str:
    """Return what has been made of what is owed in the year: `2 of 4`."""
    return _("%(made)d of %(owed)d") % {"made": len(year.made_on), "owed": year.required}
