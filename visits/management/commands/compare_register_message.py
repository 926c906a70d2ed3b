"""Compare a register message from the case system with the register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Service

from ...register_message.comparison import ChildCompared, Comparison, compare_message
from ..message_command import MessageCommand


class Command(MessageCommand):
    help = (
        "Says on what a register message (barn-barnevern 4.0.1) of the case system and the register do not agree, "
        "child by child. Changes nothing. Exit status 0 when it was compared, also with differences; 2 with the "
        "reasons when the message is refused."
    )

    def handle(self, *, file: Path, service: str | None, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                chosen = self.service(opened, service)
                found = compare_message(opened, chosen, timezone.localdate())
        except OSError as error:
            self.refuse_unread(file, error)
        if found.stopped:
            self.refuse(found.stopped)
        for line in lines(found, chosen):
            self.stdout.write(line)


def lines(found: Comparison, service: Service) -> Iterator[str]:
    """Yield the summary, then each difference. Children stand there by the number of their case, never by name."""
    if found.header is not None:
        head = found.header
        yield f"{head.municipality_name} ({head.municipality}), {head.extracted_at:%Y-%m-%d %H:%M}, {head.system}"
    yield _counts(found, service)
    for one in found.differing:
        yield from _of_child(one)
    for journal in found.only_there:
        yield _("%(journal)s: only in the case system") % {"journal": journal}
    for child in found.only_here:
        yield _("%(journal)s: only in this register") % {"journal": child.reference}


def _counts(found: Comparison, service: Service) -> str:
    number = ngettext("%(n)d difference", "%(n)d differences", found.number) % {"n": found.number}
    words = {
        "service": service.name,
        "same": found.same,
        "differ": len(found.differing),
        "number": number,
        "there": len(found.only_there),
        "here": len(found.only_here),
    }
    return (
        _(
            "%(service)s: %(same)d children are the same, %(differ)d differ (%(number)s), %(there)d only in the case "
            "system, %(here)d only here."
        )
        % words
    )


def _of_child(one: ChildCompared) -> Iterator[str]:
    for difference in one.differences:
        there, here = (said or _("says nothing") for said in (difference.there, difference.here))
        words = {"journal": one.journal, "what": difference.what, "there": there, "here": here}
        yield _("%(journal)s, %(what)s: the case system: %(there)s; here: %(here)s") % words
