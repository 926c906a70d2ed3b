"""What the commands that read a register message have in common: which service it is for, and how they refuse."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import BinaryIO, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from fosterhomes.models import Service

from ..register_message.read_head import municipality_of

REFUSED = 2
MOST_LINES = 40


class MessageCommand(BaseCommand):
    """A command about a file of the case system. It ends with status 2 and the reasons when it refuses the file."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the message, an XML file, or a zip file with many")
        parser.add_argument("--service", help="name of the service (default: the one of the sending municipality)")

    def service(self, file: BinaryIO, name: str | None) -> Service:
        services = Service.objects.order_by("pk")
        if name:
            chosen = services.filter(name=name).first()
            known = ", ".join(services.values_list("name", flat=True)) or "none"
            if chosen is None:
                words = {"name": name, "known": known}
                self.refuse([_("There is no service with the name %(name)s. Known: %(known)s.") % words])
            return chosen
        chosen = services.filter(municipalities=municipality_of(file)).first() or services.first()
        if chosen is None:
            self.refuse([_("The database holds no service yet.")])
        return chosen

    def refuse(self, reasons: list[str]) -> NoReturn:
        """Say why, and end with the status that means that nothing was changed."""
        left = [more(len(reasons))] if len(reasons) > MOST_LINES else []
        told = [*reasons[:MOST_LINES], *left, _("Nothing was changed.")]
        raise CommandError("\n".join(told), returncode=REFUSED)

    def refuse_unread(self, file: Path, error: OSError) -> NoReturn:
        self.refuse([_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error.strerror}])


def more(number: int) -> str:
    return _("… and %(n)d more.") % {"n": number - MOST_LINES}
