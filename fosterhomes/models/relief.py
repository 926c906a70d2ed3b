"""Relief: on which weekends a relief home takes children, which weekends a child needs, and what is agreed.

The home's places (children it serves) are counted as in every other home (`Home.objects.with_vacancy`); the places on a
weekend are a limit of their own, asked for with the home's row locked (`fosterhomes/relief.py`).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..constraints import NoOverlap
from ..periods import Period, ends_after_start
from ..weekends import FRIDAY, Rhythm, friday_of
from .child import Child
from .fields import CodeListField
from .home import Home
from .placement import Placement

WEEKENDS = (("1", _("first")), ("2", _("second")), ("3", _("third")), ("4", _("fourth")))
"""The weekends of a cycle by their number."""

PLACES = ("first_places", "second_places", "third_places", "fourth_places")


class ReliefCycle(models.Model):
    """How often a relief home takes children: a cycle of two to four weeks, and the places on each of its weekends.

    Without the Friday of its first weekend it cannot be laid into a calendar, and no weekends are proposed.
    """

    class Weeks(models.IntegerChoices):
        TWO = 2, _("every second weekend")
        THREE = 3, _("every third weekend")
        FOUR = 4, _("every fourth weekend")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="relief_cycles")
    weeks = models.PositiveSmallIntegerField(_("the cycle comes back"), choices=Weeks.choices, default=Weeks.FOUR)
    first_weekend_on = models.DateField(
        _("Friday of the first weekend"), null=True, blank=True, help_text=_("Also one that has passed will do.")
    )
    first_places = models.PositiveSmallIntegerField(_("places on the first weekend"), default=0)
    second_places = models.PositiveSmallIntegerField(_("places on the second weekend"), default=0)
    third_places = models.PositiveSmallIntegerField(_("places on the third weekend"), default=0)
    fourth_places = models.PositiveSmallIntegerField(_("places on the fourth weekend"), default=0)

    class Meta:
        verbose_name = _("cycle of weekends")
        constraints = (
            models.UniqueConstraint(
                fields=("home",),
                name="relief_cycle_once",
                violation_error_message=_("The home already has a cycle of weekends. Correct that one."),
            ),
            models.CheckConstraint(
                name="relief_cycle_weeks",
                condition=Q(weeks__gte=2, weeks__lte=4),
                violation_error_message=_("A cycle has two to four weekends."),
            ),
            models.CheckConstraint(
                name="relief_cycle_places_within",
                condition=(Q(weeks__gte=3) | Q(third_places=0)) & (Q(weeks__gte=4) | Q(fourth_places=0)),
                violation_error_message=_("The cycle is shorter than the weekends that have places."),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_weeks_display())

    def clean(self) -> None:
        if self.first_weekend_on and self.first_weekend_on.weekday() != FRIDAY:
            raise ValidationError({"first_weekend_on": _("This day is no Friday. A weekend is named by its Friday.")})

    @property
    def places(self) -> tuple[int, ...]:
        """Return the places on each weekend of the cycle."""
        return tuple(getattr(self, name) for name in PLACES)[: self.weeks]

    @property
    def rhythm(self) -> Rhythm | None:
        """Return the rhythm that begins at the first weekend; None while that is not known."""
        return Rhythm(self.weeks, self.first_weekend_on) if self.first_weekend_on else None


class ReliefNeed(models.Model):
    """What a child needs of relief: how many weekends of a cycle, and with brothers and sisters or without them."""

    class Weekends(models.IntegerChoices):
        ONE = 1, _("one weekend")
        TWO = 2, _("two weekends")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="relief_needs")
    weekends = models.PositiveSmallIntegerField(
        _("weekends in each cycle"), choices=Weekends.choices, default=Weekends.ONE
    )
    apart = models.BooleanField(
        _("without brothers and sisters"),
        default=False,
        help_text=_("Siblings who wait for relief otherwise come together, on the same weekends."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("need of relief")
        constraints = (
            models.UniqueConstraint(
                fields=("child",),
                name="relief_need_once",
                violation_error_message=_("What the child needs of relief is written already. Change that."),
            ),
            models.CheckConstraint(
                name="relief_need_weekends",
                condition=Q(weekends__gte=1, weekends__lte=2),
                violation_error_message=_("A child has one or two weekends of a cycle."),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_weekends_display())


class WeekendPattern(models.Model):
    """Weekends on which a child cannot come, or wishes to: a single one, or every few weeks from a day on."""

    class Kind(models.TextChoices):
        BLOCKED = "blocked", _("blocked")
        WISHED = "wished", _("wished")

    class Weeks(models.IntegerChoices):
        ONE = 1, _("every weekend")
        TWO = 2, _("every second weekend")
        THREE = 3, _("every third weekend")
        FOUR = 4, _("every fourth weekend")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="weekend_patterns")
    kind = models.CharField(_("the weekends are"), max_length=8, choices=Kind.choices, default=Kind.BLOCKED)
    every_weeks = models.PositiveSmallIntegerField(
        _("how often"),
        choices=Weeks.choices,
        null=True,
        blank=True,
        help_text=_("Empty for a single weekend. It closes nothing: the child stays away once."),
    )
    first_on = models.DateField(_("a day of the first weekend"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    why = models.CharField(
        _("why"), max_length=120, help_text=_("For example: contact with the father. It stands beside the homes.")
    )

    class Meta:
        verbose_name = _("weekends of a child")
        ordering = ("kind", "first_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="weekend_pattern_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("first_on")),
                violation_error_message=_("The end must be after the start."),
            ),
        )

    def __str__(self) -> str:
        return self.why

    @property
    def rhythm(self) -> Rhythm | None:
        """Return the rhythm of what comes back; None for a single weekend."""
        return Rhythm(self.every_weeks, friday_of(self.first_on)) if self.every_weeks else None

    def holds(self, friday: date) -> bool:
        """Return whether the pattern is about this weekend."""
        first = friday_of(self.first_on)
        if friday < first or (self.until_on and friday >= self.until_on):
            return False
        return friday == first if self.rhythm is None else self.rhythm.holds(friday)


class ReliefAgreement(Period):
    """The weekends of the home's cycle on which the child comes, from and until a day: one to two years at a time.

    The stay in the relief home is the `Placement`; when it ends, so do its weekends, whatever was agreed.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="relief_agreements")
    cycle = models.ForeignKey(ReliefCycle, on_delete=models.CASCADE, related_name="agreements")
    weekends = CodeListField(_("weekends of the cycle"), choices=WEEKENDS, blank=False)

    class Meta:
        verbose_name = _("agreement on relief weekends")
        ordering = ("from_on", "pk")
        constraints = (
            ends_after_start("relief_agreement_ends_after_start"),
            models.CheckConstraint(
                name="relief_agreement_has_an_end",
                condition=Q(until_on__isnull=False),
                violation_error_message=_("Write until when the weekends are agreed: one to two years is usual."),
            ),
            models.CheckConstraint(
                name="relief_agreement_on_some_weekend",
                condition=~Q(weekends=""),
                violation_error_message=_("Choose at least one weekend of the cycle."),
            ),
            NoOverlap(
                key="placement",
                name="relief_agreement_one_at_a_time",
                violation_error_message=_("Weekends are already agreed in this period. Change that agreement."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.placement}: {', '.join(self.weekends)}"

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home | None:
        return self.placement.home

    @property
    def numbers(self) -> list[int]:
        return [int(code) for code in self.weekends]

    @property
    def said(self) -> str:
        """Return the weekends in words: `first, third`."""
        words = dict(WEEKENDS)
        return ", ".join(str(words[code]) for code in self.weekends)

    @property
    def last_on(self) -> date:
        """Return the last day that is agreed."""
        assert self.until_on is not None
        return self.until_on - timedelta(days=1)

    @property
    def ends_on(self) -> date:
        """Return the first day on which nothing is agreed any more: the stay may end before the agreement."""
        ends = [day for day in (self.until_on, self.placement.until_on) if day]
        return min(ends)
