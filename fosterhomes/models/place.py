"""Where things are, and how long it takes between them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Terrain(models.TextChoices):
    """What a road from here is like: how much it winds, and how fast one drives. Read by the estimate alone."""

    TOWN = "town", _("town")
    COAST = "coast", _("coast and islands")
    FJORD = "fjord", _("fjord and mountain")
    INLAND = "inland", _("wide valley and lowland")
    MAIN_ROAD = "main_road", _("the far part of a long way")


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


class FerryLink(models.Model):
    """A crossing straight between two ferry areas, so that nobody is sent by way of the mainland. Goes both ways."""

    area = models.ForeignKey(FerryArea, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(FerryArea, on_delete=models.CASCADE, related_name="links_back")
    crossing = models.CharField(_("crossing"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("ferry minutes, one way, with the usual wait"))

    class Meta:
        verbose_name = _("ferry between two areas")
        ordering = ("crossing",)
        constraints = (
            models.UniqueConstraint(
                fields=("area", "other"),
                name="ferry_link_once",
                violation_error_message=_("There is already a ferry between these two areas."),
            ),
            models.CheckConstraint(
                name="ferry_link_between_two",
                condition=~Q(area=models.F("other")),
                violation_error_message=_("Choose two different areas."),
            ),
        )

    def __str__(self) -> str:
        return self.crossing


class Point(models.Model):
    """A spot on the map with the village it lies in. Never made for a protected address."""

    village = models.CharField(_("village"), max_length=80)
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    municipality = models.ForeignKey("Municipality", on_delete=models.PROTECT, related_name="points")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    ferry_area = models.ForeignKey(FerryArea, on_delete=models.PROTECT, null=True, blank=True, related_name="points")
    terrain = models.CharField(
        _("kind of terrain"),
        max_length=10,
        choices=[choice for choice in Terrain.choices if choice[0] != Terrain.MAIN_ROAD],
        default=Terrain.FJORD,
    )

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
    """Minutes between two points, one way, with where they come from. Estimates are computed, not stored.

    Without minutes there is no road: the two cannot be driven between, with any ferry that takes cars. That is no zero.
    """

    class Source(models.TextChoices):
        ROAD = "road", _("road engine")
        ESTIMATE = "estimate", _("estimate")
        BY_HAND = "by hand", _("by hand")

    from_point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="travel_from")
    to_point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="travel_to")
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    metres = models.PositiveIntegerField(_("metres"), null=True, blank=True)
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
            models.CheckConstraint(
                name="travel_time_whole",
                condition=Q(minutes__isnull=True, metres__isnull=True, ferry_minutes=0)
                | Q(minutes__isnull=False, metres__isnull=False, ferry_minutes__lte=models.F("minutes")),
                violation_error_message=_(
                    "Write minutes and distance, no more minutes on a ferry than in all; or none, where no road goes."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_point} – {self.to_point}: {self.minutes}"


class EstimateFigures(models.Model):
    """How the estimate reckons a kind of terrain from a day on: the latest day's figures hold.

    `pairs`: the known ways that the figures were fitted to (none: set by us). The errors are the mean deviation from
    those ways in percent of the minutes, with the figures that held before and with these.
    """

    from_on = models.DateField(_("from"))
    terrain = models.CharField(_("kind of terrain"), max_length=10, choices=Terrain.choices)
    winding = models.DecimalField(_("metres of road for each metre of straight line"), max_digits=4, decimal_places=2)
    metres_a_minute = models.PositiveSmallIntegerField(_("metres a minute"))
    pairs = models.PositiveIntegerField(_("known ways that it was fitted to"))
    error_before = models.DecimalField(_("error before, percent"), max_digits=5, decimal_places=1)
    error_after = models.DecimalField(_("error after, percent"), max_digits=5, decimal_places=1)

    class Meta:
        verbose_name = _("figures of the estimate")
        ordering = ("-from_on", "terrain")
        constraints = (
            models.UniqueConstraint(fields=("from_on", "terrain"), name="estimate_figures_once"),
            models.CheckConstraint(name="estimate_figures_real", condition=Q(winding__gte=1, metres_a_minute__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.from_on} {self.terrain}"


class RoadFill(models.Model):
    """One round of asking a road engine for a service's ways, and how it went. `unanswered` ways stay estimates."""

    class Engine(models.TextChoices):
        INSIDE = "inside", _("the road engine inside")
        VALHALLA = "valhalla", _("a Valhalla server")
        OSRM = "osrm", _("an OSRM server")

    class Trouble(models.TextChoices):
        SILENT = "silent", _("The server did not answer in time.")
        REFUSED = "refused", _("The server answered with an error.")
        NONSENSE = "nonsense", _("The server answered something that is no travel time.")

    service = models.ForeignKey("Service", on_delete=models.CASCADE, related_name="road_fills")
    engine = models.CharField(_("road engine"), max_length=10, choices=Engine.choices)
    started_at = models.DateTimeField(_("started at"))
    asked = models.PositiveIntegerField(_("ways asked for"), default=0)
    answered = models.PositiveIntegerField(_("ways with a time"), default=0)
    no_road = models.PositiveIntegerField(_("ways where no road goes"), default=0)
    unanswered = models.PositiveIntegerField(_("ways without an answer"), default=0)
    trouble = models.CharField(_("trouble"), max_length=10, choices=Trouble.choices, blank=True)

    class Meta:
        verbose_name = _("round of the road engine")
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} {self.engine}"


class TravelBand(models.TextChoices):
    """Travel from the office to a protected address, set by hand: the address itself is never stored."""

    UP_TO_30 = "30", _("up to 30 minutes")
    UP_TO_60 = "60", _("30 to 60 minutes")
    UP_TO_120 = "120", _("1 to 2 hours")
    UP_TO_240 = "240", _("2 to 4 hours")
    OVER_240 = "480", _("more than 4 hours")
