"""Choosing how often one is reminded, and letting a mail that did not get through be tried once more."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.models import User

from ..models import Mail, ReminderChoice


def choose_reminders(*, choice: ReminderChoice, by: User, at: datetime) -> None:
    """Store the person's own choice. Two windows of the same person: the later choice stands."""
    with deed():
        User.objects.select_for_update().get(pk=choice.user_id)
        stored = ReminderChoice.objects.filter(user=choice.user_id).first()
        if stored is None:
            save_new(choice, verb="reminderchoice.made", by=by, at=at)
            return
        choice.pk = stored.pk
        save_changes(choice, verb="reminderchoice.made", by=by, at=at)


def try_again(*, mail: Mail, by: User, at: datetime) -> None:
    """Let a mail that was given up, or waits for its next try, go with the next run: its tries begin anew."""
    with deed():
        mail = Mail.objects.select_for_update().get(pk=mail.pk)
        if mail.state not in (Mail.State.GIVEN_UP, Mail.State.WAITING):
            raise ValidationError(_("This mail has been sent meanwhile."))
        mail.state, mail.tries, mail.next_try_at, mail.settled_at = Mail.State.WAITING, 0, at, None
        mail.save(update_fields=["state", "tries", "next_try_at", "settled_at"])
        record("mail.tried_again", mail, by=by, at=at)
