"""What a kilometre and an hour are paid with, from which day; and what a visitor says of a day's driving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Role, Service, Supervisor, User

from .absence import of_person, one_person

if TYPE_CHECKING:
    from fosterhomes.permissions import Access

MOST_KILOMETRES = 2000


class TravelRate(models.Model):
    """The service's rates from a day on, until the next row begins. Amounts are whole øre."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="travel_rates")
    from_on = models.DateField(_("from"))
    kilometre_ore = models.PositiveIntegerField(_("for each kilometre, øre"))
    passenger_ore = models.PositiveIntegerField(_("for each passenger and kilometre, øre"))
    hour_ore = models.PositiveIntegerField(
        _("a supervisor's hour, øre"),
        null=True,
        blank=True,
        help_text=_("Empty: not set."),
    )
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        verbose_name = _("travel rate")
        ordering = ("-from_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("service", "from_on"),
                name="travel_rate_once",
                violation_error_message=_("There are rates from this day already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.from_on}"


class TravelDayQuerySet(models.QuerySet["TravelDay"]):
    def visible_to(self, access: Access) -> TravelDayQuerySet:
        """Return the days that the person's duties show. Leader, coordinator and clerk: the service's; others: own."""
        return self.filter(of_person(access) | models.Q(service__in=access.services(Role.CLERK)))


class TravelDay(models.Model):
    """What a visitor says of the driving of one day, where it was not as reckoned, or somebody drove along."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="travel_days")
    worker = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="travel_days")
    supervisor = models.ForeignKey(
        Supervisor, on_delete=models.CASCADE, null=True, blank=True, related_name="travel_days"
    )
    on_day = models.DateField(_("day"))
    kilometres = models.PositiveSmallIntegerField(
        _("kilometres driven"), null=True, blank=True, validators=[MaxValueValidator(MOST_KILOMETRES)],
        help_text=_("Empty: as reckoned from the tour."),
    )  # fmt: skip
    passenger_kilometres = models.PositiveSmallIntegerField(
        _("kilometres with passengers"), default=0, validators=[MaxValueValidator(4 * MOST_KILOMETRES)],
        help_text=_("Counted once for each passenger."),
    )  # fmt: skip

    objects = TravelDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of driving")
        ordering = ("on_day",)
        constraints = (
            one_person("travel_day_of_one_person"),
            models.UniqueConstraint(fields=("service", "worker", "on_day"), name="travel_day_of_worker_once"),
            models.UniqueConstraint(fields=("service", "supervisor", "on_day"), name="travel_day_of_supervisor_once"),
        )

    def __str__(self) -> str:
        return f"{self.worker or self.supervisor} {self.on_day}"
