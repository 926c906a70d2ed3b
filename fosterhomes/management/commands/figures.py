"""Print the figures of the status report, counted from the rows."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from fosterhomes.figures import EARLIEST, LABELS, LATEST, figures_of
from fosterhomes.models import Service


def day(text: str) -> date:
    try:
        chosen = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; write it as 2026-12-31") from error
    if not EARLIEST <= chosen <= LATEST:
        raise ArgumentTypeError(f"{text!r} lies outside {EARLIEST} to {LATEST}")
    return chosen


class Command(BaseCommand):
    help = "Prints the figures of the status report of one service on one day, counted from the rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, help="the day, as 2026-12-31 (default: the demo's own day, else today)")
        parser.add_argument("--service", help="name of the service (default: the one that was registered first)")
        parser.add_argument("--json", action="store_true", help="one JSON object with the figures by their keys")

    def handle(self, *, on: date | None, service: str | None, json: bool, **options: Any) -> None:
        chosen = self.service(service)
        on = on or chosen.demo_on or timezone.localdate()
        figures = figures_of(chosen, on)
        self.stdout.write(as_json(figures) if json else as_text(chosen, on, figures))

    def service(self, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        chosen = services.filter(name=name).first() if name else services.first()
        if chosen is None and name:
            known = ", ".join(services.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no service with the name {name!r}. Known: {known}.")
        if chosen is None:
            raise CommandError("The database holds no service yet. `manage.py demo_data` loads an invented one.")
        return chosen


def as_json(figures: dict[str, int]) -> str:
    return json.dumps(figures)


def as_text(service: Service, on: date, figures: dict[str, int]) -> str:
    lines = [f"{number:>5}  {LABELS[key]}" for key, number in figures.items()]
    return "\n".join([f"{service.name}, {on}", *lines])
