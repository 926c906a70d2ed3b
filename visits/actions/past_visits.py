"""Visits that were made before the register was there, from a service's own files."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from fosterhomes.actions.base import deed, save_new
from fosterhomes.models import Home, User

from ..models import Visit, VisitChild
from ..recording import Account, Facts, SeenChild, check_account


def store_past_visit(
    *, visit: Visit, account: Account, facts: Facts, alone_unknown: bool, by: User | None, at: datetime
) -> None:
    """Store a visit for the one child of the account; a visit that has a row already also concerned this child.

    Raises `ValidationError` as the form does. With `alone_unknown` the file says that nobody knows any more whether the
    child was spoken to alone: then nothing is stored of it, and nothing claimed.
    """
    with deed():
        (seen,) = account.children
        _check(account, visit.home, visit.track, at, facts, alone_unknown)
        if visit.pk is None:
            save_new(visit, verb="visit.recorded", by=by, at=at)
        save_new(_row(visit, seen), verb="visit.recorded", by=by, at=at)


def _row(visit: Visit, seen: SeenChild) -> VisitChild:
    return VisitChild(visit=visit, child=seen.child, alone=seen.alone, alone_reason=seen.alone_reason, words=seen.words)


def _check(account: Account, home: Home, track: str, at: datetime, facts: Facts, alone_unknown: bool) -> None:
    try:
        check_account(account, home=home, track=track, at=at, facts=facts)
    except ValidationError as error:
        wrong = {
            name: told
            for name, told in error.message_dict.items()
            if not (alone_unknown and name.startswith("alone_") and not name.startswith("alone_reason"))
        }
        if wrong:
            raise ValidationError(wrong) from error
