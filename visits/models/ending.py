"""A flow that ended or changed several rows in one deed, with what it did, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, Service, User


class Ending(models.Model):
    """Somebody moved out, turned 18, a home closed, a family moved or separated: one deed over many rows.

    `steps` says of each row what it held before and after: table, id, dates, codes and the sentence that the deed
    itself wrote; never anything that was said about a child.
    """

    class Kind(models.TextChoices):
        RETURNED = "returned", _("the child goes home to the parents")
        MOVES = "moves", _("the child moves to another home")
        INSTITUTION = "institution", _("the child moves to an institution")
        BREAKDOWN = "breakdown", _("the stay ends against the plan")
        ADOPTED = "adopted", _("the child is adopted by the foster parents")
        AFTERCARE = "aftercare", _("turned 18: stays in the home with aftercare")
        GROWN_UP = "grown_up", _("turned 18: moves out")
        HOME_CLOSES = "home_closes", _("the home closes")
        FAMILY_MOVES = "family_moves", _("the family moves to another municipality")
        SEPARATES = "separates", _("the foster parents separate")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what happened"), max_length=16, choices=Kind.choices)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="endings")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, null=True, blank=True, related_name="endings")
    on_day = models.DateField(_("day"))
    steps = models.JSONField(_("what was done"), default=list)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("done by"))
    done_at = models.DateTimeField(_("done at"))
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_why = models.CharField(_("why it was undone"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ending or change")
        ordering = ("-done_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="ending_undone_with_reason",
                condition=Q(undone_at__isnull=True) | ~Q(undone_why=""),
                violation_error_message=_("Write why it is undone."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_day}"
