"""Apply a register message from the case system."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Service

from ...actions.register_message import apply_message
from ...register_message import words
from ...register_message.run import CaseTold, Outcome, run
from ..message_command import MOST_LINES, MessageCommand, more


class Command(MessageCommand):
    help = (
        "Applies a register message (barn-barnevern 4.0.1) from the case system: children, stays, frequencies, visits. "
        "Whole or not at all: exit status 2 with the reasons when it is refused and nothing changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--leave-refused", action="store_true", help="leave the cases that are refused, take the rest"
        )

    def handle(self, *, file: Path, dry_run: bool, service: str | None, leave_refused: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                chosen = self.service(opened, service)
                outcome = self.outcome(opened, chosen, dry_run, leave_refused)
        except OSError as error:
            self.refuse_unread(file, error)
        for line in lines(outcome, chosen, dry_run):
            self.stdout.write(line)
        if outcome.stopped or (outcome.refused and not leave_refused):
            self.refuse([*outcome.stopped, *(f"{one.journal}: {' '.join(one.refused)}" for one in outcome.refused)])

    def outcome(self, file: BinaryIO, service: Service, dry_run: bool, leave_refused: bool) -> Outcome:
        now = timezone.now()
        if dry_run:
            return run(file, service, timezone.localdate(now))
        return apply_message(file=file, service=service, by=None, at=now, leave_refused=leave_refused)


def lines(outcome: Outcome, service: Service, dry_run: bool) -> Iterator[str]:
    """Yield the summary. Children stand there by the number of their case, never by name."""
    if outcome.header is not None:
        head = outcome.header
        yield f"{head.municipality_name} ({head.municipality}), {head.extracted_at:%Y-%m-%d %H:%M}, {head.system}"
        told = ngettext("%(n)d case, for %(service)s", "%(n)d cases, for %(service)s", outcome.cases)
        yield told % {"n": outcome.cases, "service": service.name}
    if outcome.stopped:
        return
    yield from (f"{n:>7}  {label}" for label, n in words.stated(outcome))
    yield from (f"{n:>7}  {label}" for label, n in words.counted(outcome))
    yield from (f"{n:>7}  {_left(label)}" for label, n in words.left(outcome))
    for one in outcome.told[:MOST_LINES]:
        yield from _of_case(one)
    if len(outcome.told) > MOST_LINES:
        yield more(len(outcome.told))
    if outcome.applied or not outcome.refused:
        yield _("Nothing was changed: this was a dry run.") if dry_run else _done(outcome)


def _of_case(one: CaseTold) -> Iterator[str]:
    for sentence in one.told:
        yield f"  {one.journal}: {sentence}"
    for sentence in (*one.refused, *one.look):
        yield "  " + _("%(journal)s, to look at: %(sentence)s") % {"journal": one.journal, "sentence": sentence}


def _left(label: str) -> str:
    return _("measures, left, %(kind)s") % {"kind": label}


def _done(outcome: Outcome) -> str:
    return _("Applied.") if outcome.changes else _("Nothing was changed: the register says the same.")
