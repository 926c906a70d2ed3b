"""Register messages that were applied, and by which ids the case system knows our rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Municipality, Placement, Service, User

from .duty import Reduction
from .visit import Visit


class AppliedMessage(models.Model):
    """A register message that was applied: who sent it, when it was taken out, how much it changed. Not the message."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="applied_messages")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(_("id of the message"), max_length=36)
    extracted_at = models.DateTimeField(_("taken out of the case system at"))
    system = models.CharField(_("case system"), max_length=710)
    applied_at = models.DateTimeField(_("applied at"))
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    counts = models.JSONField(_("how much it changed"), default=dict)

    class Meta:
        verbose_name = _("register message that was applied")
        ordering = ("-applied_at", "-pk")

    def __str__(self) -> str:
        return f"{self.municipality} {self.extracted_at:%Y-%m-%d}"


class CaseSystemId(models.Model):
    """The id by which the case system knows a child, a stay, a home, a visit or a reduction of ours.

    `told` is what its last message said: a later one changes the row only where the row still says the same, so that
    what a person corrected here is never set back. A measure whose stay was removed here keeps its id, without a stay.
    """

    class What(models.TextChoices):
        CASE = "case", _("case")
        MEASURE = "measure", _("measure")
        HOME = "home", _("home of a measure")
        VISIT = "visit", _("visit")
        FREQUENCY = "frequency", _("frequency")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="case_system_ids")
    what = models.CharField(max_length=10, choices=What.choices)
    uid = models.CharField(_("id in the case system"), max_length=36)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="case_system_ids")
    placement = models.ForeignKey(
        Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="case_system_ids"
    )
    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="case_system_ids")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="case_system_ids")
    reduction = models.ForeignKey(
        Reduction, on_delete=models.CASCADE, null=True, blank=True, related_name="case_system_ids"
    )
    category = models.CharField(_("category of the measure"), max_length=5, blank=True)
    told = models.JSONField(_("what the last message said"), default=dict)

    class Meta:
        verbose_name = _("id in the case system")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("service", "what", "uid", "child"),
                name="case_system_id_once",
                violation_error_message=_("This id of the case system already belongs to a row."),
            ),
            models.CheckConstraint(
                name="case_system_id_of_its_row",
                condition=Q(what__in=("case", "measure"))
                | Q(what="home", home__isnull=False)
                | Q(what="visit", visit__isnull=False)
                | Q(what="frequency", reduction__isnull=False),
                violation_error_message=_("The row that the id belongs to is missing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.uid}"
