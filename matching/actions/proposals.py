"""Accepting and refusing what a run proposes. Nothing changes before a person decides (GDPR art. 22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.actions.supervisors import appoint_supervisor
from fosterhomes.models import SupervisionAppointment, User

from ..candidates import Candidate, Candidates
from ..models import Decision, Proposal
from ..passed import passed
from .decisions import Draft, decide


def accept_home(
    *, proposals: Sequence[Proposal], candidates: Candidates, chosen: Candidate, draft: Draft, by: User, at: datetime
) -> list[Decision]:
    """Accept the home that is proposed to a child, or to siblings together: each has its record and planned placement.

    Raises `ValidationError` and makes nothing for any of them when somebody decided meanwhile, or for what `decide`
    refuses.
    """
    with deed():
        held = undecided(proposals)
        check_not_passed(held, timezone.localdate(at))
        children = [row.child for row in held]
        decisions = decide(
            candidates=candidates, chosen=chosen, children=children, draft=draft, by=by, at=at, run=held[0].run
        )
        for row, decision in zip(held, decisions, strict=True):
            row.placement, row.appointment, row.kin_reason = decision.placement, decision.appointment, draft.kin_reason
            close(row, Proposal.Decision.ACCEPTED, draft.reason, by=by, at=at)
    return decisions


def accept_supervisor(*, proposals: Sequence[Proposal], from_on: date, reason: str, by: User, at: datetime) -> None:
    """Accept the supervisor who is proposed to children who already live in their home: for all of them or none."""
    with deed():
        held = undecided(proposals)
        check_not_passed(held, timezone.localdate(at))
        for row in sorted(held, key=lambda row: row.child_id):
            row.appointment = SupervisionAppointment(child=row.child, supervisor=row.supervisor, from_on=from_on)
            appoint_supervisor(row.appointment, by=by, at=at)
            close(row, Proposal.Decision.ACCEPTED, reason, by=by, at=at)


def refuse(*, proposals: Sequence[Proposal], reason: str, by: User, at: datetime) -> None:
    """Refuse what is proposed to a child, or to siblings together, with a reason.

    The home is no longer an option for them, and stays one for others.
    """
    with deed():
        for held in undecided(proposals):
            close(held, Proposal.Decision.REFUSED, reason, by=by, at=at)


def undecided(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals under lock: of two people who decide at once, one is told that the other has."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("child", "home", "supervisor", "run")
    held = list(rows.filter(pk__in=[proposal.pk for proposal in proposals]).order_by("pk"))
    if not held or any(row.decision for row in held):
        raise ValidationError(_("Somebody has decided on this proposal meanwhile."))
    if any(not row.home_id and not row.supervisor_id for row in held):
        raise ValidationError(_("Nothing is proposed here."))
    return held


def check_not_passed(held: Sequence[Proposal], today: date) -> None:
    """Raise when a child has left since: it waits no longer, or moved to where somebody else answers."""
    gone = passed(held, today)
    if names := ", ".join(row.child.name for row in held if row.child_id in gone):
        raise ValidationError(_("This has passed: %(names)s left, or has what was proposed.") % {"names": names})


def close(proposal: Proposal, decision: str, reason: str, *, by: User, at: datetime) -> None:
    """Store what was decided on a proposal that `undecided` returned, with its reason and one audit event."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason for the decision.")})
    proposal.decision, proposal.reason, proposal.decided_by, proposal.decided_at = decision, reason, by, at
    proposal.full_clean()
    proposal.save()
    record(f"proposal.{decision}", proposal, by=by, at=at, reason=reason)
