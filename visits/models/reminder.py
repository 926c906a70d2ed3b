"""Reminders by e-mail: what each person has chosen, and each digest as a row, so that a failed send is seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Role, Service, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access

KEEPS_MAIL = (Role.LEADER, Role.ADMINISTRATOR)
"""Who sees whether the service's digests arrive."""


class Rhythm(models.TextChoices):
    """How often somebody is reminded."""

    DAILY = "daily", _("every working day")
    WEEKLY = "weekly", _("once a week")
    NONE = "none", _("never")


class ReminderChoice(models.Model):
    """How a person wants to be reminded. Without a row: as their duty has it (`visits.reminding.reminders`)."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reminder_choice")
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm.choices)
    weekday = models.PositiveSmallIntegerField(
        _("weekday of the weekly one"),
        choices=Weekday.choices,
        default=Weekday.MONDAY,
        help_text=_("On a public holiday it comes on the next working day."),
    )

    class Meta:
        verbose_name = _("choice of reminders")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rhythm_display()}"


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, access: Access) -> MailQuerySet:
        """Return the mails that the person's duties show: their own; leader and administrator, the service's."""
        return self.filter(Q(to=access.user) | Q(service__in=access.services(*KEEPS_MAIL)))

    def to_send(self, at: datetime) -> MailQuerySet:
        """Return the mails whose turn has come. A claim that has run out belongs to a process that died."""
        return self.filter(state__in=(Mail.State.WAITING, Mail.State.SENDING), next_try_at__lte=at)


class Mail(models.Model):
    """One digest to one person: what it says, and whether it arrived. It holds no child's name, date or place.

    `for_day`: the day or, of a weekly one, the weekday it stands for; there is one for each person and day, whoever
    makes it. `next_try_at`: when it is tried; while it is being sent, until when nobody else may.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("did not get through")
        SHOWN = "shown", _("shown here instead of sent")
        NOTHING = "nothing", _("nothing to tell")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="mails")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mails", verbose_name=_("to"))
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm.choices)
    for_day = models.DateField(_("for the day"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=12, blank=True)
    made_at = models.DateTimeField(_("made at"))
    settled_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("to", "for_day"),
                name="mail_once_a_day",
                violation_error_message=_("This reminder is already made."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.to} {self.for_day}"
