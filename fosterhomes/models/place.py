"""Where things are, and how long it takes between them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FerryArea(models.Model):
    """An island, or land behind a crossing, that is reached only by ferry. The minutes are set by hand."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    crossing = models.CharField(_("crossing"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("ferry minutes, one way, with the usual wait"))

    class Meta:
        verbose_name = _("ferry area")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} ({self.crossing})"


class Point(models.Model):
    """A spot on the map with the village it lies in. Never made for a protected address."""

    village = models.CharField(_("village"), max_length=80)
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    municipality = models.ForeignKey("Municipality", on_delete=models.PROTECT, related_name="points")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    ferry_area = models.ForeignKey(FerryArea, on_delete=models.PROTECT, null=True, blank=True, related_name="points")

    class Meta:
        verbose_name = _("point")
        ordering = ("village", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("latitude", "longitude"),
                name="point_once",
                violation_error_message=_("This point is already in the register."),
            ),
            models.CheckConstraint(
                name="point_in_norway",
                condition=Q(latitude__gte=57, latitude__lte=72, longitude__gte=4, longitude__lte=32),
                violation_error_message=_("The point is not in Norway. Latitude is 57 to 72, longitude 4 to 32."),
            ),
        )

    def __str__(self) -> str:
        return self.village


class TravelTime(models.Model):
    """Minutes between two points, one way, with where they come from. Estimates are computed, not stored."""

    class Source(models.TextChoices):
        ROAD = "road", _("road engine")
        ESTIMATE = "estimate", _("estimate")
        BY_HAND = "by hand", _("by hand")

    from_point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="travel_from")
    to_point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="travel_to")
    minutes = models.PositiveIntegerField(_("minutes"))
    metres = models.PositiveIntegerField(_("metres"))
    ferry_minutes = models.PositiveIntegerField(_("of these on a ferry, minutes"), default=0)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    measured_on = models.DateField(_("measured on"))

    class Meta:
        verbose_name = _("travel time")
        constraints = (
            models.UniqueConstraint(
                fields=("from_point", "to_point", "source"),
                name="travel_time_once",
                violation_error_message=_("There is already a travel time between these two points from this source."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_point} – {self.to_point}: {self.minutes}"


class TravelBand(models.TextChoices):
    """Travel from the office to a protected address, set by hand: the address itself is never stored."""

    UP_TO_30 = "30", _("up to 30 minutes")
    UP_TO_60 = "60", _("30 to 60 minutes")
    UP_TO_120 = "120", _("1 to 2 hours")
    UP_TO_240 = "240", _("2 to 4 hours")
    OVER_240 = "480", _("more than 4 hours")
