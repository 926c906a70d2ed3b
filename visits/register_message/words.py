"""A message's outcome in words, for the page and for the operator."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .plan import CHANGED, LEFT, NEW, REFUSED, UNCHANGED
from .run import Outcome

STATES: dict[str, Promise] = {
    REFUSED: _("cases that cannot be taken in"),
    NEW: _("new children"),
    CHANGED: _("children with changes"),
    UNCHANGED: _("children without changes"),
    LEFT: _("left: no foster care"),
}
COUNTS: dict[str, Promise] = {
    "children_new": _("children, new"),
    "children_changed": _("children, changed"),
    "stays_new": _("stays, new"),
    "stays_changed": _("stays, changed"),
    "homes_to_register": _("homes to be registered"),
    "visits_new": _("visits, new"),
    "visits_changed": _("visits, another day"),
    "visits_removed": _("visits, no longer told of"),
    "reductions_new": _("decisions to reduce, new"),
    "reductions_changed": _("decisions to reduce, changed"),
    "aftercare_new": _("offers of aftercare, new"),
    "cases_without_foster_care": _("cases without foster care, left"),
    "cases_older": _("cases of which a later message has told, left"),
    "cases_ended_long_ago": _("cases whose stays ended before last year, left"),
}


def stated(outcome: Outcome) -> list[tuple[str, int]]:
    """Return how many cases stand how, in words, what is to be done first."""
    return [(str(words), outcome.states[state]) for state, words in STATES.items() if outcome.states[state]]


def counted(outcome: Outcome) -> list[tuple[str, int]]:
    """Return what is counted, in words, in a fixed order; what is none is not named."""
    return [(str(words), outcome.counts[key]) for key, words in COUNTS.items() if outcome.counts[key]]


def left(outcome: Outcome) -> list[tuple[str, int]]:
    """Return the categories of measures that were left, with how many."""
    return [(str(format_lazy("{} {}", _("category"), code)), n) for code, n in sorted(outcome.left.items())]
