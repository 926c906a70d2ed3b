"""Load the invented demo service: register, visits and decisions."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from fosterhomes.demo.load import load_register
from fosterhomes.demo.rows import refresh_statistics
from fosterhomes.models import Child, Home, Service
from visits.models import Visit

from .figures import day


class Command(BaseCommand):
    help = "Loads the invented demo service into an empty database. Its people log in with a click, without passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day that the demo shows (default: today)")
        parser.add_argument("--reset", action="store_true", help="remove the demo that is there, with all else, first")

    def handle(self, *, on: date | None, reset: bool, **options: Any) -> None:
        if Service.objects.exclude(demo_on__isnull=False).exists():
            raise CommandError(
                "The database holds a service that is not invented. The demo needs a database of its own."
            )
        if Service.objects.exists():
            if not reset:
                raise CommandError("The demo service is already there. Use --reset to load it anew.")
            call_command("flush", interactive=False, verbosity=0)
        with transaction.atomic():
            demo = load_register(on or timezone.localdate())
            for loader in settings.DEMO_LOADERS:
                import_string(loader)(demo)
            refresh_statistics()
        self.stdout.write(summary(demo.service, demo.on))


def summary(service: Service, on: date) -> str:
    homes, children, visits = (model.objects.filter(service=service).count() for model in (Home, Child, Visit))
    return f"{service.name} as of {on}: {homes} homes, {children} children, {visits} visits. Nobody in it exists."
