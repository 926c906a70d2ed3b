"""Print the figures of the status report, or those of a half-year, counted from the rows."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from fosterhomes.figures import EARLIEST, LABELS, LATEST, figures_of
from fosterhomes.models import Service
from visits.statements.half_year import Figure, HalfYear
from visits.statements.half_year_rows import HalfYearReport, half_year_report
from visits.statements.half_year_words import TITLES, share_in_words

REFUSED = 2
"""The exit status when nothing was done, and the reason stands on standard error."""


def day(text: str) -> date:
    try:
        chosen = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; write it as 2026-12-31") from error
    if not EARLIEST <= chosen <= LATEST:
        raise ArgumentTypeError(f"{text!r} lies outside {EARLIEST} to {LATEST}")
    return chosen


def half_year(text: str) -> HalfYear:
    try:
        return HalfYear.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Prints the figures of one service, counted from the rows: of the status report on a day, or of a half-year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--on", type=day, help="the day, as 2026-12-31 (default: the demo's own day, else today)")
        when.add_argument("--half-year", type=half_year, help="the figures 1G, 3B and 3D of a half-year, as 2026H1")
        parser.add_argument("--service", help="name of the service (default: the one that was registered first)")
        parser.add_argument("--json", action="store_true", help="one JSON object with the figures by their keys")

    def handle(
        self, *, on: date | None, half_year: HalfYear | None, service: str | None, json: bool, **options: Any
    ) -> None:
        chosen = self.service(service)
        if half_year:
            self.half_year(chosen, half_year, json)
            return
        on = on or chosen.demo_on or timezone.localdate()
        figures = figures_of(chosen, on)
        self.stdout.write(as_json(figures) if json else as_text(chosen, on, figures))

    def half_year(self, service: Service, half: HalfYear, json: bool) -> None:
        try:
            report = half_year_report(service, half, timezone.localdate())
        except ValueError as refused:
            raise CommandError(f"{refused}.", returncode=REFUSED) from refused
        figures = {code: asdict(figure) for code, figure in report.figures().items()}
        self.stdout.write(as_json(figures) if json else "\n".join(half_year_as_text(service, report)))

    def service(self, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        chosen = services.filter(name=name).first() if name else services.first()
        if chosen is None and name:
            known = ", ".join(services.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no service with the name {name!r}. Known: {known}.", returncode=REFUSED)
        if chosen is None:
            sentence = "The database holds no service yet. `manage.py demo_data` loads an invented one."
            raise CommandError(sentence, returncode=REFUSED)
        return chosen


def as_json(figures: dict[str, Any]) -> str:
    return json.dumps(figures)


def as_text(service: Service, on: date, figures: dict[str, int]) -> str:
    lines = [f"{number:>5}  {LABELS[key]}" for key, number in figures.items()]
    return "\n".join([f"{service.name}, {on}", *lines])


def half_year_as_text(service: Service, report: HalfYearReport) -> Iterator[str]:
    """Yield the figures of the service, then those of each of its municipalities."""
    closed = "" if report.closed else ", not closed yet"
    yield f"{service.name}, {report.half}, as of {report.day}{closed}"
    yield from _figures(report.figures())
    for municipality in service.municipalities.all():
        yield f"{municipality.number} {municipality.name}"
        yield from _figures(report.figures(municipality))


def _figures(figures: dict[str, Figure]) -> Iterator[str]:
    for code, figure in figures.items():
        share = share_in_words(figure)
        yield f"  {code}  {figure.numerator} of {figure.denominator} ({share})  {TITLES[code]}"
