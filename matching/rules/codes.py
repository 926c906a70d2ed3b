"""Every code that a rule can answer with: of what sort the rule is, what it can say, whether a leader may except it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fosterhomes.findings import Finding, Sort, Verdict

MATCH, STRETCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.STRETCH, Verdict.MISMATCH, Verdict.UNKNOWN
LAW, SERVICE, WISH = Sort.LAW, Sort.SERVICE, Sort.WISH

PURPOSES = ("school", "parents", "siblings", "contact", "other")
"""What a home must not lie too far from, beside the child's own surroundings (FF § 5(2) b)."""


@dataclass(frozen=True)
class Code:
    sort: Sort
    verdicts: frozenset[Verdict]
    exceptable: bool = False

    @property
    def rules_out(self) -> bool:
        return MISMATCH in self.verdicts and self.sort != WISH


def _code(sort: Sort, *verdicts: Verdict, exceptable: bool = False) -> Code:
    return Code(sort, frozenset(verdicts), exceptable)


CODES: dict[str, Code] = {
    "kin": _code(SERVICE, MATCH),
    "kind": _code(SERVICE, MATCH, MISMATCH, exceptable=True),
    "closed": _code(LAW, MISMATCH),
    "free_from": _code(SERVICE, MISMATCH, exceptable=True),
    "open": _code(SERVICE, MATCH),
    "places": _code(SERVICE, MATCH, MISMATCH),
    "relief_cycle": _code(SERVICE, MATCH, UNKNOWN),
    "relief_weekends": _code(SERVICE, MATCH, MISMATCH),
    "siblings": _code(SERVICE, MATCH, MISMATCH, exceptable=True),
    "one_family": _code(SERVICE, MATCH, MISMATCH, exceptable=True),
    "ages": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    "alone": _code(SERVICE, MATCH, MISMATCH, exceptable=True),
    "other_must_be_alone": _code(SERVICE, MISMATCH, exceptable=True),
    "youngest": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    "younger_than_own": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    "other_must_be_youngest": _code(SERVICE, MISMATCH, exceptable=True),
    "not_with": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    "needs": _code(SERVICE, MATCH, STRETCH, MISMATCH, UNKNOWN, exceptable=True),
    "distance": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    **{f"way_{one}": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True) for one in PURPOSES},
    "ordered_away": _code(LAW, MATCH, MISMATCH, UNKNOWN),
    "kept_away": _code(SERVICE, MATCH, MISMATCH, UNKNOWN, exceptable=True),
    "declined": _code(SERVICE, MISMATCH),
    "said_no": _code(SERVICE, MISMATCH),
    "excluded": _code(SERVICE, MISMATCH),
    "sibling_lives_there": _code(WISH, MATCH),
    "languages": _code(WISH, MATCH, MISMATCH, UNKNOWN),
    "background": _code(WISH, UNKNOWN),
    "protected": _code(LAW, MATCH, UNKNOWN),
    "training": _code(LAW, MATCH, UNKNOWN),
    "certificates": _code(LAW, MATCH, UNKNOWN),
    "approval": _code(LAW, MATCH, UNKNOWN),
    "vacancy_fresh": _code(WISH, MATCH, UNKNOWN),
}
"""A limit of a child's (`way_…`) is a wish where the service says so; then it rules nobody out."""

COMES_FIRST = frozenset({"protected", "approval", "training", "certificates"})
"""Rules whose "not known" is something to be done before the child moves in: what is missing is known."""

EXCEPTABLE = frozenset(code for code, row in CODES.items() if row.exceptable)
"""Rules of the service that a leader may except. A place that is not there cannot be; what a family or a colleague
said is changed with them."""


EASIEST_FIRST = (
    "free_from", "ages", "younger_than_own", "one_family", "siblings", "needs", *(f"way_{one}" for one in PURPOSES),
    "distance", "relief_weekends", "places", "not_with", "youngest", "other_must_be_youngest", "alone",
    "other_must_be_alone", "excluded", "said_no", "declined", "kept_away", "ordered_away", "kind", "closed",
)  # fmt: skip
"""Rules that can keep a home away, in the order in which a coordinator would try to mend them: by asking the family,
by a longer way, by waiting for a place, by another need; what is of another kind at all comes last."""

NOT_FOR_THIS_SEARCH = frozenset({"kind", "closed", "ordered_away"})
"""What no talk with a family and no waiting mends: another search, or a new decision, would have to come first."""


def say(
    code: str, verdict: Verdict, facts: dict[str, Any] | None = None, points: int = 0, *, wish: bool = False
) -> Finding:
    """Return the finding of a rule; `wish` where the rule is one for these children only."""
    return Finding(code, WISH if wish else CODES[code].sort, verdict, facts or {}, points)
