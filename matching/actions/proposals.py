"""Deciding on a proposal. A person decides and writes why (GDPR art. 22); nothing changes in the register before."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.actions.placements import start_stay
from fosterhomes.actions.supervisors import appoint_supervisor
from fosterhomes.models import Placement, SupervisionAppointment, Supervisor, User

from ..models import Proposal


def accept(
    *,
    proposal: Proposal,
    from_on: date,
    legal_ground: str,
    reason: str,
    by: User,
    at: datetime,
    kin_reason: str = "",
    with_supervisor: bool = True,
) -> None:
    """Accept a proposal: the planned placement and the supervision appointment are made, both from `from_on`.

    Raises `ValidationError` and makes nothing when somebody decided meanwhile, the place is taken, or the supervisor
    is full or tied.
    """
    with deed():
        proposal = _undecided(proposal)
        if proposal.home:
            proposal.placement = _plan(proposal, from_on, legal_ground, reason, by=by, at=at)
        if proposal.supervisor and with_supervisor:
            appointment = SupervisionAppointment(
                child=proposal.child, supervisor=_with_room(proposal, from_on), from_on=from_on
            )
            appoint_supervisor(appointment, by=by, at=at)
            proposal.appointment = appointment
        proposal.kin_reason = kin_reason
        _decide(proposal, Proposal.Decision.ACCEPTED, reason, by=by, at=at)


def refuse(*, proposal: Proposal, reason: str, by: User, at: datetime) -> None:
    """Refuse a proposal with a reason. The home is no longer an option for this child, and stays one for others."""
    with deed():
        _decide(_undecided(proposal), Proposal.Decision.REFUSED, reason, by=by, at=at)


def _undecided(proposal: Proposal) -> Proposal:
    """Return the proposal under lock: of two people who decide at once, one is told that the other has."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related("child", "home", "supervisor")
    row = held.get(pk=proposal.pk)
    if row.decision:
        raise ValidationError(_("Somebody has decided on this proposal meanwhile."))
    if not row.home_id and not row.supervisor_id:
        raise ValidationError(_("Nothing is proposed here."))
    return row


def _plan(proposal: Proposal, from_on: date, legal_ground: str, reason: str, *, by: User, at: datetime) -> Placement:
    home = proposal.home
    assert home is not None
    stay = Placement(
        child=proposal.child,
        home=home,
        kind=home.kind,
        legal_ground=legal_ground,
        from_on=from_on,
        planned=True,
        reason=reason[: Placement._meta.get_field("reason").max_length],
    )
    return start_stay(stay=stay, by=by, at=at)


def _with_room(proposal: Proposal, from_on: date) -> Supervisor:
    """Return the supervisor under lock. Raises `ValidationError` when somebody else took the last place."""
    assert proposal.supervisor is not None
    Supervisor.objects.select_for_update().get(pk=proposal.supervisor.pk)
    supervisor = Supervisor.objects.with_load(from_on).get(pk=proposal.supervisor.pk)
    if supervisor.free <= 0:  # type: ignore[attr-defined]
        raise ValidationError(_("%(name)s has no room for another child any more.") % {"name": supervisor})
    return supervisor


def _decide(proposal: Proposal, decision: str, reason: str, *, by: User, at: datetime) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Write the reason for the decision.")})
    proposal.decision, proposal.reason, proposal.decided_by, proposal.decided_at = decision, reason, by, at
    proposal.full_clean()
    proposal.save()
    record(f"proposal.{decision}", proposal, by=by, at=at, reason=reason)
