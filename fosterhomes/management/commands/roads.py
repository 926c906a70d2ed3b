"""The road engine: build its tiles, fill the ways of the services, fit the estimate to what is known."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from fosterhomes.actions.distances import store_calibration
from fosterhomes.distances.calibrate import Calibration, calibrate, known_ways
from fosterhomes.distances.engines import NoEngine, chosen_engine
from fosterhomes.distances.fill import fill
from fosterhomes.distances.tiles import CannotBuild, build, current
from fosterhomes.models import RoadFill, Service
from fosterhomes.travel import Reckoning

FEWEST_WAYS = 5
"""Known ways without a ferry, below which the figures stay as they are. Few move them little: see `calibrate`."""


class Command(BaseCommand):
    help = "Builds the road engine's tiles, fills the services' travel times with it, and calibrates the estimate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        building = parts.add_parser("build", help="build the tiles from an OpenStreetMap extract (.osm.pbf)")
        building.add_argument("extract", type=Path, help="the extract, such as one of Norway or of a county")
        filling = parts.add_parser("fill", help="measure the ways of every service that have not been measured yet")
        filling.add_argument("--service", help="name of one service (default: all)")
        filling.add_argument("--again", action="store_true", help="measure the ways anew that have been measured")
        fitting = parts.add_parser("calibrate", help="fit the estimate to the ways that are known")
        fitting.add_argument("--dry-run", action="store_true", help="print the figures and the errors, store nothing")

    def handle(self, *, part: str, **options: Any) -> None:
        getattr(self, part)(**options)

    def build(self, *, extract: Path, **options: Any) -> None:
        before = current(settings.ROADS_DIR)
        try:
            tiles = build(extract, settings.ROADS_DIR, at=timezone.localtime(), tell=self.stdout.write)
        except CannotBuild as error:
            kept = f" The roads of {before.built_on} stay in use." if before else ""
            raise CommandError(f"{error}{kept}") from error
        self.stdout.write(f"Built the roads of {tiles.extract}. Now run `manage.py roads fill`.")

    def fill(self, *, service: str | None, again: bool, **options: Any) -> None:
        services = self.services(service)
        try:
            chosen = chosen_engine()
        except NoEngine as error:
            raise CommandError(str(error)) from error
        since = None if again else chosen.fresh_since
        for one in services:
            at = timezone.localtime()
            self.tell(fill(one, chosen.engine, fresh_since=since, at=at, tell=self.stdout.write))

    def services(self, name: str | None) -> list[Service]:
        rows = list(Service.objects.filter(name=name) if name else Service.objects.all())
        if not rows:
            known = ", ".join(Service.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no such service. Known: {known}.")
        return rows

    def tell(self, done: RoadFill) -> None:
        line = f"{done.service}: {done.asked} ways asked for, {done.answered} measured, {done.no_road} without a road"
        self.stdout.write(line)
        if done.unanswered:
            with translation.override("en"):  # the language of commands
                trouble = str(RoadFill.Trouble(done.trouble).label)
            self.stderr.write(f"{done.service}: {done.unanswered} ways without an answer stay estimates. {trouble}")

    def calibrate(self, *, dry_run: bool, **options: Any) -> None:
        ways, reckoning = known_ways(), Reckoning.stored()
        dry = sum(not way.ferry_minutes for way in ways)
        if dry < FEWEST_WAYS:
            raise CommandError(
                f"{dry} ways without a ferry are known, and {FEWEST_WAYS} are needed. Nothing is changed."
            )
        found = calibrate(ways, reckoning)
        self.print(found, reckoning)
        if dry_run or not found.is_better:
            self.stdout.write("Nothing is stored." if dry_run else "Not better than before: nothing is stored.")
            return
        store_calibration(found, on=timezone.localdate())
        self.stdout.write("Stored as of today.")

    def print(self, found: Calibration, reckoning: Reckoning) -> None:
        for terrain, new in sorted(found.figures.items()):
            old = reckoning.figures[terrain]
            self.stdout.write(
                f"{terrain:<10} winding {old.winding:.2f} -> {new.winding:.2f}, metres a minute "
                f"{old.metres_a_minute} -> {new.metres_a_minute}, {found.ways[terrain]} ways"
            )
        self.stdout.write(f"Mean error: {found.error_before} % before, {found.error_after} % after")
