"""The numbers of the law as dated rows, each with its sentence and its source. Nothing is computed here.

FF = forskrift om fosterhjem (FOR-2023-10-13-1632). BVL = barnevernsloven (LOV-2021-06-18-97).
"The tool's own rule" is what this tool has decided where the law is silent; `docs/what-is-owed.md` argues for it.

When a number changes, give the old row its last day and add a row: the past keeps its number, windows follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

FOLLOW_UP, SUPERVISION = "follow_up", "supervision"
TRACKS = (FOLLOW_UP, SUPERVISION)

ORDINARY, KINSHIP, SPECIALISED, EMERGENCY = "ordinary", "kinship", "specialised", "emergency"
PARTICULAR_CONDITIONS, RELIEF = "particular_conditions", "relief"
HOME_KINDS = (ORDINARY, KINSHIP, SPECIALISED, EMERGENCY, PARTICULAR_CONDITIONS, RELIEF)

WITHOUT_DUTY = {
    FOLLOW_UP: frozenset({RELIEF}),
    # The State Administrator, not the municipality, supervises homes with particular conditions (BVL § 6-3).
    SUPERVISION: frozenset({RELIEF, PARTICULAR_CONDITIONS}),
}
"""Kinds of home where no visit of the track is owed. A relief home is not a foster home, so FF does not reach it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the law, in force in `[valid_from, valid_until)`; None = no such limit is known to this table.

    `value` is None for a permission that names no number.
    """

    code: str
    value: int | Fraction | None
    valid_from: date | None
    valid_until: date | None
    source: str
    sentence: str

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on < self.valid_until
        )


def _now(code: str, value: int | Fraction, source: str, sentence: str) -> Rule:
    return Rule(code, value, None, None, source, sentence)


EXCEPTIONS_REPEALED_ON = date(2026, 7, 1)

RULES = (
    _now("follow_up_visits", 4, "FF § 10", "The service visits the home at least four times a year."),
    _now("follow_up_visits_reduced", 2, "FF § 10", "After a decision to reduce: at least twice a year."),
    _now("supervision_visits", 4, "FF § 18", "Each child is visited by the supervisor at least four times a year."),
    _now("supervision_visits_reduced", 2, "FF § 18", "After a decision to reduce: at least twice a year."),
    _now("supervision_visits_permanent", 2, "FF § 18, BVL § 5-12", "In a permanent stay: at least twice a year."),
    _now("follow_up_reduced_after_years", 2, "FF § 10", "The child must have lived in this home for more than that."),
    _now("supervision_reduced_after_years", 2, "FF § 18", "The child must have lived in this home for more than that."),
    _now("supervision_reduced_from_age", 15, "FF § 18", "Supervision is only reduced for a child of 15 or older."),
    _now("duty_until_age", 18, "FF §§ 10, 16-18", "Follow-up and supervision end on the 18th birthday."),
    _now("aftercare_until_age", 25, "BVL § 3-6", "Aftercare ends on the 25th birthday."),
    _now("last_window_from_rest", Fraction(1, 2), "The tool's own rule", "Half a visit left at the end is one visit."),
    _now("least_spacing", Fraction(1, 3), "The tool's own rule", "Two visits lie a third of a window apart, or more."),
    Rule(
        "follow_up_many_arrivals", None, None, EXCEPTIONS_REPEALED_ON, "FF § 10(5)",
        "Fewer follow-up visits when very many children arrive: repealed, kept for history, lowers nothing here.",
    ),
    Rule(
        "supervision_many_arrivals", None, None, EXCEPTIONS_REPEALED_ON, "FF § 18(4)",
        "Fewer supervision visits when very many children arrive: repealed, kept for history, lowers nothing here.",
    ),
)  # fmt: skip

_BY_CODE: dict[str, tuple[Rule, ...]] = {
    code: tuple(rule for rule in RULES if rule.code == code) for code in dict.fromkeys(rule.code for rule in RULES)
}


def rule(code: str, on: date) -> Rule:
    """Return the rule in force on the day. Raises LookupError when none is."""
    for row in _BY_CODE.get(code, ()):
        if row.in_force(on):
            return row
    raise LookupError(f"no rule {code!r} is in force on {on}")


def whole(code: str, on: date) -> int:
    """Return the number of visits or years that the rule in force on the day names."""
    value = rule(code, on).value
    if not isinstance(value, int):
        raise LookupError(f"the rule {code!r} names no whole number")
    return value


def part(code: str, on: date) -> Fraction:
    """Return the part of a whole (0 to 1) that the rule in force on the day names."""
    value = rule(code, on).value
    if not isinstance(value, Fraction):
        raise LookupError(f"the rule {code!r} names no part")
    return value


CHANGE_DAYS = frozenset(day for row in RULES for day in (row.valid_from, row.valid_until) if day is not None)
"""Every day on which a rule begins or ends: a number never changes between two of them."""
