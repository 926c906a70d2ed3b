"""Homes of every kind, who lives in them, and what they can take on. Vacancy is computed, never typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..periods import Period, covers, ends_after_start
from ..rules import ADULT_AT
from .fields import CodeListField, check_phone
from .person import Role, User
from .place import Point, TravelBand
from .service import Municipality, Service
from .words import HomeKind, Language, Need

if TYPE_CHECKING:
    from ..permissions import Access


class HomeQuerySet(models.QuerySet["Home"]):
    def visible_to(self, access: Access) -> HomeQuerySet:
        """Return the homes that the person's duties show.

        Leader, coordinator and clerk: the service's register. On-call worker: its emergency homes. Caseworker and
        supervisor: the homes in which their own children live or are about to move in, for as long as the duty lasts.
        """
        from .child import Child

        own = Child.objects.visible_to(access)
        in_their_care = Q(placements__child__in=own, placements__until_on__isnull=True) | Q(
            placements__child__in=own, placements__until_on__gt=access.on
        )
        whole = Q(service__in=access.services(Role.LEADER, Role.COORDINATOR, Role.CLERK))
        tonight = Q(service__in=access.services(Role.ON_CALL), kind=HomeKind.EMERGENCY)
        followed = (
            Home.objects.filter(in_their_care) if access.has(Role.CASEWORKER, Role.SUPERVISOR) else Home.objects.none()
        )
        return self.filter(whole | tonight | Q(pk__in=followed.values("pk")))

    def open_on(self, on: date) -> HomeQuerySet:
        """Return the homes that have not closed."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def with_vacancy(self, on: date, at: datetime | None = None) -> HomeQuerySet:
        """Annotate `living` (children living there), `promised` (about to move in), `held`, `left`, `free` (places).

        The one definition of vacancy: places less those who live there, those to whom a place is promised, and those
        for whom one is held at the moment `at` (without it, the whole day on which the hold lapses); never below zero
        (`left`); and none while the home is paused, not yet free, or closed (`free`).
        """
        from .hold import Hold

        moment = at or timezone.make_aware(datetime.combine(on, datetime.min.time()))
        current = Q(placements__planned=False) & covers(on, "placements__")
        promised = Q(placements__planned=True)
        closed = Q(closed_on__lte=on) | Q(paused_until__gt=on) | Q(free_from__gt=on)
        counted = self.annotate(
            living=Count("placements", filter=current, distinct=True),
            promised=Count("placements", filter=promised, distinct=True),
            held=_count_of(Hold.objects.live(moment)),
        )
        taken = F("living") + F("promised") + F("held")
        left = Greatest(F("places") - taken, Value(0), output_field=models.IntegerField())
        when_open = Case(When(closed, then=Value(0)), default=F("left"), output_field=models.IntegerField())
        return counted.annotate(left=left).annotate(free=when_open)


def _count_of(rows: models.QuerySet[Any]) -> Coalesce:
    """Return how many of `rows` belong to each home, as a query of its own: joined, they would multiply the stays."""
    counted = rows.filter(home=OuterRef("pk")).order_by().values("home").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=models.IntegerField())


class Home(models.Model):
    """A home in the register of one service, which lies in a municipality of that service or of another."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="homes")
    kind = models.CharField(_("kind of home"), max_length=24, choices=HomeKind.choices)
    name = models.CharField(_("name of the family"), max_length=120)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="homes")
    protected_address = models.BooleanField(
        _("protected address"), default=False, help_text=_("Address and point are then never stored.")
    )
    address = models.CharField(_("address"), max_length=160, blank=True)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, blank=True, related_name="homes")
    travel_band = models.CharField(
        _("travel from the office"),
        max_length=4,
        choices=TravelBand.choices,
        blank=True,
        help_text=_("Set by hand, and only for a protected address."),
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[check_phone])
    email = models.EmailField(_("e-mail"), blank=True)

    places = models.PositiveSmallIntegerField(_("places"), help_text=_("How many children the home can have at once."))
    youngest_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    oldest_age = models.PositiveSmallIntegerField(
        _("oldest age"), null=True, blank=True, help_text=_("A child of this age can still move in.")
    )
    largest_sibling_group = models.PositiveSmallIntegerField(_("largest sibling group"), default=1)
    one_family = models.BooleanField(
        _("children of one family at a time"), default=False, help_text=_("No foster children who are not siblings.")
    )
    younger_than_own = models.BooleanField(
        _("only children who are younger than their own"),
        default=False,
        help_text=_("Many families want the child who comes to be the youngest."),
    )
    takes_on = CodeListField(_("takes on"), choices=Need.choices)
    stretches_to = CodeListField(
        _("can stretch to"), choices=Need.choices, help_text=_("With support, and not by itself.")
    )
    does_not_take = CodeListField(_("does not take on"), choices=Need.choices, help_text=_("A limit that holds."))
    languages = CodeListField(_("languages"), choices=Language.choices)
    background = models.CharField(
        _("culture and religion"), max_length=200, blank=True, help_text=_("What the family itself wants known.")
    )
    free_from = models.DateField(_("free from"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    vacancy_confirmed_on = models.DateField(_("vacancy last confirmed"), null=True, blank=True)
    visit_wishes = models.CharField(
        _("when a visit suits"), max_length=200, blank=True, help_text=_("In the family's own words.")
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.CharField(_("why it closed"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("home")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                name="home_ages_in_order",
                condition=Q(youngest_age__isnull=True)
                | Q(oldest_age__isnull=True)
                | Q(youngest_age__lte=F("oldest_age")),
                violation_error_message=_("The oldest age must not be below the youngest."),
            ),
            models.CheckConstraint(
                name="home_protected_address_not_stored",
                condition=Q(protected_address=False) | Q(address="", point__isnull=True),
                violation_error_message=_("A protected address is never stored: remove the address and the point."),
            ),
            models.CheckConstraint(
                name="home_closed_with_reason",
                condition=Q(closed_on__isnull=True) | ~Q(closed_reason=""),
                violation_error_message=_("Write why the home closed."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class HomeMember(Period):
    """Somebody who lives in the home: a carer, an own child, another adult."""

    class Relation(models.TextChoices):
        CARER = "carer", _("foster parent")
        OWN_CHILD = "own_child", _("own child")
        ADULT = "adult", _("other adult")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("role in the family"), max_length=12, choices=Relation.choices)
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the home")
        ordering = ("relation", "birth_year", "pk")
        constraints = (ends_after_start("home_member_ends_after_start"),)

    def __str__(self) -> str:
        return self.name

    def is_adult_on(self, day: date) -> bool:
        """Return whether a police certificate is asked for: all but own children, and those once they are grown."""
        if self.relation != self.Relation.OWN_CHILD:
            return True
        return self.birth_year is not None and day.year - self.birth_year > ADULT_AT


class VisitHours(models.Model):
    """Hours of a weekday in which a visit suits the home. None at all means any working hour."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="visit_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    from_time = models.TimeField(_("from"))
    until_time = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("visiting hours")
        ordering = ("weekday", "from_time")
        constraints = (
            models.CheckConstraint(
                name="visit_hours_in_order",
                condition=Q(until_time__gt=F("from_time")),
                violation_error_message=_("The end must be after the start."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.from_time:%H:%M}–{self.until_time:%H:%M}"


class HomeHoliday(Period):
    """Days on which the family is away and no visit suits."""

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="holidays")
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("holiday of the home")
        ordering = ("from_on",)
        constraints = (ends_after_start("home_holiday_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on}"


class Approval(models.Model):
    """The home is approved for a child by the municipality with care responsibility (FF § 6), or in general."""

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="approvals")
    child = models.ForeignKey(
        "Child",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="approvals",
        help_text=_("Empty when the home is approved in general."),
    )
    approved_on = models.DateField(_("approved on"))
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    until_on = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("approval")
        ordering = ("-approved_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="approval_ends_after_start",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("approved_on")),
                violation_error_message=_("The end must be after the start."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.home} {self.approved_on}"


class PoliceCertificate(models.Model):
    """A police certificate that somebody has seen: dates and type, never the document (PA)."""

    class Kind(models.TextChoices):
        FULL = "full", _("full")
        EXTENDED = "extended", _("full and extended")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="police_certificates")
    member = models.ForeignKey(
        HomeMember, on_delete=models.CASCADE, null=True, blank=True, related_name="police_certificates"
    )
    supervisor = models.ForeignKey(
        "Supervisor", on_delete=models.CASCADE, null=True, blank=True, related_name="police_certificates"
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices, default=Kind.EXTENDED)
    issued_on = models.DateField(_("issued on"))
    seen_on = models.DateField(_("seen on"))
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("police certificate seen")
        ordering = ("-seen_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="police_certificate_seen_after_issued",
                condition=Q(seen_on__gte=F("issued_on")),
                violation_error_message=_("A certificate cannot be seen before it was issued."),
            ),
            models.CheckConstraint(
                name="police_certificate_of_somebody",
                condition=Q(home__isnull=False, member__isnull=False, supervisor__isnull=True)
                | Q(home__isnull=True, member__isnull=True, supervisor__isnull=False),
                violation_error_message=_("Choose whose certificate it is."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.issued_on}"


class Training(models.Model):
    """Training that the home has had; basic training is mandatory before a child moves in (FF § 4)."""

    class Course(models.TextChoices):
        SOLID = "solid", _("basic training (Solid)")
        KINSHIP = "kinship", _("training for kinship and network homes")
        EMERGENCY = "emergency", _("training for emergency homes")
        OTHER = "other", _("other training")

    BASIC = (Course.SOLID, Course.KINSHIP)
    """The courses that are basic training."""

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="trainings")
    course = models.CharField(_("course"), max_length=12, choices=Course.choices)
    completed_on = models.DateField(_("completed on"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("training")
        ordering = ("-completed_on", "pk")

    def __str__(self) -> str:
        return f"{self.get_course_display()} {self.completed_on}"
