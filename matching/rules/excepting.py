"""Where a leader has excepted children from a rule of the service, for one home."""

from __future__ import annotations

from dataclasses import replace

from fosterhomes.findings import Finding, Sort

from .codes import EXCEPTABLE
from .values import HomeFacts, Unit


def excepted(found: Finding, unit: Unit, facts: HomeFacts) -> Finding:
    """Return the finding with the leader's reason, where each of the children is excepted from the rule."""
    if not found.rules_out or found.rule not in EXCEPTABLE or found.sort != Sort.SERVICE:
        return found
    reasons = [
        next((why for at, rule, why in child.exceptions if (at, rule) == (facts.home, found.rule)), "")
        for child in unit.children
    ]
    return replace(found, excepted=reasons[0]) if all(reasons) else found
