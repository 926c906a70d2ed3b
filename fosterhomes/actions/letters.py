"""Letters to the other municipality: written, sent, answered; what was wrong is removed with its reason."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..approval import is_elsewhere
from ..letters import text_of
from ..models import Child, Home, Letter, User
from .base import deed, record, save_changes, save_new


def write_letter(
    *, home: Home, child: Child | None, language: str, answer_due_on: date | None, by: User, at: datetime
) -> Letter:
    """Store the letter as it stands now: a request about the home, or, with a child, the notice about it.

    Raises `ValidationError` when the home lies in the service's own municipality, or the answer is due before today.
    """
    today = timezone.localdate(at)
    if not is_elsewhere(home):
        raise ValidationError(_("The home lies in a municipality of the service itself: nobody else is to be asked."))
    if answer_due_on and answer_due_on <= today:
        raise ValidationError({"answer_due_on": _("Choose a day to come.")})
    letter = Letter(
        home=home, child=child, municipality=home.municipality, language=language, written_on=today, written_by=by,
        kind=Letter.Kind.NOTICE if child else Letter.Kind.REQUEST, answer_due_on=answer_due_on,
        text=text_of(home, child, language, by=by, on=today, answer_due_on=answer_due_on),
    )  # fmt: skip
    save_new(letter, verb="letter.written", by=by, at=at)
    return letter


def send_letter(*, letter: Letter, on: date, by: User, at: datetime) -> None:
    """Write on which day the letter was sent. Raises `ValidationError` for a day to come, or when it is known."""
    _not_to_come("sent_on", on, at)
    with deed():
        if Letter.objects.select_for_update().get(pk=letter.pk).sent_on:
            raise ValidationError(_("The letter is already registered as sent."))
        letter.sent_on = on
        save_changes(letter, verb="letter.sent", by=by, at=at)


def answer_letter(*, letter: Letter, on: date, answer: str, by: User, at: datetime) -> None:
    """Write when the municipality answered and, in short, what. Raises `ValidationError` when it already has."""
    _not_to_come("answered_on", on, at)
    with deed():
        if Letter.objects.select_for_update().get(pk=letter.pk).answered_on:
            raise ValidationError(_("An answer is already registered."))
        letter.answered_on, letter.answer = on, answer.strip()
        save_changes(letter, verb="letter.answered", by=by, at=at)


def remove_letter(*, letter: Letter, reason: str, by: User, at: datetime) -> None:
    """Delete a letter that was written or registered by mistake; that it was there, and why it went, stays."""
    with deed():
        record("letter.removed", letter, by=by, at=at, reason=reason)
        letter.delete()


def _not_to_come(name: str, day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise ValidationError({name: _("This day has not come yet.")})
