"""What must be in order before a child moves in: approval, police certificates, basic training, a protected address.

All of it can still come, so that none of it rules a home out; it stands beside the home until it is there.
"""

from __future__ import annotations

from fosterhomes.findings import Finding

from .codes import MATCH, UNKNOWN, say
from .home import RELIEF
from .values import HomeFacts, Unit, Ways


def approval(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """The care municipality approves the home for the child before moving in (FF § 6, BVL § 9-4); it can still come.

    A general approval helps, and counts as fit; one that has run out, or does before the wanted day, says so. What is
    missing before the home can be approved stands beside it, but for training and certificates: they speak for
    themselves. A relief home is no foster home, and is approved for nobody in particular.
    """
    if home.kind == RELIEF:
        return None
    if all(child.child in home.approved_for for child in unit.children):
        return say("approval", MATCH, {"whom": "child", "until_on": None}, 5)
    lasts = home.approved and (home.approved_until is None or home.approved_until > unit.wanted_on)
    whom = "general" if lasts else "ends" if home.approved else "nobody"
    facts = {"whom": whom, "until_on": home.approved_until, "lacks": list(home.approval_lacks)}
    return say("approval", MATCH if lasts else UNKNOWN, facts, 5 if lasts else 0)


def training(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Basic training comes before the child moves in (FF § 4); a relief home is no foster home."""
    if home.kind == RELIEF:
        return None
    return say("training", MATCH if home.trained else UNKNOWN)


def certificates(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """A police certificate is seen for each adult, no older than three months that day (FOR-2022-12-20-2359)."""
    facts = {"without": list(home.without_certificate), "old": list(home.old_certificate)}
    return say("certificates", UNKNOWN if home.without_certificate or home.old_certificate else MATCH, facts)


def protected(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """Where the child's address is protected, the home's must be so too before the child moves in (BVL § 13-1)."""
    if not any(child.protected for child in unit.children):
        return None
    return say("protected", MATCH if home.protected else UNKNOWN)
