"""Let go of what has been kept long enough. Meant for a timer, once a night."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from fosterhomes.project import retention


class Command(BaseCommand):
    help = "Removes what has been kept as long as fosterhomes/retention.toml says, and prints how many rows of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count; nothing is removed")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        swept = retention.count(today) if dry_run else retention.carry_out(today, now)
        for kind in swept:
            self.stdout.write(f"{kind.rows:>6}  {kind.sentence}")
        self.stdout.write("Nothing was removed: this was a dry run." if dry_run else "Done.")
