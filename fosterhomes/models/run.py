"""A solver's run in the background.

Our own row with a heartbeat, because the queue leaves the task of a killed worker running for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .person import Role, User
from .service import Service

if TYPE_CHECKING:
    from ..permissions import Access


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, access: Access) -> RunQuerySet:
        """Return the runs of the services whose register the person answers for."""
        return self.filter(service__in=access.services(Role.LEADER, Role.COORDINATOR))


class Run(models.Model):
    """One asked-for solution: the frozen problem, how far the solver is, and what it found."""

    class Kind(models.TextChoices):
        MATCHING = "matching", _("matching of waiting children")
        YEAR_PLAN = "year_plan", _("plan of the year")
        RELIEF = "relief", _("relief weekends")
        RECRUITMENT = "recruitment", _("what the area lacks")

    class State(models.TextChoices):
        QUEUED = "queued", _("waits for the worker")
        RUNNING = "running", _("is being solved")
        DONE = "done", _("is done")
        CANCELLED = "cancelled", _("was cancelled")
        FAILED = "failed", _("failed")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    cancel_asked = models.BooleanField(_("cancel asked for"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    options = models.JSONField(_("options"), default=dict, blank=True)
    problem = models.JSONField(_("problem"), null=True, blank=True)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    failure = models.CharField(_("why it failed"), max_length=40, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "kind"),
                condition=Q(state__in=("queued", "running")),
                name="run_one_at_a_time",
                violation_error_message=_("A run of this kind is already under way."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d %H:%M}"
