"""The record of one decision as a person reads it: what was chosen, what else was weighed, what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from fosterhomes.findings import Finding
from fosterhomes.models import Home, HomeKind, Kin, LegalGround, Placement, Role, User, Wait
from fosterhomes.periods import covers

from .candidates import Candidates, Group
from .kin_first import beyond_kin
from .models import Call, Decision, SupportTask
from .rules import Verdict, from_data
from .shortlist import Reason, reason_of

NO_GAP = {"approval", "vacancy_fresh", "certificates", "background", "protected"}
"""Rules whose findings are about the papers, not about what the child needs in the home."""


@dataclass(frozen=True)
class Weighed:
    """A home that also fitted that day; `said` is the last answer of the family before the decision."""

    home: Home
    minutes: int | None
    estimated: bool
    fit: int
    kin: bool
    said: Call | None
    hidden: bool
    """Its address is protected by now, or the child's: nothing says where it lies."""


@dataclass(frozen=True)
class Record:
    decision: Decision
    reasons: list[Reason]
    weighed: list[Weighed]
    said_no: list[Call]
    kin: list[Kin]
    gaps: list[Reason]
    """What did not simply fit, and support can help with."""
    tasks: list[SupportTask]
    siblings: list[Decision]


def record_of(decision: Decision) -> Record:
    """Return the record of a decision. A fixed number of queries."""
    calls = list(
        Call.objects.filter(child=decision.child_id, called_at__lte=decision.decided_at).select_related(
            "home", "called_by"
        )
    )
    homes = Home.objects.select_related("municipality").in_bulk([row["home"] for row in decision.weighed])
    findings = [from_data(data) for data in decision.findings]
    # An address that is protected later stands in no record of earlier days either, nor how far away it lies.
    findings = [one for one in findings if not decision.hides_place or not _tells_way(one)]
    gaps = [one for one in findings if one.verdict != Verdict.MATCH and one.rule not in NO_GAP]
    return Record(
        decision=decision,
        reasons=[reason_of(finding) for finding in findings],
        gaps=[reason_of(finding) for finding in gaps],
        weighed=[_weighed(decision, row, homes, calls) for row in decision.weighed if row["home"] in homes],
        said_no=[call for call in calls if call.answer == Call.Answer.NO],
        kin=list(_assessed(decision)),
        tasks=list(decision.tasks.select_related("owner")),
        siblings=list(_siblings(decision)),
    )


def _tells_way(finding: Finding) -> bool:
    return finding.rule == "distance" or finding.rule.startswith("way_")


def _weighed(decision: Decision, row: dict[str, Any], homes: dict[int, Home], calls: Iterable[Call]) -> Weighed:
    said = next((call for call in calls if call.home_id == row["home"]), None)
    home = homes[row["home"]]
    hidden = home.protected_address or decision.child.protected_address
    return Weighed(home, row["minutes"], row.get("estimated", True), row["fit"], row["kin"], said, hidden)


def _assessed(decision: Decision) -> QuerySet[Kin]:
    """Return those in family and network who were assessed in writing by the day of the decision."""
    by_then = timezone.localdate(decision.decided_at)
    return Kin.objects.filter(child=decision.child_id, assessed_on__lte=by_then).select_related("home")


def _siblings(decision: Decision) -> QuerySet[Decision]:
    """Return the decisions made in the same moment for the child's siblings."""
    same = Decision.objects.filter(
        decided_at=decision.decided_at, home=decision.home_id, decided_by=decision.decided_by
    )
    return same.exclude(pk=decision.pk).select_related("child")


def owners_in(service_id: int, on: date) -> QuerySet[User]:
    """Return who in the service can see to promised support."""
    roles = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
    held = covers(on, "duties__") & Q(duties__service=service_id, duties__role__in=roles)
    return User.objects.filter(held, is_active=True).distinct().order_by("name")


def start_values(candidates: Candidates, group: Group) -> dict[str, Any]:
    """Return what the form of a decision suggests: the wanted day, and the ground on which the child lives now."""
    wait: Wait = group.waits[0]
    beyond = beyond_kin(candidates, group)
    stays = Placement.objects.living(candidates.on).filter(child__in=group.children)
    current = stays.exclude(kind=HomeKind.RELIEF).first()
    ground = current.legal_ground if current else ""
    if wait.kind == HomeKind.RELIEF:
        ground = LegalGround.ASSISTANCE
    return {
        "from_on": group.unit.wanted_on,
        "legal_ground": ground,
        "emergency_order_on": current.emergency_order_on if current else None,
        "approval": Decision.Approval.BEFORE,
        "kin_reason": beyond.reason if beyond else "",
    }
