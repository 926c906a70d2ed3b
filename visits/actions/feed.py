"""The secret address of a person's own calendar: made, made anew, taken back."""

from __future__ import annotations

import secrets
from datetime import datetime

from fosterhomes.actions.base import deed, record
from fosterhomes.models import User

from ..models import CalendarFeed
from ..models.feed import hash_of

TOKEN_BYTES = 32


def make_feed(*, language: str, by: User, at: datetime) -> str:
    """Make the person's address, or a new one in the place of the old, and return its token: it is not stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with deed():
        User.objects.select_for_update().get(pk=by.pk)
        values = {"token_hash": hash_of(token), "language": language, "made_at": at}
        _feed, is_new = CalendarFeed.objects.update_or_create(user=by, defaults=values)
        record("calendarfeed.made" if is_new else "calendarfeed.renewed", by, by=by, at=at)
    return token


def revoke_feed(*, by: User, at: datetime) -> None:
    """Take the person's address back: whoever asks for it finds nothing."""
    with deed():
        removed, _rows = CalendarFeed.objects.filter(user=by).delete()
        if removed:
            record("calendarfeed.revoked", by, by=by, at=at)
