"""Store the postal codes of a file as points to choose from."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from fosterhomes.distances.postal import NoPostalFile, load, of_today, read_places, read_register
from fosterhomes.models import Municipality, Terrain

MOST_FAULTS_TOLD = 20


class Command(BaseCommand):
    help = "Stores the postal codes of a tab-separated file with coordinates as places to choose from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="postal codes with coordinates (www.erikbolstad.no/postnummer)")
        parser.add_argument("--register", type=Path, help="Posten's register, for today's municipality numbers")
        parser.add_argument(
            "--municipality", action="append", metavar="NUMBER", default=[],
            help="only these, given once each (default: those that the services answer for)",
        )  # fmt: skip
        near = [value for value in Terrain.values if value != Terrain.MAIN_ROAD]
        parser.add_argument("--terrain", choices=near, default=Terrain.FJORD.value, help="kind of their roads")

    def handle(
        self, *, file: Path, register: Path | None, municipality: list[str], terrain: str, **options: Any
    ) -> None:
        faults: list[str] = []
        try:
            places = read_places(file, faults)
            if register is not None:
                places = of_today(places, read_register(register))
        except NoPostalFile as error:
            raise CommandError(f"{error} Nothing is changed.") from error
        done = load(places, self.numbers(municipality), terrain)
        for fault in faults[:MOST_FAULTS_TOLD]:
            self.stderr.write(f"Left out, {fault}")
        if len(faults) > MOST_FAULTS_TOLD:
            self.stderr.write(f"Left out, {len(faults) - MOST_FAULTS_TOLD} further lines")
        self.stdout.write(f"{done.made} new, {done.known} known before, {done.elsewhere} in other municipalities")

    def numbers(self, asked: list[str]) -> set[str]:
        own = set(Municipality.objects.exclude(service=None).values_list("number", flat=True))
        numbers = {number.zfill(4) for number in asked} or own
        if not numbers:
            raise CommandError("No service answers for a municipality yet. Name them with --municipality.")
        return numbers
