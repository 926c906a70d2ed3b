"""A sample of children for an inspection, kept so that it can be drawn again and shown to be drawn by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Role, Service, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access

LARGEST = 50


class InspectionSampleQuerySet(models.QuerySet["InspectionSample"]):
    def visible_to(self, access: Access) -> InspectionSampleQuerySet:
        """Return the samples of the services that the person leads."""
        return self.filter(service__in=access.services(Role.LEADER))


class InspectionSample(models.Model):
    """So many children, drawn with a seed from those who lived in a foster home on the day."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    seed = models.PositiveIntegerField(
        _("seed"), help_text=_("Any number. The same seed draws the same children from the same register.")
    )
    size = models.PositiveSmallIntegerField(
        _("number of children"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    reason = models.CharField(_("why"), max_length=300, help_text=_("For whom the sample is drawn, and about what."))
    on_day = models.DateField(_("from the register on"))
    among = models.PositiveIntegerField(_("drawn among"), help_text=_("How many children there were to draw from."))
    children = models.ManyToManyField(Child, related_name="+")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    drawn_at = models.DateTimeField(_("drawn at"))

    objects = InspectionSampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample for inspection")
        ordering = ("-drawn_at", "-pk")

    def __str__(self) -> str:
        return f"{self.size} / {self.seed}"
