"""Services and their municipalities."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 365


def _number(label: Any, default: int, most: int, help_text: Any) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, help_text=help_text)


class Service(models.Model):
    """A child welfare service: one or several municipalities with a host. Every row of the register belongs to one."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    office = models.ForeignKey("Point", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    caseload_norm = _number(
        _("foster-care cases for each caseworker"), 13, 50, _("The service's own norm; the law names none.")
    )
    vacancy_fresh_days = _number(
        _("days a confirmed vacancy counts as fresh"), 30, MOST_DAYS, _("After that the family is asked again.")
    )
    letter_answer_days = _number(
        _("days another municipality is given to answer a letter"), 21, MOST_DAYS,
        _("From the day it is written; each letter can name another day. The law names no number (FF § 6)."),
    )  # fmt: skip
    notice_days = _number(
        _("days to tell another municipality of a placement"), 14, MOST_DAYS,
        _("From the day of moving in. The law says that it is told, and names no number (BVL § 9-4)."),
    )  # fmt: skip
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
