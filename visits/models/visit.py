"""Visits to a home: planned, booked, done, tried or cancelled; each child who was there has a row of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Role, Run, Service, Supervisor, User
from fosterhomes.shown import shown_day

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class Track(models.TextChoices):
    FOLLOW_UP = "follow_up", _("follow-up")
    SUPERVISION = "supervision", _("supervision")


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, access: Access) -> VisitQuerySet:
        """Return the visits that the person's duties show.

        Leader, coordinator and clerk: the service's. Caseworker: those to their own children, and those they make.
        Supervisor: the supervision visits they make to children they are still appointed for.
        """
        children = Child.objects.visible_to(access)
        condition = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.CLERK))
        if access.has(Role.CASEWORKER):
            theirs = Q(service__in=access.services(Role.CASEWORKER))
            condition |= theirs & (Q(children__in=children) | Q(worker=access.user))
        if access.has(Role.SUPERVISOR):
            condition |= Q(supervisor__user=access.user, children__in=children)
        return self.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))


class Visit(models.Model):
    """One visit to one home on one track; it counts for each child who was visited."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        BOOKED = "booked", _("booked")
        DONE = "done", _("done")
        TRIED = "tried", _("tried, not met")
        CANCELLED = "cancelled", _("cancelled")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="visits")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="visits")
    track = models.CharField(_("track"), max_length=12, choices=Track.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    supervisor = models.ForeignKey(Supervisor, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    on_day = models.DateField(_("day"))
    start = models.TimeField(_("starts at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    in_person = models.BooleanField(
        _("in person"), default=True, help_text=_("Video and telephone do not count (FF § 10, § 18).")
    )
    announced = models.BooleanField(
        _("announced"), default=True, help_text=_("The family knew beforehand that somebody would come.")
    )
    pinned = models.BooleanField(_("stays where it is"), default=False, help_text=_("No plan moves it."))
    from_case_system = models.BooleanField(
        _("told by the case system"), default=False, help_text=_("From a register message, which does not say by whom.")
    )
    reason = models.CharField(_("why it was cancelled or nobody was met"), max_length=300, blank=True)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits")
    children = models.ManyToManyField(Child, through="VisitChild", related_name="visits")
    family_to_tell = models.BooleanField(
        _("the family is to be told"), default=False, help_text=_("It was moved after the family had agreed to it.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    revision = models.PositiveIntegerField(_("times changed"), default=0)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        ordering = ("on_day", "start", "pk")
        indexes = (models.Index(fields=("service", "on_day"), name="visit_day"),)
        constraints = (
            models.CheckConstraint(
                name="visit_by_one_of_its_track",
                condition=Q(track="follow_up", worker__isnull=False, supervisor__isnull=True)
                | Q(track="supervision", supervisor__isnull=False, worker__isnull=True)
                | Q(from_case_system=True, status="done", worker__isnull=True, supervisor__isnull=True),
                violation_error_message=_("A follow-up visit has a caseworker, a supervision visit a supervisor."),
            ),
            models.CheckConstraint(
                name="visit_not_made_with_reason",
                condition=~Q(status__in=("tried", "cancelled")) | ~Q(reason=""),
                violation_error_message=_("Write why the visit was cancelled, or why nobody was met."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_track_display()} {shown_day(self.on_day)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it and count the change: calendars that hold the visit take only a higher number (RFC 5545)."""
        if self.pk is not None:
            self.revision += 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "revision", "changed_at"}
        super().save(*args, **kwargs)

    @property
    def visitor(self) -> User | Supervisor | None:
        return self.worker or self.supervisor


class VisitChild(models.Model):
    """A child whom a visit concerned, and whether it was spoken to alone."""

    class Alone(models.TextChoices):
        HELD = "held", _("the child was spoken to alone")
        DECLINED = "declined", _("offered, the child did not want to")
        NOT_OFFERED = "not_offered", _("not offered")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="visit_children")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="visit_children")
    alone = models.CharField(_("spoken to alone"), max_length=12, choices=Alone.choices, blank=True)
    alone_reason = models.CharField(_("why not"), max_length=300, blank=True)
    words = models.TextField(_("what was seen and said"), blank=True)

    class Meta:
        verbose_name = _("visited child")
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "child"),
                name="visit_child_once",
                violation_error_message=_("The child is already on this visit."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} {self.visit}"
