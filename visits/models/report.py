"""What a supervisor tells after a visit, one report for each child, and the steps that the report has taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Role, SupervisionAppointment, User, followed_by
from fosterhomes.models.fields import CodeListField
from fosterhomes.periods import covers

from ..supervision_reports import states
from .visit import Visit, VisitChild

if TYPE_CHECKING:
    from fosterhomes.permissions import Access

READABLE_BY_CONTACT = Q(state__in=(states.APPROVED, states.FORWARDED)) | Q(
    serious_state__in=(states.COPIED, states.FOLLOWED_UP)
)
"""The child's caseworker reads what has been approved, and at once what was copied for its serious shortcomings."""


class SupervisionReportQuerySet(models.QuerySet["SupervisionReport"]):
    def visible_to(self, access: Access) -> SupervisionReportQuerySet:
        """Return the reports that the person's duties show.

        Leader and coordinator: the service's. Supervisor: their own, for as long as they are appointed for the child.
        Caseworker: those on the children whom they follow up, once the report may reach them.
        """
        condition = Q(child__service__in=access.services(Role.LEADER, Role.COORDINATOR))
        appointed = SupervisionAppointment.objects.filter(covers(access.on), supervisor__user=access.user)
        theirs = Q(child__in=appointed.values("child"), child__service__in=access.services(Role.SUPERVISOR))
        condition |= theirs & Q(visit__supervisor__user=access.user)
        followed = Child.objects.filter(followed_by(access.user, access.on))
        own = Q(child__in=followed.values("pk"), child__service__in=access.services(Role.CASEWORKER))
        return self.filter(condition | own & READABLE_BY_CONTACT)

    def to_follow_up(self) -> SupervisionReportQuerySet:
        """Return the reports whose serious shortcomings nobody has marked as followed up."""
        return self.filter(serious_state__in=(states.TOLD, states.COPIED))


class SupervisionReport(models.Model):
    """A supervisor's report on one visit and one child (FF § 19). What was sent is not changed: a supplement is a step.

    `alone` and `alone_reason` are those of the visit, kept as they were when the report was sent.
    """

    class Agreed(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")
        NOTHING = "nothing", _("nothing was agreed")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="supervision_reports")
    state = models.CharField(
        _("state"), max_length=20, choices=states.choices(states.ORDINARY, (states.OWED,)), default=states.WRITTEN
    )
    serious_state = models.CharField(
        _("serious shortcomings"), max_length=12, choices=states.choices(states.SERIOUS), default=states.NONE
    )
    thrives = models.TextField(_("how the child thrives"), blank=True)
    care = models.TextField(_("the care the child gets"), blank=True)
    contact = models.TextField(_("contact with family, friends and school"), blank=True)
    alone = models.CharField(_("spoken to alone"), max_length=12, choices=VisitChild.Alone.choices, blank=True)
    alone_reason = models.CharField(_("why not"), max_length=300, blank=True)
    talk = models.TextField(_("what the child said"), blank=True)
    agreed_done = models.CharField(
        _("was done what was agreed last time"), max_length=8, choices=Agreed.choices, blank=True
    )
    agreed_words = models.TextField(_("what was done about it, and what was not"), blank=True)
    attention = models.TextField(_("conditions that need attention"), blank=True)
    agreed_next = models.TextField(_("agreed until the next visit"), blank=True)
    serious = models.BooleanField(_("serious shortcomings"), null=True, blank=True)
    serious_what = models.TextField(_("what the serious shortcomings are"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = SupervisionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision report")
        ordering = ("-visit__on_day", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "child"),
                name="report_once",
                violation_error_message=_("Somebody has already begun the report on this visit."),
            ),
            models.CheckConstraint(
                name="report_serious_says_what",
                condition=~Q(serious=True) | ~Q(serious_what=""),
                violation_error_message=_("Write what the serious shortcomings are."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.visit}"

    @property
    def home(self) -> Home:
        return self.visit.home


class ReportStep(models.Model):
    """A step that a report has taken. `on_day` is when it happened, `at` when it was entered here."""

    report = models.ForeignKey(SupervisionReport, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=20, choices=states.STEPS)
    at = models.DateTimeField(_("at"))
    on_day = models.DateField(_("day"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True)
    recipients = CodeListField(_("sent to"), choices=states.Recipient.choices)

    class Meta:
        verbose_name = _("step of a supervision report")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.report}: {self.get_step_display()}"
