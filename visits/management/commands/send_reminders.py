"""Send the reminders that are due. Meant for a timer, every few minutes: what is made or sent already stays so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...reminding.mailing import send_due


class Command(BaseCommand):
    help = "Makes the digests of the day and sends what waits; in the demo they are shown on a page instead."

    def handle(self, **options: Any) -> None:
        if not (settings.DEMO or settings.MAIL_IS_SENT):
            raise CommandError("EMAIL_HOST is not set: there is no mail server to send reminders by.")
        outcome = send_due(timezone.now())
        self.stdout.write(f"{outcome.made} made, {outcome.sent} sent, {outcome.failed} did not get through.")
