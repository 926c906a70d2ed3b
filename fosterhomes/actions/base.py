"""What every action shares: one transaction, the database's refusal in words, one audit event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from ..constraints import sentence_for
from ..models import AuditEvent, Child, Home, Service, User

_waiting_events: ContextVar[list[AuditEvent] | None] = ContextVar("waiting_events", default=None)
EVENTS_AT_ONCE = 500


@contextmanager
def many_deeds() -> Iterator[None]:
    """Run thousands of deeds in one transaction: the same rules, without a query for each of them.

    What the database keeps by itself (constraints, foreign keys of rows that were just read) is left to it: its refusal
    becomes the same sentence (`deed`). The events are written together at the end.
    """
    with transaction.atomic():
        token = _waiting_events.set([])
        try:
            yield
            AuditEvent.objects.bulk_create(_waiting_events.get() or [], batch_size=EVENTS_AT_ONCE)
        finally:
            _waiting_events.reset(token)


@contextmanager
def deed() -> Iterator[None]:
    """Run a write in one transaction; what the database refuses becomes a `ValidationError` with our sentence."""
    waiting = _waiting_events.get()
    before = len(waiting or ())
    try:
        with transaction.atomic():
            yield
    except Exception as error:
        if waiting is not None:
            # Among many deeds, one that was refused leaves no event either.
            del waiting[before:]
        sentence = sentence_for(error) if isinstance(error, IntegrityError) else None
        if sentence is None:
            raise
        raise ValidationError(sentence) from error


def record(
    verb: str,
    target: models.Model,
    *,
    by: User | None,
    at: datetime,
    fields: Sequence[str] = (),
    reason: str = "",
) -> AuditEvent:
    """Write the audit event of a deed, inside the deed's own transaction."""
    child, home = _subject(target, Child, "child"), _subject(target, Home, "home")
    service = _subject(target, Service, "service") or getattr(child or home, "service", None)
    event = AuditEvent(
        at=at,
        by=by,
        service=service,
        verb=verb,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        child=child,
        home=home,
        fields=list(fields),
        reason=reason,
    )
    waiting = _waiting_events.get()
    if waiting is None:
        event.save(force_insert=True)
    else:
        waiting.append(event)
    return event


def _check(target: models.Model) -> None:
    """Raise `ValidationError` with sentences for the columns; among many deeds the database asks the rest itself."""
    if _waiting_events.get() is None:
        target.full_clean()
        return
    known = {f.name for f in target._meta.concrete_fields if f.is_relation and getattr(target, f.attname) is not None}
    target.clean_fields(exclude=known)
    target.clean()


def _subject(target: models.Model, kind: type[models.Model], name: str) -> Any:
    return target if isinstance(target, kind) else getattr(target, name, None)


def save_new(target: models.Model, *, verb: str, by: User | None, at: datetime, reason: str = "") -> None:
    """Check and store a new row with its audit event. Raises `ValidationError` with sentences for the fields."""
    with deed():
        _check(target)
        target.save()
        record(verb, target, by=by, at=at, reason=reason)


def save_changes(target: models.Model, *, verb: str, by: User | None, at: datetime, reason: str = "") -> list[str]:
    """Check and store the changed columns of a row; return their names. Nothing is written when none changed."""
    with deed():
        before = type(target)._base_manager.select_for_update().get(pk=target.pk)
        changed = [
            f.name for f in target._meta.concrete_fields if f.value_from_object(target) != f.value_from_object(before)
        ]
        if changed:
            _check(target)
            target.save(update_fields=changed)
            record(verb, target, by=by, at=at, fields=changed, reason=reason)
    return changed
