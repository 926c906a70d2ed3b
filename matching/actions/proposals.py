"""Accepting and refusing what a run proposes. Nothing changes before a person decides (GDPR art. 22)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.actions.supervisors import appoint_supervisor
from fosterhomes.models import SupervisionAppointment, User

from ..candidates import Candidate, Candidates
from ..models import Decision, Proposal
from .decisions import Draft, decide


def accept_home(
    *, proposal: Proposal, candidates: Candidates, chosen: Candidate, draft: Draft, by: User, at: datetime
) -> Decision:
    """Accept the home that is proposed to a child: the decision is recorded, the placement planned.

    Raises `ValidationError` and makes nothing when somebody decided meanwhile, or for what `decide` refuses.
    """
    with deed():
        held = _undecided(proposal)
        (decision,) = decide(
            candidates=candidates, chosen=chosen, children=[held.child], draft=draft, by=by, at=at, run=held.run
        )
        held.placement, held.appointment, held.kin_reason = decision.placement, decision.appointment, draft.kin_reason
        _close(held, Proposal.Decision.ACCEPTED, draft.reason, by=by, at=at)
    return decision


def accept_supervisor(*, proposal: Proposal, from_on: date, reason: str, by: User, at: datetime) -> None:
    """Accept the supervisor who is proposed to a child that already lives in its home."""
    with deed():
        held = _undecided(proposal)
        appointment = SupervisionAppointment(child=held.child, supervisor=held.supervisor, from_on=from_on)
        appoint_supervisor(appointment, by=by, at=at)
        held.appointment = appointment
        _close(held, Proposal.Decision.ACCEPTED, reason, by=by, at=at)


def refuse(*, proposal: Proposal, reason: str, by: User, at: datetime) -> None:
    """Refuse a proposal with a reason. The home is no longer an option for this child, and stays one for others."""
    with deed():
        _close(_undecided(proposal), Proposal.Decision.REFUSED, reason, by=by, at=at)


def _undecided(proposal: Proposal) -> Proposal:
    """Return the proposal under lock: of two people who decide at once, one is told that the other has."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related("child", "home", "supervisor", "run")
    row = held.get(pk=proposal.pk)
    if row.decision:
        raise ValidationError(_("Somebody has decided on this proposal meanwhile."))
    if not row.home_id and not row.supervisor_id:
        raise ValidationError(_("Nothing is proposed here."))
    return row


def _close(proposal: Proposal, decision: str, reason: str, *, by: User, at: datetime) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason for the decision.")})
    proposal.decision, proposal.reason, proposal.decided_by, proposal.decided_at = decision, reason, by, at
    proposal.full_clean()
    proposal.save()
    record(f"proposal.{decision}", proposal, by=by, at=at, reason=reason)
