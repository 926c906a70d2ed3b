"""What was agreed to be done after a visit, by whom and by when: what the next visit asks about first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Role, User

from .visit import Track, Visit

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class FollowUpTaskQuerySet(models.QuerySet["FollowUpTask"]):
    def visible_to(self, access: Access) -> FollowUpTaskQuerySet:
        """Return the tasks that the person's duties show.

        Leader and coordinator: the service's. Caseworker: those of their own children. Supervisor: those from
        supervision of the children they are appointed for. Whoever owes the task reads it while they work there;
        a supervisor only while appointed for the child.
        """
        seen = Child.objects.visible_to(access)
        works = access.services(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
        whole = Q(child__service__in=access.services(Role.LEADER, Role.COORDINATOR))
        owes = Q(owner=access.user) & (Q(child__service__in=works) | Q(child__in=seen))
        condition = whole | owes
        if access.has(Role.CASEWORKER):
            condition |= Q(child__in=seen, child__service__in=access.services(Role.CASEWORKER))
        if access.has(Role.SUPERVISOR):
            appointed = Q(child__supervision_appointments__supervisor__user=access.user)
            condition |= Q(child__in=seen, track=Track.SUPERVISION) & appointed
        return self.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))

    def still_open(self) -> FollowUpTaskQuerySet:
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)


class FollowUpTask(models.Model):
    """Something promised at a visit: for which child, what, who does it, by which day, and on which day it was done.

    One that is dropped is no longer owed, though it was never done: the child has left.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="tasks")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="follow_up_tasks")
    track = models.CharField(_("track"), max_length=12, choices=Track.choices)
    what = models.CharField(_("what was promised"), max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="follow_up_tasks", verbose_name=_("who"))
    due_on = models.DateField(_("by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    dropped_on = models.DateField(_("no longer owed from"), null=True, blank=True)
    dropped_why = models.CharField(_("why it is no longer owed"), max_length=300, blank=True)

    objects = FollowUpTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up task")
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="follow_up_task_dropped_with_reason",
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_why=""),
                violation_error_message=_("Write why it is no longer owed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.what}"
