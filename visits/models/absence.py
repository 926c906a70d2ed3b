"""When somebody who visits works, and when they are away: what the planner, bookings and schedules ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.constraints import NoOverlap
from fosterhomes.models import Role, Service, Supervisor, User
from fosterhomes.periods import Period, PeriodQuerySet, ends_after_start

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


def one_person(name: str) -> models.CheckConstraint:
    """Return the constraint that a row is about a worker or about a supervisor, and not both."""
    return models.CheckConstraint(
        name=name,
        condition=Q(worker__isnull=False, supervisor__isnull=True) | Q(worker__isnull=True, supervisor__isnull=False),
        violation_error_message=_("Choose one person."),
    )


def of_person(access: Access) -> Q:
    """Return the condition that a row is for the person to read: the whole service's, or their own."""
    whole = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR))
    return whole | Q(worker=access.user) | Q(supervisor__user=access.user)


class AbsenceQuerySet(PeriodQuerySet["Absence"]):
    def visible_to(self, access: Access) -> AbsenceQuerySet:
        """Return the absences that the person's duties show. Leader and coordinator: the service's; others: own."""
        return self.filter(of_person(access))


class Absence(Period):
    """Days on which a worker or supervisor makes no visits. The kind is all that is kept: why is not ours to know."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("leave")
        ILL = "ill", _("ill")
        COURSE = "course", _("course")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="absences")
    worker = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="absences")
    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, null=True, blank=True, related_name="absences")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering = ("from_on", "pk")
        constraints = (
            ends_after_start("absence_ends_after_start"),
            one_person("absence_of_one_person"),
            NoOverlap(
                key="worker",
                name="absence_of_worker_once",
                violation_error_message=_("An absence on these days is already registered. Change that one."),
            ),
            NoOverlap(
                key="supervisor",
                name="absence_of_supervisor_once",
                violation_error_message=_("An absence on these days is already registered. Change that one."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.from_on}"

    @property
    def person(self) -> Any:
        return self.worker or self.supervisor


class WorkingHoursQuerySet(models.QuerySet["WorkingHours"]):
    def visible_to(self, access: Access) -> WorkingHoursQuerySet:
        """Return the hours that the person's duties show. Leader and coordinator: the service's; others: own."""
        return self.filter(of_person(access))


class WorkingHours(models.Model):
    """When somebody is on the road on one weekday. Who has no row at all works the plan's usual hours."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class Weeks(models.TextChoices):
        EVERY = "every", _("every week")
        ODD = "odd", _("odd weeks")
        EVEN = "even", _("even weeks")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="working_hours")
    worker = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="working_hours")
    supervisor = models.ForeignKey(
        Supervisor, on_delete=models.CASCADE, null=True, blank=True, related_name="working_hours"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    weeks = models.CharField(_("weeks"), max_length=5, choices=Weeks.choices, default=Weeks.EVERY)
    from_time = models.TimeField(_("from"))
    until_time = models.TimeField(_("until"))

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("working hours")
        ordering = ("weekday", "from_time")
        constraints = (
            one_person("working_hours_of_one_person"),
            models.CheckConstraint(
                name="working_hours_end_after_start",
                condition=Q(until_time__gt=F("from_time")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.UniqueConstraint(fields=("service", "worker", "weekday"), name="working_hours_of_worker_once"),
            models.UniqueConstraint(
                fields=("service", "supervisor", "weekday"), name="working_hours_of_supervisor_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.worker or self.supervisor}: {self.get_weekday_display()}"
