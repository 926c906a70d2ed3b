"""Kin and network first (FF § 5(6)): for whom the law asks it, whether it is done, and when others may be looked at."""

from __future__ import annotations

from fosterhomes.models import Child, HomeKind

from .candidates import Candidate, Candidates, Group
from .models import KinReason


def asks_for_kin(group: Group) -> bool:
    """Return whether kin is to be assessed first: the paragraph is about foster homes, and a relief home is none."""
    return any(wait.kind != HomeKind.RELIEF for wait in group.waits)


def kin_assessed(group: Group) -> bool:
    """Return whether somebody in family or network of each child is assessed in writing."""
    return not without_assessment(group)


def without_assessment(group: Group) -> list[Child]:
    """Return the children for whom nobody in family or network is assessed in writing."""
    return [child for child in group.children if not any(kin.assessed_on for kin in child.kin.all())]


def beyond_kin(candidates: Candidates, group: Group) -> KinReason | None:
    """Return why homes beyond kin are looked at; None unless it is written for each of the children."""
    written = [candidates.kin_reasons.get(child.pk) for child in group.children]
    return written[0] if all(written) else None


def fitting_kin(candidates: Candidates, group: Group) -> list[Candidate]:
    """Return the homes of kin and network that have said yes, and that no rule stands against."""
    theirs = frozenset().union(*(child.kin_homes for child in group.unit.children))
    asked = [candidates.candidate(group, home) for home in candidates.homes if home.pk in theirs]
    return [candidate for candidate in asked if not candidate.obstacles]


def may_look_beyond(candidates: Candidates, group: Group) -> bool:
    """Return whether other homes are shown: nobody asks for kin, it is assessed in writing, or a reason is written."""
    return not asks_for_kin(group) or kin_assessed(group) or beyond_kin(candidates, group) is not None
