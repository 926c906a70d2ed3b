"""Time a large register message: `python -m tests.bench.bench_message [MEGABYTES] [CHILDREN]`.

Writes an invented message of that size (200 MB and 20,000 children when none is named), checks it, plans it against an
empty register and applies it, each in a process of its own, and prints seconds and the most memory it took.
National numbers in it are synthetic (month + 80).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.visits.register_messages import case, measure, uid

STEPS = ("check", "plan", "apply")
MEGABYTE = 1 << 20
FIRST_DAY = date(2024, 3, 1)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><Barnevern Id="{id}" DatoUttrekk="2026-03-01T09:30:10+01:00">'
    '<Fagsystem Leverandor="Visma" Navn="Bench" Versjon="1"/><Avgiver Organisasjonsnummer="999999999" '
    'Kommunenummer="4631" Kommunenavn="Alver"/>'
)


def main(arguments: list[str]) -> int:
    """Run the benchmark, or one step of it (`--step`); return the exit status."""
    if arguments[:1] == ["--step"]:
        return _step(arguments[1], Path(arguments[2]))
    megabytes, children = (int(text) for text in (*arguments, *("200", "20000")[len(arguments) :]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "message.xml"
        write(path, megabytes, children)
        print(f"{path.stat().st_size / MEGABYTE:.0f} MB, {children} children, one in four in foster care")
        for step in STEPS:
            subprocess.run(
                [sys.executable, "-m", "tests.bench.bench_message", "--step", step, str(path)],
                env=os.environ | {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"},
                check=True,
            )
    return 0


def write(path: Path, megabytes: int, children: int) -> None:
    """Write a message of about so many megabytes, with so many children."""
    each = megabytes * MEGABYTE // children
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(id=uid("bench")))
        for number in range(children):
            file.write(_case(number, each))
        file.write("</Barnevern>")


def _case(number: int, size: int) -> str:
    """Return a case of about so many characters: reports of concern fill it, as they do in a real one."""
    born = date(2010, 1, 1) + timedelta(days=number % 4000)
    measures = [measure(f"b{number}x", "4.1")]
    if number % 4 == 0:
        days = [f"{FIRST_DAY + timedelta(days=45 * n + number % 40)}" for n in range(14)]
        measures.append(measure(f"b{number}", "2.2", f"{FIRST_DAY}", followed=days[::2], supervised=days[1::2]))
    text = case(f"B-{number}", *measures, born=born, number=100 + number // 4000 * 60)
    head, tail = text.split("/>", 1)
    return f"{head}/>{''.join(_concerns(number, size - len(text)))}{tail}"


def _concerns(number: int, size: int) -> Iterator[str]:
    for count in range(max(0, size // 330)):
        yield (
            f'<Melding Id="{uid(number, count)}" StartDato="2020-01-01"><Melder Kode="6"/>'
            f'<Saksinnhold Kode="18" Presisering="{"Meir om det som er meldt. " * 5}"/>'
            '<Konklusjon SluttDato="2020-01-05" Kode="1"/></Melding>'
        )


def _step(name: str, path: Path) -> int:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "fosterhomes.project.settings"
    django.setup()
    service = _service(name)
    begun = time.process_time()
    with path.open("rb") as file:
        told = _run(name, file, service)
    seconds = time.process_time() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<6} {seconds:7.1f} s of the processor   {megabytes:5.0f} MB at most   {told}", flush=True)
    return 0


def _service(step: str):  # type: ignore[no-untyped-def]
    from django.core.management import call_command

    from fosterhomes.models import Municipality, Service

    call_command("migrate", verbosity=0)
    service, _new = Service.objects.get_or_create(name="Benk")
    Municipality.objects.get_or_create(number="4631", defaults={"name": "Alver", "service": service})
    return service


def _run(step: str, file, service) -> str:  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from visits.actions.register_message import apply_message
    from visits.register_message.run import check, run

    now = timezone.now()
    if step == "check":
        return f"{check(file).cases} cases"
    if step == "plan":
        outcome = run(file, service, timezone.localdate(now))
    else:
        outcome = apply_message(file=file, service=service, by=None, at=now)
    return f"{dict(outcome.states)}, {outcome.counts['visits_new']} visits"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
