"""Draw the way of a supervision report for people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from visits.supervision_reports.drawing import PAGE, page


class Command(BaseCommand):
    help = "Draws docs/supervision-reports.md from the tables of states and steps."

    def handle(self, **options: Any) -> None:
        PAGE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{PAGE} is drawn.")
