"""Start the demo: database, invented service, server and worker under one parent."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from fosterhomes.models import Service
from fosterhomes.project import demo
from fosterhomes.project.demo_login import demo_people
from fosterhomes.project.processes import Together

START_SECONDS = 60


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Return the two programs of the demo, by name."""
    server = ["-m", "waitress", f"--listen={host}:{port}", "--threads=6", "fosterhomes.project.wsgi:application"]
    worker = [sys.argv[0], "worker", "--queue-name=*", "--interval=0.5", "--no-reload", "--verbosity=0"]
    return {"server": [sys.executable, *server], "worker": [sys.executable, *worker]}


class Command(BaseCommand):
    help = "Starts the demo: an invented service, the server and the worker. Ctrl-C stops it, the data is kept."
    # The database may not be there yet, and `migrate` runs the checks.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="throw the data away, load it anew, and end")
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, reset: bool, host: str, port: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo logs anybody in: it starts only when DEMO=1 is set, as `make demo` does.")
        with demo.hold(), translation.override("en"):
            self.prepare(reset)
            if reset:
                self.stdout.write("The demo is as new. `make demo` starts it.")
            else:
                self.serve(host, port)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def prepare(self, reset: bool) -> None:
        """Bring the database up to date and load the invented service when there is none."""
        if reset:
            self.reset()
        if demo.has_new_migrations():
            self.say("Preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        demo.refuse_real_data()
        if not Service.objects.exists():
            self.say("Loading the demo service")
            call_command("demo_data")
            self.say("Matching the children who wait, and planning the year")
            demo.solve()

    def reset(self) -> None:
        if demo.has_services():
            demo.refuse_real_data()
        self.say("Throwing the demo's data away")
        demo.throw_away()

    def serve(self, host: str, wanted: int) -> None:
        port = demo.free_port(host, wanted)
        if port != wanted:
            self.say(f"Port {wanted} is taken by another program; the demo uses {port}.")
        self.say("Starting the server and the worker")
        programs = Together(commands(host, port))
        programs.start()
        if programs.until(lambda: demo.answers(host, port), START_SECONDS):
            self.welcome(host, port)
        ended = programs.wait()
        if ended:
            name, status = ended
            raise CommandError(f"The {name} ended by itself (status {status}); everything was stopped.", returncode=1)
        self.say("The demo has stopped; its data is kept.")

    def welcome(self, host: str, port: int) -> None:
        """Say where the demo is and who can log in."""
        self.say(f"\nThe demo is at http://{host}:{port}/")
        self.say("The log-in page offers these people, one click each:")
        for person in demo_people(timezone.localdate()):
            self.say(f"  {person.role.label:<24}{person.user.name:<28}{person.user.email}")
        self.say("Ctrl-C stops it; the data is kept. `make demo-reset` starts over.\n")
