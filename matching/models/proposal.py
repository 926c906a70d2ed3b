"""What a run proposes for one waiting child, and what a person decided. A person decides (GDPR art. 22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Placement, Run, SupervisionAppointment, Supervisor, User
from fosterhomes.models.relief import WEEKENDS
from fosterhomes.supervisor_rules import spoken
from fosterhomes.supervisor_words import words as words_of

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, access: Access) -> ProposalQuerySet:
        """Return the proposals of the runs that the person may see."""
        return self.filter(run__in=Run.objects.visible_to(access))

    def together_with(self, proposal: Proposal) -> ProposalQuerySet:
        """Return the proposal with those of the siblings who are proposed together with the child in its run."""
        if not proposal.unit:
            return self.filter(pk=proposal.pk)
        return self.filter(run=proposal.run_id, unit=proposal.unit)


class Proposal(models.Model):
    """One child of a run: the home and the supervisor that were proposed, or why none was."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="proposals")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals")
    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.CharField(
        _("unit"), max_length=24, blank=True, help_text=_("Siblings who are proposed together have the same.")
    )
    weekends = models.JSONField(
        _("weekends of the cycle"), default=list, blank=True, help_text=_("Counted from 1; only in a relief home.")
    )
    kin = models.BooleanField(_("kin or network"), default=False)
    minutes = models.PositiveIntegerField(_("minutes from the child's surroundings"), null=True, blank=True)
    supervisor_minutes = models.PositiveIntegerField(_("minutes for the supervisor"), null=True, blank=True)
    estimated = models.BooleanField(_("the minutes are an estimate"), default=True)
    supervisor_estimated = models.BooleanField(_("the supervisor's minutes are an estimate"), default=True)
    runner_up = models.ForeignKey(Home, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    runner_up_cost = models.JSONField(_("what choosing the runner-up would change"), default=dict, blank=True)
    envied_by = models.JSONField(
        _("who waited longer and would have fitted"),
        default=list,
        blank=True,
        help_text=_("Units of the same urgency that got no home in this proposal."),
    )
    why_not = models.JSONField(_("why no home"), default=dict, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    reason = models.TextField(_("reason for the decision"), blank=True)
    kin_reason = models.TextField(
        _("kin and network"), blank=True, help_text=_("Why nobody in family or network is chosen (FF § 5(6)).")
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    placement = models.ForeignKey(Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    appointment = models.ForeignKey(
        SupervisionAppointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        ordering = ("run", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "child"),
                name="proposal_once",
                violation_error_message=_("The run already has a proposal for this child."),
            ),
            models.CheckConstraint(
                name="proposal_decided_with_reason",
                condition=Q(decision="") | (~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                violation_error_message=_("Write the reason for the decision."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.home}"

    @property
    def hides_place(self) -> bool:
        """Return whether nothing says how far away the home lies: its address is protected by now, or the child's."""
        return self.child.protected_address or (self.home is not None and self.home.protected_address)

    @property
    def weekends_said(self) -> str:
        """Return the weekends of the cycle in words."""
        words = dict(WEEKENDS)
        return ", ".join(str(words[str(number)]) for number in self.weekends)

    @property
    def language_said(self) -> str:
        """Return whether the supervisor speaks the child's language (FF § 17); empty where none is wished."""
        if self.supervisor is None:
            return ""
        found = spoken(frozenset(self.supervisor.languages), frozenset(self.child.languages))
        return words_of(found) if found else ""
