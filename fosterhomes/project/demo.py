"""What the demo needs before it can start: an exclusive hold of its data, a database, and the invented service."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from visits.actions.plan import accept_moves
from visits.plans.options import PlanOptions

from ..actions.runs import ask_for_run
from ..models import Role, Run, Service, User
from ..runs import carry_out

PORTS_TRIED = 50


@contextmanager
def hold() -> Iterator[None]:
    """Keep the demo's data from being used twice. Raises `CommandError` while another demo runs."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("The demo is already running here. Stop it first, with Ctrl-C where it runs.") from None
        yield


def has_new_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def has_services() -> bool:
    """Return whether the database knows services at all; a new one has no tables."""
    return Service._meta.db_table in connection.introspection.table_names()


def refuse_real_data() -> None:
    """Raise `CommandError` when the database holds a service that is not invented."""
    real = Service.objects.filter(demo_on__isnull=True).values_list("name", flat=True)
    if real:
        raise CommandError(
            f"The database holds a service that is not invented ({', '.join(real)}). The demo needs a database "
            "of its own: leave DATABASE_URL out, or name another."
        )


def throw_away() -> None:
    """Remove every row of the demo; SQLite's file goes whole, so that no leftover of an older schema stays."""
    if connection.vendor != "sqlite":
        call_command("flush", interactive=False, verbosity=0)
        return
    connection.close()
    database = str(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        Path(database + suffix).unlink(missing_ok=True)


def solve() -> None:
    """Match the demo's waiting children, ask what the area lacks, and plan its year, as its coordinator would."""
    now = timezone.now()
    today = timezone.localdate(now)
    how = {"seconds": 30, "seed": 1, "workers": 2}
    year = PlanOptions(today + timedelta(days=1), since=today, keeps=False).as_json()
    for service in Service.objects.filter(demo_on__isnull=False, office__isnull=False):
        for coordinator in User.objects.with_duty(Role.COORDINATOR, service, today)[:1]:
            asked = ((Run.Kind.MATCHING, how), (Run.Kind.RECRUITMENT, how), (Run.Kind.YEAR_PLAN, how | year))
            for kind, options in asked:
                run = ask_for_run(kind=kind, service=service, options=options, by=coordinator, at=now)
                carry_out.call(run.pk)
            # What the rows of the demo had planned by hand gives way to the plan, as a coordinator would let it.
            accept_moves(run=run, moves=None, by=coordinator, at=now)


def is_free(host: str, port: int) -> bool:
    """Return whether a server could listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port that a server left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port or the next free one above it. Raises `CommandError` when all are taken."""
    for port in range(wanted, wanted + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise CommandError(f"The ports {wanted} to {wanted + PORTS_TRIED - 1} are all taken. Choose another with PORT.")


def answers(host: str, port: int) -> bool:
    """Return whether a server takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
