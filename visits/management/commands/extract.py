"""Write pseudonymised rows for the service's analyst."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from fosterhomes.actions.lists_out import take_out
from fosterhomes.models import Service
from visits.extract import write_extract

from .figures import day


class Command(BaseCommand):
    help = "Writes children, stays, visits and windows of one service as csv, with random names instead of people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="folder for the files; it must be empty or new")
        parser.add_argument("--service", help="name of the service (default: the one that was registered first)")
        parser.add_argument("--on", type=day, help="how it stood on this day, as 2026-06-30 (default: today)")
        parser.add_argument("--years", type=int, default=2, help="windows of this year and so many before (default: 2)")
        parser.add_argument("--why", default="for the service's analyst", help="what it is for; it is written down")

    def handle(
        self, *, out: Path, service: str | None, years: int, why: str, on: date | None = None, **options: Any
    ) -> None:
        chosen = self._service(service)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CommandError(f"{out} is no empty folder.", returncode=2)
        now = timezone.now()
        today = timezone.localdate(now)
        if on and on > today:
            raise CommandError(f"{on} has not come yet.", returncode=2)
        extract = write_extract(chosen, on or today, years, out)
        take_out(what="extract", form="csv", count=sum(extract.rows.values()), why=why, service=chosen, by=None, at=now)
        for file, count in extract.rows.items():
            self.stdout.write(f"{count:>6}  {out / file}.csv")
        self.stdout.write(f"What each column holds: {out / 'columns.csv'}. Done.")

    def _service(self, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        chosen = services.filter(name=name).first() if name else services.first()
        if chosen is None:
            known = ", ".join(services.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no service with the name {name!r}. Known: {known}.", returncode=2)
        return chosen
