"""Deciding on a home: a person decides and writes why (GDPR art. 22). One deed, whether from a run or the shortlist.

It plans the placement, appoints the supervisor, registers the approval, and keeps the record with the support that was
promised. The visits that are then owed follow from the placement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.actions.children import lock_child
from fosterhomes.actions.parts import add_part
from fosterhomes.actions.placements import start_stay
from fosterhomes.actions.supervisors import appoint_supervisor
from fosterhomes.models import (
    Approval,
    Child,
    Kin,
    LegalGround,
    Placement,
    Run,
    SupervisionAppointment,
    Supervisor,
    User,
)
from fosterhomes.shown import shown_list

from ..candidates import Candidate, Candidates
from ..kin_first import asks_for_kin, fitting_kin
from ..longer import waited_longer
from ..models import Decision, SupportTask
from ..rules import as_data
from ..words import sentence

WEIGHED = 5
"""So many of the other homes that fitted are kept with the decision."""


@dataclass(frozen=True)
class Promise:
    """Support that is promised to the home."""

    what: str
    due_on: date
    owner: User


@dataclass(frozen=True)
class Own:
    """What stands in the record of one child alone, where siblings are decided on together."""

    child_view: str
    supervisor: Supervisor | None = None


@dataclass(frozen=True)
class Draft:
    """What a person writes of a decision. `own`: by child, what each sibling has for itself; it wins over the rest."""

    from_on: date
    legal_ground: str
    reason: str
    child_view: str
    parents_view: str
    approval: str = Decision.Approval.BEFORE
    kin_reason: str = ""
    gaps: str = ""
    approval_reason: str = ""
    approved_on: date | None = None
    emergency_order_on: date | None = None
    supervisor: Supervisor | None = None
    promises: Sequence[Promise] = field(default_factory=tuple)
    own: Mapping[int, Own] = field(default_factory=dict)

    def of(self, child: Child) -> Own:
        """Return what stands in this child's own record."""
        return self.own.get(child.pk) or Own(self.child_view, self.supervisor)


def decide(
    *,
    candidates: Candidates,
    chosen: Candidate,
    children: Sequence[Child],
    draft: Draft,
    by: User,
    at: datetime,
    run: Run | None = None,
) -> list[Decision]:
    """Store the decision that these children move to the chosen home, one record for each child: all or none.

    Raises `ValidationError` and makes nothing: no place is left, a rule keeps them from the home, the reason why
    nobody in family or network is chosen is missing, the approval may not come after moving in.
    """
    others = [option for option in candidates.options(chosen.group) if option.home.pk != chosen.home.pk]
    # A run has its own, found when it was made.
    longer = [] if run else waited_longer(candidates, chosen)
    envied_by = [one.name for one in longer if not one.others]
    _check_kin(candidates, chosen, children, draft)
    _check_approval(chosen, draft, timezone.localdate(at))
    with deed():
        # All of them before the home: of two deeds that want the same siblings, none waits for the other for ever.
        for child in sorted(children, key=lambda child: child.pk):
            lock_child(child.pk)
        decisions = [_decide(chosen, child, others, draft, run, envied_by, by=by, at=at) for child in children]
        # The place is asked for first: who lost it to a colleague reads that, and not a rule that follows from it.
        _check_rules(chosen)
        for promise in draft.promises:
            add_support(decision=decisions[0], promise=promise, by=by, at=at)
    return decisions


def _check_kin(candidates: Candidates, chosen: Candidate, children: Sequence[Child], draft: Draft) -> None:
    if (asked := kin_reason_asked(candidates, chosen, children)) and not draft.kin_reason.strip():
        raise ValidationError({"kin_reason": asked})


def kin_reason_asked(candidates: Candidates, chosen: Candidate, children: Sequence[Child]) -> str:
    """Return why FF § 5(6) asks for a reason for not choosing kin; empty where it does not.

    For a foster home that is not kin: where for a child nobody is assessed in writing, or a home of kin would fit.
    """
    if chosen.kin or not asks_for_kin(chosen.group):
        return ""
    if fitting := fitting_kin(candidates, chosen.group):
        names = {"names": shown_list(one.home.name for one in fitting)}
        return _("Kin or network has said yes, and fits: %(names)s. Write why they are not chosen (FF § 5(6)).") % names
    assessed = set(Kin.objects.filter(child__in=children, assessed_on__isnull=False).values_list("child", flat=True))
    if any(child.pk not in assessed for child in children):
        return _("Nobody in family or network has been assessed in writing. Write why nobody is chosen (FF § 5(6)).")
    return ""


def _check_approval(chosen: Candidate, draft: Draft, today: date) -> None:
    """Raise unless the home is approved before moving in, or the law lets it wait (FF § 6, BVL § 9-4)."""
    urgent_with_kin = draft.legal_ground == LegalGround.VOLUNTARY and chosen.kin
    if draft.approval == Decision.Approval.AFTER and not (
        draft.legal_ground == LegalGround.EMERGENCY or urgent_with_kin
    ):
        sentence = _("Only in an emergency, or with kin in an urgent voluntary stay, can it come after (FF § 6).")
        raise ValidationError({"approval": sentence})
    if draft.approved_on and draft.approved_on > today:
        raise ValidationError({"approved_on": _("This day has not come yet. Leave it empty until it is approved.")})


def _check_rules(chosen: Candidate) -> None:
    if broken := [finding for finding in chosen.obstacles if finding.rule != "places"]:
        said = " ".join(sentence(finding) for finding in broken)
        raise ValidationError(_("%(home)s does not fit: %(why)s") % {"home": chosen.home, "why": said})


def _decide(
    chosen: Candidate,
    child: Child,
    others: list[Candidate],
    draft: Draft,
    run: Run | None,
    envied_by: list[str],
    *,
    by: User,
    at: datetime,
) -> Decision:
    own = draft.of(child)
    decision = Decision(
        child=child, home=chosen.home, run=run, decided_by=by, decided_at=at, kin=chosen.kin, minutes=chosen.minutes,
        estimated=chosen.is_estimated, envied_by=envied_by,
        findings=[as_data(finding) for finding in chosen.found], weighed=[_weighed(o) for o in others[:WEIGHED]],
        reason=draft.reason, kin_reason=draft.kin_reason, child_view=own.child_view,
        parents_view=draft.parents_view, gaps=draft.gaps, approval=draft.approval,
        approval_reason=draft.approval_reason,
    )  # fmt: skip
    decision.placement = _plan(decision, draft, by=by, at=at)
    if own.supervisor:
        decision.appointment = SupervisionAppointment(child=child, supervisor=own.supervisor, from_on=draft.from_on)
        # Whoever supervises the child where it lives now stops that day.
        appoint_supervisor(decision.appointment, by=by, at=at, end_reason=_("The child moves to another home."))
    save_new(decision, verb="decision.made", by=by, at=at, reason=draft.reason)
    if draft.approved_on:
        approve(decision=decision, on=draft.approved_on, by=by, at=at)
    return decision


def _weighed(option: Candidate) -> dict[str, object]:
    way = {"minutes": option.minutes, "estimated": option.is_estimated}
    return {"home": option.home.pk, **way, "fit": option.fit, "kin": option.kin}


def _plan(decision: Decision, draft: Draft, *, by: User, at: datetime) -> Placement:
    stay = Placement(
        child=decision.child, home=decision.home, kind=decision.home.kind, legal_ground=draft.legal_ground,
        emergency_order_on=draft.emergency_order_on, from_on=draft.from_on, planned=True,
        reason=draft.reason[: Placement._meta.get_field("reason").max_length],
    )  # fmt: skip
    return start_stay(stay=stay, by=by, at=at)


def approve(*, decision: Decision, on: date, by: User, at: datetime) -> None:
    """Register that the care municipality approved the home for the child (FF § 6).

    Raises `ValidationError` for a day that has not come, or when it is approved already.
    """
    if on > timezone.localdate(at):
        raise ValidationError({"approved_on": _("This day has not come yet. Leave it empty until it is approved.")})
    with deed():
        Decision.objects.select_for_update().get(pk=decision.pk)
        if Decision.objects.with_approval().get(pk=decision.pk).approval_day:  # type: ignore[attr-defined]
            raise ValidationError(_("The home is already approved for the child."))
        approval = Approval(home=decision.home, child=decision.child, approved_on=on, approved_by=by)
        add_part(approval, by=by, at=at)
        decision.approved_on = on
        save_changes(decision, verb="decision.approved", by=by, at=at)


def add_support(*, decision: Decision, promise: Promise, by: User, at: datetime) -> SupportTask:
    """Promise the home support, with a day and somebody who sees to it."""
    task = SupportTask(decision=decision, what=promise.what, due_on=promise.due_on, owner=promise.owner)
    save_new(task, verb="supporttask.added", by=by, at=at, reason=promise.what)
    return task


def finish_support(*, task: SupportTask, on: date, by: User, at: datetime) -> None:
    """Write that the promised support was given."""
    task.done_on = on
    save_changes(task, verb="supporttask.done", by=by, at=at, reason=task.what)
