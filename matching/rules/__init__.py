"""Whether a home suits children who wait: one function a rule, on plain values, each with its finding.

No Django, no clock. `codes.py` says of what sort each rule is and what it can answer; `matching/words.py` makes a
sentence of a finding, and says what would cure one that keeps the home away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from fosterhomes.findings import Finding, Sort, Verdict

from . import company, home, papers, relief, said, ways
from .codes import CODES, COMES_FIRST, EASIEST_FIRST, EXCEPTABLE, NOT_FOR_THIS_SEARCH, PURPOSES
from .company import must_live_apart
from .excepting import excepted
from .home import SERVES, is_kin
from .relief import Weekend, weekends_for
from .values import Ban, HomeFacts, Limit, NotWith, Pattern, Resident, Unit, Waiting, Way, Ways

__all__ = [
    "CODES",
    "COMES_FIRST",
    "EASIEST_FIRST",
    "EXCEPTABLE",
    "NOT_FOR_THIS_SEARCH",
    "PURPOSES",
    "RULES",
    "SERVES",
    "Ban",
    "Finding",
    "HomeFacts",
    "Limit",
    "NotWith",
    "Pattern",
    "Resident",
    "Sort",
    "Unit",
    "Verdict",
    "Waiting",
    "Way",
    "Ways",
    "Weekend",
    "as_data",
    "findings",
    "fit",
    "from_data",
    "is_kin",
    "must_live_apart",
    "ruled_out",
    "weekends_for",
]

Rule = Callable[[Unit, HomeFacts, Ways], Finding | None]
RULES: tuple[Rule, ...] = (
    said.declined, said.said_no, said.excluded, ways.ordered_away, ways.kept_away,
    home.kind_of_home, home.is_open, home.places, home.sibling_group, home.one_family, home.ages,
    relief.cycle, relief.weekends,
    company.alone, company.youngest, company.younger_than_own, company.other_must_be_youngest, company.not_with,
    home.needs, ways.distance, *ways.WAYS, home.siblings_there, home.languages, home.background,
    papers.protected, papers.approval, papers.training, papers.certificates, home.freshness,
)  # fmt: skip
"""In the order in which a person reads them: what ends the matter first, what is left to do last."""


def findings(unit: Unit, facts: HomeFacts, known: Ways) -> tuple[Finding, ...]:
    """Return what every rule says of the unit and the home; `known` holds the ways to it.

    Who comes to a relief home on some weekends is no company on the others: that is asked weekend by weekend.
    """
    always = relief.on_any_weekend(unit, facts)
    answers = (rule(unit, always if rule in relief.COMPANY else facts, known) for rule in RULES)
    return tuple(excepted(found, unit, facts) for found in answers if found is not None)


def ruled_out(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that keep the children from this home; empty when it is an option."""
    return [finding for finding in found if finding.rules_out]


MOST_WAITING_POINTS = 20


def fit(found: Iterable[Finding], waited_days: int) -> int:
    """Return the fit of a pair: the points of its findings, and one for each week of waiting, at most twenty.

    Waiting time stands here so that of two equal children the one who has waited longer is served first.
    """
    return sum(finding.points for finding in found) + min(MOST_WAITING_POINTS, max(0, waited_days) // 7)


def as_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values, to be kept with a decision."""
    told = {"rule": finding.rule, "sort": finding.sort.value, "verdict": finding.verdict.value}
    return {**told, "facts": finding.facts, "excepted": finding.excepted}


def from_data(data: dict[str, Any]) -> Finding:
    """Return the finding that `as_data` made; facts whose name ends in `_on` come back as days."""
    facts = {key: _day(value) if key.endswith("_on") else value for key, value in data["facts"].items()}
    verdict = Verdict(data["verdict"])
    return Finding(data["rule"], Sort(data["sort"]), verdict, facts, excepted=data.get("excepted", ""))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
