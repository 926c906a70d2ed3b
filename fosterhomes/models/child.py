"""Children: the minimum that placing and following up needs. The journal is elsewhere (BVL § 12-4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..constraints import NoOverlap
from ..periods import Period, PeriodQuerySet, covers, ends_after_start
from ..rules import age_on
from .fields import CodeListField, check_phone
from .home import Home
from .person import Role, User
from .place import Point, TravelBand
from .service import Municipality, Service
from .words import Language, Need

if TYPE_CHECKING:
    from ..permissions import Access


class SiblingGroup(models.Model):
    """Siblings, and whether they are to live together (Bufdir's main rule) or why not."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sibling_groups")
    together = models.BooleanField(_("to live together"), default=True)
    why_split = models.TextField(_("why they live apart"), blank=True)
    reassess_on = models.DateField(_("reassess on"), null=True, blank=True)

    class Meta:
        verbose_name = _("siblings")
        constraints = (
            models.CheckConstraint(
                name="siblings_split_with_reason",
                condition=Q(together=True) | (~Q(why_split="") & Q(reassess_on__isnull=False)),
                violation_error_message=_("Write why the siblings live apart, and when it is to be reassessed."),
            ),
        )

    def __str__(self) -> str:
        return ", ".join(str(child) for child in self.children.all())


class ChildQuerySet(models.QuerySet["Child"]):
    def visible_to(self, access: Access) -> ChildQuerySet:
        """Return the children that the person's duties show.

        Leader, coordinator and clerk: the service's register. Caseworker: those whose contact person they are, or for
        whose contact person they stand in, on those days. Supervisor: those they are appointed for, for the time of the
        appointment. Others: none.
        """
        whole = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.CLERK))
        condition = whole
        if access.has(Role.CASEWORKER):
            from .cover import followed_by

            theirs = Q(service__in=access.services(Role.CASEWORKER))
            condition |= followed_by(access.user, access.on) & theirs
        if access.has(Role.SUPERVISOR):
            from .supervisor import SupervisionAppointment

            appointed = SupervisionAppointment.objects.filter(covers(access.on), supervisor__user=access.user)
            condition |= Q(pk__in=appointed.values("child"), service__in=access.services(Role.SUPERVISOR))
        return self.filter(condition)

    def waiting(self, on: date) -> ChildQuerySet:
        """Return the children who wait for a measure that day."""
        from .placement import Wait

        return self.filter(pk__in=Wait.objects.filter(covers(on)).values("child"))

    def own(self) -> ChildQuerySet:
        """Return the children whose care municipality belongs to the service that keeps the row."""
        return self.filter(care_municipality__service=models.F("service"))


class Child(models.Model):
    """A child whose case the service carries, or whom it supervises for another (see `care_municipality`)."""

    class Gender(models.TextChoices):
        GIRL = "girl", _("girl")
        BOY = "boy", _("boy")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="children")
    reference = models.CharField(
        _("reference"), max_length=36, help_text=_("The number of the case in the case system.")
    )
    name = models.CharField(_("name"), max_length=120)
    national_number = models.CharField(_("national identity number"), max_length=11, blank=True)
    birth_date = models.DateField(_("birth date"))
    gender = models.CharField(_("gender"), max_length=4, choices=Gender.choices, blank=True)
    care_municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="children_in_care",
        verbose_name=_("municipality with care responsibility"),
    )
    needs = CodeListField(_("needs"), choices=Need.choices)
    languages = CodeListField(_("languages"), choices=Language.choices)
    background = models.CharField(
        _("culture and religion"), max_length=200, blank=True, help_text=_("What the child and the parents want known.")
    )
    sibling_group = models.ForeignKey(
        SiblingGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    protected_address = models.BooleanField(
        _("protected address"), default=False, help_text=_("No address or point is then stored for the child's home.")
    )
    point = models.ForeignKey(
        Point,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("own surroundings"),
        help_text=_("The village of school, friends and family: distances to homes are measured from here."),
    )
    travel_band = models.CharField(_("travel from the office"), max_length=4, choices=TravelBand.choices, blank=True)
    closed_on = models.DateField(_("case closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "reference"),
                name="child_reference_once",
                violation_error_message=_("A child with this reference is already in the register."),
            ),
            models.CheckConstraint(
                name="child_protected_address_not_stored",
                condition=Q(protected_address=False) | Q(point__isnull=True),
                violation_error_message=_("A protected address is never stored: remove the point."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date) -> int:
        return age_on(self.birth_date, day)


class ContactPerson(Period):
    """The caseworker who is the child's contact person (FF § 8): one at a time."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="contact_persons")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contact_for")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        ordering = ("-from_on",)
        constraints = (
            ends_after_start("contact_person_ends_after_start"),
            NoOverlap(
                key="child",
                name="contact_person_one_at_a_time",
                violation_error_message=_("The child already has a contact person in this period. End that one first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.worker}"


class Handover(models.Model):
    """`giver` handed the child over on the day, to whoever is its contact person then; nobody reads anything by it.

    The periods alone do not say it: of somebody who began that same day none is left (`ContactPerson` has whole days).
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handed_over")
    on_day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("hand-over to another contact person")
        ordering = ("on_day", "pk")
        constraints = (models.UniqueConstraint(fields=("child", "giver", "on_day"), name="handover_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.child}: {self.giver}"


class Kin(models.Model):
    """Somebody in the child's family or close network, and whether they can be the foster home (FF § 5(6))."""

    class Relation(models.TextChoices):
        GRANDPARENT = "grandparent", _("grandparent")
        AUNT_OR_UNCLE = "aunt_or_uncle", _("aunt or uncle")
        SIBLING = "sibling", _("adult sibling")
        COUSIN = "cousin", _("cousin")
        OTHER_FAMILY = "other_family", _("other family")
        FRIEND = "friend", _("friend of the family")
        TEACHER = "teacher", _("teacher or kindergarten")
        NEIGHBOUR = "neighbour", _("neighbour")
        RELIEF_HOME = "relief_home", _("relief home that knows the child")
        OTHER_NETWORK = "other_network", _("other network")

    class Answer(models.TextChoices):
        THINKING = "thinking", _("thinking about it")
        YES = "yes", _("yes")
        NO = "no", _("no")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="kin")
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("relation to the child"), max_length=16, choices=Relation.choices)
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[check_phone])
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    assessment = models.TextField(
        _("written assessment"), blank=True, help_text=_("Why they can, or cannot, be the child's foster home.")
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    home = models.ForeignKey(
        Home,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="kin_of",
        verbose_name=_("their home in the register"),
    )

    class Meta:
        verbose_name = _("kin and network")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="kin_answer_after_asked",
                condition=Q(answered_on__isnull=True)
                | Q(asked_on__isnull=False, answered_on__gte=models.F("asked_on")),
                violation_error_message=_("The answer cannot come before the question."),
            ),
            models.CheckConstraint(
                name="kin_assessed_in_writing",
                condition=Q(assessed_on__isnull=True) | ~Q(assessment=""),
                violation_error_message=_("Write the assessment, or remove its date."),
            ),
        )

    def __str__(self) -> str:
        return self.name
