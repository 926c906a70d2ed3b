"""How long 20,000 rows take: `python -m tests.bench.bench_tables`, with an empty SQLite of its own.

Children with 300 mistakes (a trial), without (stored), and the same again (nothing changes); then visits.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from time import perf_counter, process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fosterhomes.project.settings")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-tables-")

import django

django.setup()  # before what follows: it imports models

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from fosterhomes.actions.tables import import_rows  # noqa: E402
from fosterhomes.models import Child, Duty, Home, Municipality, Placement, Service, User  # noqa: E402
from fosterhomes.tables.check import Batch, Report, Rows, outcome, try_out  # noqa: E402
from fosterhomes.tables.files import read  # noqa: E402
from fosterhomes.tables.guessing import guess_columns, guess_kind  # noqa: E402
from tests.bench.tables_files import children, visits  # noqa: E402

ROWS, MISTAKES, HOMES = 20_000, 300, 50


def main() -> None:
    call_command("migrate", verbosity=0)
    service = Service.objects.create(name="Bench")
    Municipality.objects.create(number="4631", name="Alver", service=service)
    measured("children, 300 mistakes, trial", children(ROWS, MISTAKES, "Alver"), service, store=False)
    whole = children(ROWS, 0, "Alver")
    measured("children, stored", whole, service, store=True)
    measured("the same again", whole, service, store=True)
    made = placed(service)
    rows = visits(made, ROWS, MISTAKES, date(2024, 2, 1))
    measured("visits, 300 mistakes, trial", rows, service, store=False)
    measured("visits, stored", visits(made, ROWS, 0, date(2024, 2, 1)), service, store=True)


def placed(service: Service) -> list[tuple[str, str, str]]:
    """Give children a home and return what a visit's row needs of each."""
    worker = User.objects.create_user("worker@example.no", "Worker")
    Duty.objects.create(user=worker, service=service, role="caseworker", from_on=date(2020, 1, 1))
    alver, found = Municipality.objects.get(number="4631"), []
    for child in Child.objects.filter(service=service)[:HOMES]:
        home = Home.objects.create(service=service, kind="ordinary", name=child.name, municipality=alver, places=1)
        moved_in = date(2024, 1, 1)
        Placement.objects.create(child=child, home=home, kind="ordinary", legal_ground="care_order", from_on=moved_in)
        found.append((child.reference, moved_in.isoformat(), worker.email))
    return found


def measured(name: str, text: str, service: Service, *, store: bool) -> Report:
    began, cpu = perf_counter(), process_time()
    grid = read(text.encode())
    kind = guess_kind(grid.headings)
    assert kind is not None
    now = timezone.now()
    batch = Batch(service, None, now, timezone.localdate(now))
    rows = Rows(kind, guess_columns(kind, grid.headings), grid.rows)
    report = outcome(import_rows(rows, batch) if store else try_out(rows, batch))
    took = f"{perf_counter() - began:6.1f} s ({process_time() - cpu:.1f} s of one processor)"
    print(f"{name:32} {took}  {report.counts}", flush=True)
    return report


if __name__ == "__main__":
    main()
