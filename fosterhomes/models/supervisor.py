"""Supervisors (tilsynspersonar): appointed, independent, paid by the hour, not staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from ..constraints import NoOverlap, RefusedWhen
from ..periods import Period, PeriodQuerySet, covers, ends_after_start, overlaps
from .child import Child
from .fields import CodeListField, check_phone
from .home import Home
from .person import Role, User
from .place import Point
from .service import Service
from .words import Language

if TYPE_CHECKING:
    from datetime import date

    from ..permissions import Access


class SupervisorQuerySet(models.QuerySet["Supervisor"]):
    def visible_to(self, access: Access) -> SupervisorQuerySet:
        """Return the supervisors that the person's duties show.

        Leader, coordinator and clerk: the service's. Caseworker: those of their own children. Supervisor: themselves.
        """
        own_children = SupervisionAppointment.objects.filter(
            covers(access.on), child__in=Child.objects.visible_to(access)
        )
        condition = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.CLERK)) | Q(
            user=access.user, service__in=access.services(Role.SUPERVISOR)
        )
        if access.has(Role.CASEWORKER):
            condition |= Q(pk__in=own_children.values("supervisor"), service__in=access.services(Role.CASEWORKER))
        return self.filter(condition)

    def with_load(self, on: date) -> SupervisorQuerySet:
        """Annotate `load` (children supervised that day) and `free` (how many more the supervisor has room for)."""
        current = covers(on, "appointments__")
        counted = self.annotate(load=Count("appointments", filter=current, distinct=True))
        return counted.annotate(free=F("capacity") - F("load"))


class Supervisor(Period):
    """A supervisor of one service: where from, how many children, how far. `until_on`: no longer available."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="supervisors")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="supervisor")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[check_phone])
    email = models.EmailField(_("e-mail"), blank=True)
    base = models.ForeignKey(
        Point, on_delete=models.PROTECT, related_name="supervisors", verbose_name=_("travels from")
    )
    capacity = models.PositiveSmallIntegerField(_("children at most"))
    longest_minutes = models.PositiveSmallIntegerField(_("longest travel, minutes one way"))
    languages = CodeListField(_("languages"), choices=Language.choices)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )

    objects = SupervisorQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervisor")
        ordering = ("name", "pk")
        constraints = (ends_after_start("supervisor_ends_after_start"),)

    def __str__(self) -> str:
        return self.name


class SupervisorTie(models.Model):
    """Why a supervisor is not independent of a home or a child (FF § 17, forvaltningsloven § 6)."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", _("relative")
        FRIEND = "friend", _("close friend")
        COLLEAGUE = "colleague", _("works together with the family")
        STAFF = "staff", _("staff of the service")
        KIN_OF_CHILD = "kin_of_child", _("kin of the child")
        PERSON_OF_TRUST = "person_of_trust", _("the child's person of trust")
        GUIDE = "guide", _("guide of the family")
        OTHER = "other", _("other tie")

    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="ties")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="supervisor_ties")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="supervisor_ties")
    kind = models.CharField(_("tie"), max_length=16, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tie of a supervisor")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="supervisor_tie_to_one",
                condition=Q(home__isnull=False, child__isnull=True) | Q(home__isnull=True, child__isnull=False),
                violation_error_message=_("Choose a home or a child, not both."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.supervisor} – {self.home or self.child}"


_TIED = """EXISTS (
  SELECT 1 FROM fosterhomes_supervisortie tie WHERE tie.supervisor_id = NEW.supervisor_id AND (
    tie.child_id = NEW.child_id OR tie.home_id IN (
      SELECT stay.home_id FROM fosterhomes_placement stay WHERE stay.child_id = NEW.child_id
      AND (stay.until_on IS NULL OR stay.until_on > NEW.from_on)
      AND (NEW.until_on IS NULL OR stay.from_on < NEW.until_on)
    )))"""


class SupervisionAppointment(Period):
    """A supervisor is appointed for a child: one at a time, and nobody who is tied to the child or the family."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="supervision_appointments")
    supervisor = models.ForeignKey(Supervisor, on_delete=models.PROTECT, related_name="appointments")
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision appointment")
        ordering = ("-from_on", "-pk")
        constraints = (
            ends_after_start("supervision_appointment_ends_after_start"),
            models.CheckConstraint(
                name="supervision_appointment_ends_with_reason",
                condition=Q(until_on__isnull=True) | ~Q(end_reason=""),
                violation_error_message=_("Write why the appointment ended."),
            ),
            NoOverlap(
                key="child",
                name="supervision_appointment_one_at_a_time",
                violation_error_message=_("The child already has a supervisor in this period. End that one first."),
            ),
            RefusedWhen(
                sql=_TIED,
                look="is_tied",
                name="supervision_appointment_independent",
                violation_error_message=_(
                    "This supervisor is tied to the child or the family and cannot be appointed (FF § 17)."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.supervisor}"

    def is_tied(self) -> bool:
        """Return whether the supervisor is tied to the child, or to a home it lives in during the appointment."""
        if self.child_id is None or self.supervisor_id is None or self.from_on is None:
            return False
        homes = self.child.placements.filter(overlaps(self.from_on, self.until_on), home__isnull=False)
        tied = Q(child=self.child_id) | Q(home__in=homes.values("home"))
        return SupervisorTie.objects.filter(tied, supervisor=self.supervisor_id).exists()
