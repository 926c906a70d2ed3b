"""Decisions to reduce follow-up or supervision, as pages show them: each condition of the law, and whether it holds.

What the law asks for is `visits.rules.CONDITIONS`; here are the words, the paragraphs, and the rows of the register.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fosterhomes.listing import sorted_rows
from fosterhomes.models import Child, Placement
from fosterhomes.shown import name_key, shown_day

from . import law, rules
from .days import years_after
from .duty import duty_on
from .models import Reduction
from .models.visit import Track
from .owed import as_rule


@dataclass(frozen=True, slots=True)
class Words:
    """A condition in words. `lacking` is the sentence of the refusal, shown at the form's `field`."""

    condition: Promise
    lacking: Promise
    field: str


WORDS: dict[str, Words] = {
    "conditions_not_good": Words(
        _("The conditions in the home are good."),
        _("Reducing takes good conditions in the home. Without them it is not allowed."),
        "conditions_good",
    ),
    "child_not_heard": Words(
        _("The child was heard before the decision, or on the same day."),
        _("The child must have been heard, on the day of the decision at the latest."),
        "child_heard_on",
    ),
    "foster_parents_not_heard": Words(
        _("The foster parents were heard before the decision, or on the same day."),
        _("The foster parents must have been heard, on the day of the decision at the latest."),
        "foster_parents_heard_on",
    ),
    "child_under_15": Words(
        _("The child is 15 or older."),
        _("The child is under 15 on the day of the decision. Supervision of it cannot be reduced."),
        "decided_on",
    ),
    "no_consent_of_child": Words(
        _("The child consents."), _("Without the child's consent it is not allowed."), "child_consents"
    ),
    "no_consent_of_care_municipality": Words(
        _("The municipality with care responsibility consents."),
        _("Without the consent of the municipality with care responsibility it is not allowed."),
        "care_municipality_consents",
    ),
    "not_over_two_years": Words(
        _("The child has lived in this home for more than two years."),
        _("On the day of the decision the child has not lived in this home for more than two years."),
        "decided_on",
    ),
}

ORDER = tuple(WORDS)
"""The conditions in the order of the law's own thought: first the home, then who is heard and agrees, then time."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the law for a decision, and whether it holds; `fact` is what the register knows about it."""

    code: str
    text: str
    source: str
    holds: bool
    fact: str


def conditions(row: Reduction) -> list[Condition]:
    """Return every condition that the law sets for the decision."""
    lacking = rules.reduction_problems(as_rule(row, row.placement))
    source = law.rule(f"{row.track}_visits_reduced", row.decided_on).source
    asked = [code for code in ORDER if code in rules.CONDITIONS[row.track]]
    return [Condition(code, str(WORDS[code].condition), source, code not in lacking, fact(code, row)) for code in asked]


def fact(code: str, row: Reduction) -> str:
    """Return from which day a condition of time holds, or when somebody was heard; else nothing."""
    stay = row.placement
    if code == "not_over_two_years":
        years = law.whole(f"{row.track}_reduced_after_years", row.decided_on)
        days = {"moved_in": shown_day(stay.from_on), "day": shown_day(years_after(stay.from_on, years))}
        return gettext("Moved in on %(moved_in)s; holds after %(day)s.") % days
    if code == "child_under_15":
        age = law.whole("supervision_reduced_from_age", row.decided_on)
        return gettext("Turns 15 on %(day)s.") % {"day": shown_day(years_after(stay.child.birth_date, age))}
    heard_on: date | None = {
        "child_not_heard": row.child_heard_on,
        "foster_parents_not_heard": row.foster_parents_heard_on,
    }.get(code)
    return gettext("Heard on %(day)s.") % {"day": shown_day(heard_on)} if heard_on else ""


def refusals(row: Reduction) -> dict[str, list[str]]:
    """Return the sentences with which the law refuses the decision, by the field at which each belongs."""
    found: dict[str, list[str]] = {}
    for code in rules.reduction_problems(as_rule(row, row.placement)):
        found.setdefault(WORDS[code].field, []).append(str(WORDS[code].lacking))
    return found


# --- the rows of the register ---------------------------------------------------------------------------------------


class Show(models.TextChoices):
    """What of it a person wants to see: a filter of the list."""

    LAWFUL = "lawful", _("lawful")
    UNLAWFUL = "unlawful", _("against the rules")


@dataclass(frozen=True, slots=True)
class ReductionRow:
    """A decision and how it stands: `lacking` names the conditions that do not hold; then it lowers nothing."""

    row: Reduction
    lacking: tuple[Condition, ...]
    on: date

    @property
    def lawful(self) -> bool:
        return not self.lacking

    @property
    def current(self) -> bool:
        """Return whether it has not ended, and the child still lives there."""
        stay = self.row.placement
        return (self.row.until_on is None or self.row.until_on > self.on) and stay.holds_on(self.on)

    @property
    def track_label(self) -> str:
        return str(Track(self.row.track).label)


def reduction_rows(children: models.QuerySet[Child], on: date) -> list[ReductionRow]:
    """Return the decisions about the children, by name, the latest first. A fixed number of queries."""
    rows = Reduction.objects.filter(placement__child__in=children)
    whole = rows.select_related("placement__child", "placement__home__municipality", "decided_by")
    return sorted_rows([_row(row, on) for row in whole.order_by("pk")], SORTS, "name")


def _row(row: Reduction, on: date) -> ReductionRow:
    return ReductionRow(row, tuple(one for one in conditions(row) if not one.holds), on)


SORTS: dict[str, Callable[[ReductionRow], Any]] = {
    "name": lambda one: (name_key(one.row.child.name), one.row.child.pk, -one.row.decided_on.toordinal()),
    "track": lambda one: one.row.track,
    "decided": lambda one: one.row.decided_on,
}


def narrowed(rows: list[ReductionRow], chosen: dict[str, Any]) -> list[ReductionRow]:
    """Return the rows that fit what was chosen; those that have ended only when they are asked for."""
    if not chosen.get("ended"):
        rows = [row for row in rows if row.current]
    if track := chosen.get("track"):
        rows = [row for row in rows if row.row.track == track]
    if show := chosen.get("show"):
        rows = [row for row in rows if row.lawful == (show == Show.LAWFUL)]
    return rows


def why_not(stay: Placement | None, track: str, on: date) -> str:
    """Return why no decision can be made for the child on the track today; an empty text when one can."""
    if stay is None or not stay.holds_on(on):
        return gettext("The child lives in no home now.")
    if duty_on(stay, track, on) is None:
        return gettext("Another service answers for this, or nobody does in this kind of home.")
    if stay.permanent_stay_on and stay.permanent_stay_on <= on:
        return gettext("Permanent stay: the number of visits follows from that (BVL § 5-12).")
    if current := stay.reductions.filter(track=track, until_on=None).order_by("from_on").last():
        return gettext("A decision of %(day)s has no end yet.") % {"day": shown_day(current.decided_on)}
    return ""
