"""A search for an emergency home at night: children whom the register may not know yet, and the homes asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Hold, Home, Need, Point, Role, Service, User
from fosterhomes.models.fields import CodeListField

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class NightSearchQuerySet(models.QuerySet["NightSearch"]):
    def visible_to(self, access: Access) -> NightSearchQuerySet:
        """Return the searches of the services in which the person answers at night or finds homes by day."""
        return self.filter(service__in=access.services(Role.ON_CALL, Role.LEADER, Role.COORDINATOR))


class NightSearch(models.Model):
    """One search: how old the children are, where they are now, and what a home must take on; no names.

    `children`: whom the register got when they moved in; `home`: where. Ended without them, `outcome` says how.
    `holds`: the places that were kept for them after a yes, until that is written.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="night_searches")
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("begun by"))
    ages = models.JSONField(_("ages of the children"), default=list)
    place = models.ForeignKey(
        Point, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("where they are now")
    )
    needs = CodeListField(_("what the home must take on"), choices=Need.choices)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    home = models.ForeignKey(Home, on_delete=models.SET_NULL, null=True, blank=True, related_name="night_searches")
    children = models.ManyToManyField(Child, blank=True, related_name="night_searches")
    holds = models.ManyToManyField(Hold, blank=True, related_name="night_searches")
    outcome = models.CharField(_("how it ended"), max_length=200, blank=True)

    objects = NightSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search at night")
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="night_search_ends_somehow",
                condition=Q(ended_at__isnull=True) | ~Q(outcome=""),
                violation_error_message=_("Write how the search ended."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M}"


class NightCall(models.Model):
    """A home was called in a search at night. The latest call to a home says what holds."""

    class Answer(models.TextChoices):
        NO_ANSWER = "no_answer", _("no answer")
        THINKING = "thinking", _("thinking about it")
        NO = "no", _("no")
        YES = "yes", _("yes")

    search = models.ForeignKey(NightSearch, on_delete=models.CASCADE, related_name="calls")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="night_calls")
    called_at = models.DateTimeField(_("called at"))
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("called by"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)

    class Meta:
        verbose_name = _("call at night")
        ordering = ("-called_at", "-pk")

    def __str__(self) -> str:
        return f"{self.home}: {self.get_answer_display()}"
