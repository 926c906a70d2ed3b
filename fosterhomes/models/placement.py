"""Where a child lives, since when and why; and who waits for a place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ..constraints import NoOverlap
from ..periods import Period, PeriodQuerySet, covers, ends_after_start
from ..rules import ADULT_AT, born_after_while_under
from .child import Child
from .home import Approval, Home
from .move import homes_lying_in
from .service import Municipality
from .words import HomeKind

if TYPE_CHECKING:
    from ..permissions import Access


class LegalGround(models.TextChoices):
    """Paragraphs of BVL (LOV-2021-06-18-97)."""

    CARE_ORDER = "care_order", _("care order (BVL § 5-1)")
    VOLUNTARY = "voluntary", _("voluntary stay (BVL § 3-2)")
    EMERGENCY = "emergency", _("emergency decision (BVL § 4-2)")
    BEHAVIOUR = "behaviour", _("institution without consent (BVL § 6-2)")
    ASSISTANCE = "assistance", _("assistance measure (BVL § 3-1)")
    AFTERCARE = "aftercare", _("aftercare (BVL § 3-6)")


class PlacementQuerySet(PeriodQuerySet["Placement"]):
    def visible_to(self, access: Access) -> PlacementQuerySet:
        """Return the placements of the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))

    def living(self, on: date) -> PlacementQuerySet:
        """Return the stays in which a child lives that day: begun, not ended, not merely planned."""
        return self.filter(covers(on), planned=False)

    def unapproved(self, on: date) -> PlacementQuerySet:
        """Return the stays that last or are planned in a home for which no approval for the child holds (FF § 6).

        A relief home is no foster home, and is approved for nobody in particular.
        """
        lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
        held = Approval.objects.filter(lasting, child=OuterRef("child"), home=OuterRef("home"))
        stays = self.filter(lasting, home__isnull=False).exclude(kind=HomeKind.RELIEF)
        return stays.exclude(Exists(held))

    def under_supervision_of(self, service_id: int, on: date) -> PlacementQuerySet:
        """Return the stays whose supervision the service answers for that day (FF § 16).

        Children under 18 in a foster home that lay in one of the service's municipalities on the day, from moving in;
        not where a written agreement has moved the duty to the care municipality (FF § 16(3)), and also elsewhere where
        one has moved it to the service. Relief homes have no supervision, § 6-3 homes the State Administrator's.
        """
        moved = Q(supervision_moved_on__lte=on)
        ours = Municipality.objects.filter(service=service_id)
        here = Q(home__in=homes_lying_in(ours, on)) & ~moved
        taken_over = Q(child__care_municipality__service=service_id) & moved
        return self.living(on).filter(
            here | taken_over,
            child__service=service_id,
            kind__in=SUPERVISED_KINDS,
            child__birth_date__gt=born_after_while_under(ADULT_AT, on),
        )


SUPERVISED_KINDS = (HomeKind.KINSHIP, HomeKind.ORDINARY, HomeKind.SPECIALISED, HomeKind.EMERGENCY)


class Placement(Period):
    """A child's stay in a home, an institution or a dwelling of its own. Who lives together follows from these rows."""

    class Setting(models.TextChoices):
        HOME = "home", _("home")
        INSTITUTION = "institution", _("institution")
        OWN_HOUSING = "own_housing", _("housing with follow-up")

    class EndReason(models.TextChoices):
        RETURNED = "returned", _("went home to the parents")
        MOVED_HOME = "moved_home", _("moved to another home")
        MOVED_INSTITUTION = "moved_institution", _("moved to an institution")
        GROWN_UP = "grown_up", _("turned 18")
        AFTERCARE_ENDED = "aftercare_ended", _("aftercare ended")
        ADOPTED = "adopted", _("adopted by the foster parents")
        BREAKDOWN = "breakdown", _("ended against the plan")
        HOME_CLOSED = "home_closed", _("the home closed")
        OTHER = "other", _("other reason")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="placements")
    setting = models.CharField(_("where"), max_length=12, choices=Setting.choices, default=Setting.HOME)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, blank=True, related_name="placements")
    place_name = models.CharField(_("name of the institution"), max_length=120, blank=True)
    kind = models.CharField(_("kind of home"), max_length=24, choices=HomeKind.choices, blank=True)
    legal_ground = models.CharField(_("legal ground"), max_length=12, choices=LegalGround.choices)
    emergency_order_on = models.DateField(
        _("emergency decision made on"),
        null=True,
        blank=True,
        help_text=_("The six weeks of BVL § 4-2 are counted from this day."),
    )
    reason = models.CharField(_("why this place"), max_length=300, blank=True)
    planned = models.BooleanField(
        _("planned"), default=False, help_text=_("Agreed, but the child has not moved in yet.")
    )
    end_reason = models.CharField(_("why it ended"), max_length=20, choices=EndReason.choices, blank=True)
    permanent_stay_on = models.DateField(_("permanent stay from (BVL § 5-12)"), null=True, blank=True)
    agreed_follow_up = models.PositiveSmallIntegerField(_("agreed follow-up visits a year"), null=True, blank=True)
    supervision_moved_on = models.DateField(
        _("supervision moved to the care municipality from (FF § 16(3))"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        ordering = ("-from_on", "-pk")
        constraints = (
            ends_after_start("placement_ends_after_start"),
            models.CheckConstraint(
                name="placement_ends_with_reason",
                condition=Q(until_on__isnull=True) | ~Q(end_reason=""),
                violation_error_message=_("Choose why the stay ended."),
            ),
            models.CheckConstraint(
                name="placement_home_where_home",
                condition=Q(setting="home", home__isnull=False) & ~Q(kind="")
                | (~Q(setting="home") & Q(home__isnull=True)),
                violation_error_message=_("Choose the home, or where else the child lives."),
            ),
            models.CheckConstraint(
                name="placement_agreed_follow_up_with_permanent_stay",
                condition=Q(permanent_stay_on__isnull=True) | Q(agreed_follow_up__isnull=False),
                violation_error_message=_("Write how many follow-up visits a year were agreed for the permanent stay."),
            ),
            models.CheckConstraint(
                name="placement_emergency_order_where_ground",
                condition=Q(emergency_order_on__isnull=True) | Q(legal_ground="emergency"),
                violation_error_message=_("Only a stay by emergency decision has the day of one."),
            ),
            NoOverlap(
                key="child",
                only={"planned": False},
                # A child may visit a relief home while it lives in a foster home.
                never={"kind": HomeKind.RELIEF.value},
                name="placement_one_at_a_time",
                violation_error_message=_("The child already lives somewhere in this period. End that stay first."),
            ),
            models.UniqueConstraint(
                fields=("child",),
                condition=Q(planned=True) & ~Q(kind="relief"),
                name="placement_planned_once",
                violation_error_message=_("The child already has a planned placement. Withdraw that one first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child} – {self.home or self.place_name or self.get_setting_display()}"


class Wait(Period):
    """A child waits for a home: for what kind, since when, wanted when. `until_on` is set when the search ends."""

    class Urgency(models.TextChoices):
        ACUTE = "acute", _("acute")
        SOON = "soon", _("soon")
        ORDINARY = "ordinary", _("ordinary")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="waits")
    kind = models.CharField(
        _("kind of home"),
        max_length=24,
        choices=HomeKind.choices,
        help_text=_("Kin and network are always assessed first (FF § 5(6))."),
    )
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency.choices)
    wanted_on = models.DateField(_("wanted on"))
    longest_minutes = models.PositiveSmallIntegerField(
        _("longest travel to the home, minutes"), default=90, help_text=_("One way, from the child's own surroundings.")
    )
    longest_km = models.PositiveSmallIntegerField(
        _("longest way to the home, kilometres"),
        null=True,
        blank=True,
        help_text=_("Beside the minutes, when it matters."),
    )
    must_be_alone = models.BooleanField(_("must be the only foster child"), default=False)
    must_be_youngest = models.BooleanField(
        _("must be the youngest"), default=False, help_text=_("Of all children in the home, the family's own too.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=200, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("wait for a home")
        ordering = ("from_on", "pk")
        constraints = (
            ends_after_start("wait_ends_after_start"),
            models.CheckConstraint(
                name="wait_ends_with_outcome",
                condition=Q(until_on__isnull=True) | ~Q(outcome=""),
                violation_error_message=_("Write how the search ended."),
            ),
            models.CheckConstraint(
                name="wait_wanted_after_start",
                condition=Q(wanted_on__gte=F("from_on")),
                violation_error_message=_("The wanted date must not be before the wait began."),
            ),
            NoOverlap(
                key="child",
                name="wait_one_at_a_time",
                violation_error_message=_("The child already waits for a home in this period."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.get_kind_display()}"
