"""Making and sending what is due: run it twice or in two places at once, and each person gets each digest once.

The row is the lock. One row for each person and day is kept by the database; whoever turns a row's turn away (`claim`)
sends it, and the others find it taken. A process that dies between the two leaves its claim, which runs out; the mail
is then sent again with the same Message-ID, so that a mail program that had it shows it once.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F

from ..models import Mail
from .reminders import due_now, written

CLAIM = timedelta(minutes=15)
"""So long a mail is one process's alone: far longer than EMAIL_TIMEOUT lets one take."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, 360))
"""After the first failure, the second, …; after the last it is given up, and shown."""

REFUSED, SILENT, UNREACHABLE = "refused", "silent", "unreachable"
"""What went wrong, as a code: what a mail server says may quote the address, and is not kept."""


@dataclass
class Outcome:
    """What one run did."""

    made: int = 0
    sent: int = 0
    failed: int = 0


def send_due(at: datetime) -> Outcome:
    """Make what is due and send what waits. A server that does not answer at all is asked once, not for everybody."""
    outcome = Outcome(made=make(at))
    for mail in Mail.objects.to_send(at).select_related("to").order_by("next_try_at", "pk"):
        if not claim(mail, at):
            continue
        problem = deliver(mail)
        settle(mail, problem, at)
        outcome.sent += not problem
        outcome.failed += bool(problem)
        if problem in (SILENT, UNREACHABLE):
            break
    return outcome


def make(at: datetime) -> int:
    """Store the digests that are due as rows; return how many. What another process made first stays as it is."""
    made = 0
    for due in due_now(at):
        try:
            with transaction.atomic():
                written(due, at).save()
                made += 1
        except IntegrityError:
            if not Mail.objects.filter(to=due.access.user, for_day=due.for_day).exists():
                raise
    return made


def claim(mail: Mail, at: datetime) -> bool:
    """Take the mail's turn. Of two who ask at once the database lets one have it."""
    turn = Mail.objects.to_send(at).filter(pk=mail.pk)
    taken = turn.update(state=Mail.State.SENDING, tries=F("tries") + 1, next_try_at=at + CLAIM)
    mail.refresh_from_db(fields=["state", "tries", "next_try_at"])
    return taken == 1


def deliver(mail: Mail) -> str:
    """Hand the mail to the mail server. Return what went wrong, as a code, or nothing."""
    message_id = f"<reminder-{mail.pk}-{mail.for_day:%Y%m%d}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(mail.subject, mail.text, to=[mail.to.email], headers=headers)
    try:
        message.send()
    except OSError as error:  # all of smtplib's are
        return _kind_of(error)
    return ""


def _kind_of(error: OSError) -> str:
    # smtplib hides that time ran out behind a closed connection.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return SILENT
    gone = isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return REFUSED if isinstance(error, smtplib.SMTPException) and not gone else UNREACHABLE


def settle(mail: Mail, problem: str, at: datetime) -> None:
    """Store how the try ended: sent, tried again later, or given up."""
    if not problem:
        values = {"state": Mail.State.SENT, "settled_at": at, "next_try_at": None}
    elif mail.tries <= len(BACK_OFF):
        values = {"state": Mail.State.WAITING, "next_try_at": at + BACK_OFF[mail.tries - 1]}
    else:
        values = {"state": Mail.State.GIVEN_UP, "settled_at": at, "next_try_at": None}
    # Only who holds the claim may write: one that ran out is another's by now.
    held = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, tries=mail.tries)
    held.update(problem=problem, **values)
