"""Services and their municipalities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Service(models.Model):
    """A child welfare service: one or several municipalities with a host. Every row of the register belongs to one."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    office = models.ForeignKey("Point", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    caseload_norm = models.PositiveSmallIntegerField(_("foster-care cases for each caseworker"), default=13)
    vacancy_fresh_days = models.PositiveSmallIntegerField(_("days a confirmed vacancy counts as fresh"), default=30)
    demo_on = models.DateField(_("day for which invented data was made"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("child welfare service")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class WrittenLanguage(models.TextChoices):
    """The two forms of written Norwegian. A municipality chooses its own, or none."""

    NYNORSK = "nn", _("nynorsk")
    BOKMAAL = "nb", _("bokmål")


class Municipality(models.Model):
    """A municipality by its official number; `service` is the one that answers for it, where we know it."""

    number = models.CharField(_("number"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="municipalities")
    language = models.CharField(
        _("written language"),
        max_length=2,
        choices=WrittenLanguage.choices,
        blank=True,
        help_text=_("What it wants to be written to in; empty when it has no wish."),
    )

    class Meta:
        verbose_name = _("municipality")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
