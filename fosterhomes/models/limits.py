"""What the search for a home must respect for one child: how far from what, away from whom, not together with whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..constraints import RefusedWhen
from .child import Child
from .home import Home
from .place import Point
from .service import Municipality


class TravelLimit(models.Model):
    """How far a home may lie from something that matters to the child (FF § 5(2) b); without numbers it is only told.

    Where no village is chosen, the place follows from the purpose: the child's own surroundings (school, parents),
    where brothers and sisters live now, the service's office (contact person).
    """

    class Purpose(models.TextChoices):
        SCHOOL = "school", _("school or kindergarten")
        PARENTS = "parents", _("parents")
        SIBLINGS = "siblings", _("siblings who live elsewhere")
        CONTACT = "contact", _("the contact person")
        OTHER = "other", _("something else that matters")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="travel_limits")
    purpose = models.CharField(_("to"), max_length=8, choices=Purpose.choices)
    point = models.ForeignKey(
        Point,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="travel_limits",
        verbose_name=_("village"),
    )
    longest_minutes = models.PositiveSmallIntegerField(_("minutes at most, one way"), null=True, blank=True)
    longest_km = models.PositiveSmallIntegerField(_("kilometres at most, one way"), null=True, blank=True)
    wish = models.BooleanField(
        _("a wish"), default=False, help_text=_("Counts as fit; a home beyond the limit is not ruled out.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("limit of the way")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="travel_limit_somewhere",
                condition=~Q(purpose="other") | Q(point__isnull=False),
                violation_error_message=_("Choose the village that it is about."),
            ),
            RefusedWhen(
                sql="NEW.point_id IS NOT NULL AND EXISTS (SELECT 1 FROM fosterhomes_child child "
                "WHERE child.id = NEW.child_id AND child.protected_address)",
                look="shows_protected_child",
                name="travel_limit_protected_not_stored",
                violation_error_message=_(
                    "The child's address is protected: the village of school or family is never stored."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_purpose_display())

    def shows_protected_child(self) -> bool:
        """Return whether the place would tell where a child with a protected address lives."""
        return self.point_id is not None and self.child_id is not None and self.child.protected_address


class KeepAway(models.Model):
    """Whom the child is to have no contact with, and what it is therefore kept away from: one home, one municipality,
    or everything within minutes of a village."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="keep_aways")
    who = models.CharField(_("no contact with"), max_length=120, help_text=_("Who it is, in a few words."))
    ordered = models.BooleanField(
        _("decided by the Board or a court"),
        default=False,
        help_text=_("Then nobody in the service can except from it."),
    )
    from_home = models.ForeignKey(
        Home,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kept_from",
        verbose_name=_("their home in the register"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("or not in this municipality"),
    )
    point = models.ForeignKey(
        Point,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="keep_aways",
        verbose_name=_("or not near this village"),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes away at least"), null=True, blank=True, help_text=_("From the village, one way.")
    )
    until_on = models.DateField(_("holds until"), null=True, blank=True, help_text=_("Empty when no day is set."))
    note = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("no contact")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="keep_away_from_one",
                condition=Q(from_home__isnull=False, municipality__isnull=True, point__isnull=True)
                | Q(from_home__isnull=True, municipality__isnull=False, point__isnull=True)
                | Q(from_home__isnull=True, municipality__isnull=True, point__isnull=False),
                violation_error_message=_("Choose a home, a municipality or a village, one of them."),
            ),
            models.CheckConstraint(
                name="keep_away_minutes_from_village",
                condition=Q(point__isnull=True, minutes__isnull=True)
                | Q(point__isnull=False, minutes__isnull=False, minutes__gte=1),
                violation_error_message=_("Write how many minutes away from the village, and only for a village."),
            ),
        )

    def __str__(self) -> str:
        return self.who


class NotTogether(models.Model):
    """With whom the child is not to live: one child of the register, or children of a gender and of some ages."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="not_together")
    other = models.ForeignKey(
        Child,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="not_together_with",
        verbose_name=_("this child"),
    )
    gender = models.CharField(_("or children who are"), max_length=4, choices=Child.Gender.choices, blank=True)
    youngest_age = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    oldest_age = models.PositiveSmallIntegerField(_("to the age of"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)

    class Meta:
        verbose_name = _("not together with")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="not_together_with_somebody",
                condition=Q(other__isnull=False, gender="", youngest_age__isnull=True, oldest_age__isnull=True)
                | Q(other__isnull=True) & (~Q(gender="") | Q(youngest_age__isnull=False) | Q(oldest_age__isnull=False)),
                violation_error_message=_("Choose one child, or say of what gender or age."),
            ),
            models.CheckConstraint(
                name="not_together_ages_in_order",
                condition=Q(youngest_age__isnull=True)
                | Q(oldest_age__isnull=True)
                | Q(youngest_age__lte=F("oldest_age")),
                violation_error_message=_("The oldest age must not be below the youngest."),
            ),
            models.CheckConstraint(
                name="not_together_with_another",
                condition=Q(other__isnull=True) | ~Q(other=F("child")),
                violation_error_message=_("Choose another child."),
            ),
        )

    def __str__(self) -> str:
        return str(self.other or self.reason)
