"""Write what the register says of follow-up and supervision as register messages."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fosterhomes.models import Service

from ...actions.register_message import take_out_messages
from ...register_message.takeout import TakenOut, as_zip

REFUSED = 2


def organisation(text: str) -> str:
    if re.fullmatch(r"[0-9]{9}", text) is None:
        raise ArgumentTypeError(f"{text!r} is not nine digits")
    return text


class Command(BaseCommand):
    help = (
        "Writes what the register says of the follow-up and supervision of each own child as register messages "
        "(barn-barnevern 4.0.1), to check the case system against. The schema has one case in a message: of several "
        "children FILE.xml holds the first, and FILE-0002.xml and so on the others; FILE.zip holds all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="FILE.xml or FILE.zip")
        parser.add_argument("--child", default="", help="only the child whose case has this number")
        parser.add_argument("--service", help="name of the service (default: the one that was registered first)")
        parser.add_argument("--organisation", type=organisation, help="organisation number of the sender")
        parser.add_argument("--why", default="by the operator", help="why it is taken out: stands in the log")

    def handle(
        self, *, out: Path, child: str, service: str | None, organisation: str | None, why: str, **options: Any
    ) -> None:
        if out.suffix not in (".xml", ".zip"):
            self.refuse(f"{out} must end in .xml or .zip.")
        if not out.parent.is_dir():
            self.refuse(f"There is no folder {out.parent}.")
        chosen = self.service(service)
        taken = take_out_messages(
            service=chosen, reason=why, by=None, at=timezone.now(), reference=child, organisation=organisation or ""
        )
        if not taken.files:
            self.refuse(
                f"No child with the case number {child!r} lives in a home." if child else "No child is in a home."
            )
        try:
            written = write(taken, out)
        except OSError as error:
            self.refuse(f"{out} cannot be written: {error.strerror}.")
        for line in lines(taken, chosen, written):
            self.stdout.write(line)

    def service(self, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        chosen = services.filter(name=name).first() if name else services.first()
        if chosen is None:
            known = ", ".join(services.values_list("name", flat=True)) or "none"
            self.refuse(f"There is no such service. Known: {known}.")
        return chosen

    def refuse(self, reason: str) -> NoReturn:
        raise CommandError(f"{reason}\nNothing was written.", returncode=REFUSED)


def write(taken: TakenOut, out: Path) -> list[Path]:
    """Write the messages, readable for their owner alone, and return the files."""
    if out.suffix == ".zip":
        return [_put(out, as_zip(taken))]
    paths = [out if n == 1 else out.with_name(f"{out.stem}-{n:04}.xml") for n in range(1, len(taken.files) + 1)]
    return [_put(path, data) for path, (_name, data) in zip(paths, taken.files, strict=True)]


def _put(path: Path, data: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


def lines(taken: TakenOut, service: Service, written: list[Path]) -> list[str]:
    told = [
        f"{service.name}: {len(taken.files)} children, one message each; "
        f"{taken.measures} stays, {taken.visits} visits that were made.",
        f"Written: {written[0]}" + (f" … {written[-1]} ({len(written)} files)" if len(written) > 1 else ""),
    ]
    if taken.protected:
        told.append(
            f"{taken.protected} stays with a protected address: who supervises is left out, and the visits of it."
        )
    return told
