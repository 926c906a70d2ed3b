"""Guidance of foster families and of biological parents: offered, answered, held. Wholly municipal since 2022."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fosterhomes.models import Child, Home, Role, Service, User

MOST_WEEKS = 26
"""A rhythm is a session every so many weeks at the most; beyond half a year it is none."""
SESSION_MINUTES = 90

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def visible_to(self, access: Access) -> GuidanceQuerySet:
        """Return the guidance cases that the person's duties show.

        Leader and coordinator: the service's. Caseworker: of the homes and the parents of their own children. Who is
        the guide reads that case, in the service where they have a duty.
        """
        condition = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR))
        condition |= Q(guide=access.user, service__in=access.services(Role.CASEWORKER))
        if access.has(Role.CASEWORKER):
            theirs = Q(service__in=access.services(Role.CASEWORKER))
            homes, children = Home.objects.visible_to(access), Child.objects.visible_to(access)
            condition |= theirs & (Q(home__in=homes.values("pk")) | Q(child__in=children.values("pk")))
        return self.filter(condition)

    def active_in(self, from_on: date, until_on: date) -> GuidanceQuerySet:
        """Return the cases that were under way on at least one day of `[from_on, until_on)`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=from_on), from_on__lt=until_on)


class Guidance(models.Model):
    """One offer of guidance to a foster family, or to the biological parents of a child, and what came of it.

    `[from_on, until_on)` are the days on which the case is active; before it has begun `from_on` is empty.
    `rhythm_…`: a session every `rhythm_weeks` weeks of `rhythm_minutes`, on `[rhythm_from, rhythm_until)`, as agreed.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    class Form(models.TextChoices):
        INDIVIDUAL = "individual", _("individual")
        GROUP = "group", _("group")
        FIRST_YEAR = "first_year", _("first-year group")

    class Method(models.TextChoices):
        TRYGG_BASE = "trygg_base", _("Trygg Base (secure base)")
        TBO_F = "tbo_f", _("TBO-F (trauma-informed care)")
        MARTE_MEO = "marte_meo", _("Marte Meo")
        COS = "cos", _("COS (Circle of Security)")
        PMTO = "pmto", _("PMTO (parent management training)")
        OTHER = "other", _("other method")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="guidance")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="guidance")
    child = models.ForeignKey(
        Child,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="guidance",
        help_text=_("The child whose biological parents are guided."),
    )
    offered_on = models.DateField(_("offered on"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    declined_why = models.CharField(_("why it was declined"), max_length=300, blank=True)
    form = models.CharField(_("form"), max_length=12, choices=Form.choices, default=Form.INDIVIDUAL)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, blank=True)
    guide = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="guides", verbose_name=_("guide")
    )
    from_on = models.DateField(_("begins"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    rhythm_weeks = models.PositiveSmallIntegerField(
        _("weeks between sessions"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)],
    )
    rhythm_minutes = models.PositiveSmallIntegerField(
        _("minutes of a session"),
        default=SESSION_MINUTES,
        validators=[MinValueValidator(15), MaxValueValidator(480)],
    )
    rhythm_from = models.DateField(_("from"), null=True, blank=True)
    rhythm_until = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance")
        ordering = ("-offered_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="guidance_of_one",
                condition=Q(home__isnull=False, child__isnull=True) | Q(home__isnull=True, child__isnull=False),
                violation_error_message=_("Guidance is for a foster family or for a child's parents, not both."),
            ),
            models.CheckConstraint(
                name="guidance_declined_with_reason",
                condition=~Q(answer="declined") | ~Q(declined_why=""),
                violation_error_message=_("Write why it was declined."),
            ),
            models.CheckConstraint(
                name="guidance_begins_when_accepted",
                condition=Q(from_on__isnull=True) | Q(answer="accepted", from_on__gte=F("offered_on")),
                violation_error_message=_("Guidance begins after it was offered, and only when it was accepted."),
            ),
            models.CheckConstraint(
                name="guidance_answer_after_offer",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("offered_on")),
                violation_error_message=_("The answer cannot come before the offer."),
            ),
            models.CheckConstraint(
                name="guidance_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=False, until_on__gt=F("from_on")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="guidance_rhythm_whole",
                condition=Q(rhythm_weeks__isnull=True, rhythm_from__isnull=True, rhythm_until__isnull=True)
                | Q(rhythm_weeks__gte=1, rhythm_from__isnull=False, answer="accepted"),
                violation_error_message=_("A rhythm has a number of weeks and a first day, and the offer is accepted."),
            ),
            models.CheckConstraint(
                name="guidance_rhythm_ends_after_start",
                condition=Q(rhythm_until__isnull=True) | Q(rhythm_until__gt=F("rhythm_from")),
                violation_error_message=_("The end must be after the start."),
            ),
        )

    def __str__(self) -> str:
        return str(self.home or self.child)

    @property
    def is_at_home(self) -> bool:
        """Return whether its sessions are with the family at home; groups and parents come to the office."""
        return self.home_id is not None and self.form == self.Form.INDIVIDUAL

    @property
    def whom(self) -> str:
        """Return who is guided, in words."""
        if self.home is not None:
            return self.home.name
        return str(_("the parents of %(child)s") % {"child": self.child})

    def holds_on(self, day: date) -> bool:
        return self.from_on is not None and self.from_on <= day and (self.until_on is None or day < self.until_on)


class GuidanceSessionQuerySet(models.QuerySet["GuidanceSession"]):
    def visible_to(self, access: Access) -> GuidanceSessionQuerySet:
        """Return the sessions of whom the person leads or coordinates, and those of which they are the guide."""
        whole = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR))
        return self.filter(whole | Q(guide=access.user, service__in=access.services(Role.CASEWORKER)))


class GuidanceSession(models.Model):
    """A meeting of the guide with one family or parent, or with several in a group.

    One that was registered by mistake is `removed`: it counts nowhere, and `removed_from` says what it comes back as.
    `agreed`: with the families; no plan moves it. A plan's own sessions are not until somebody says so.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")
        REMOVED = "removed", pgettext_lazy("a session", "removed")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="guidance_sessions")
    cases = models.ManyToManyField(Guidance, related_name="sessions", verbose_name=_("who takes part"))
    guide = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("guide"))
    on_day = models.DateField(_("day"))
    start = models.TimeField(_("starts at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=SESSION_MINUTES)
    agreed = models.BooleanField(_("agreed with the families"), default=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    note = models.CharField(
        _("theme or reason"), max_length=300, blank=True, help_text=_("What it was about, or why it was cancelled.")
    )
    removed_from = models.CharField(_("state before it was removed"), max_length=10, choices=Status.choices, blank=True)
    removed_why = models.CharField(_("why it was removed"), max_length=300, blank=True)

    objects = GuidanceSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance session")
        ordering = ("on_day", "start", "pk")
        constraints = (
            models.CheckConstraint(
                name="guidance_session_cancelled_with_reason",
                condition=~Q(status="cancelled") | ~Q(note=""),
                violation_error_message=_("Write why the session was cancelled."),
            ),
            models.CheckConstraint(
                name="guidance_session_removed_with_reason",
                condition=Q(status="removed", removed_from__in=("planned", "held", "cancelled")) & ~Q(removed_why="")
                | ~Q(status="removed") & Q(removed_from="", removed_why=""),
                violation_error_message=_("Write why it is removed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on_day} {self.get_status_display()}"

    @property
    def home(self) -> Home | None:
        """Return the home in which it is held; None: in the office. Read `cases` with it."""
        cases = list(self.cases.all())
        return cases[0].home if len(cases) == 1 and cases[0].is_at_home else None

    @property
    def home_id(self) -> int:
        """Return the home's id, 0 for the office."""
        return self.home.pk if self.home else 0
