"""What every action shares: one transaction, the database's refusal in words, one audit event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from ..constraints import sentence_for
from ..models import AuditEvent, Child, Home, User


@contextmanager
def deed() -> Iterator[None]:
    """Run a write in one transaction; what the database refuses becomes a `ValidationError` with our sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = sentence_for(error)
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
    service = getattr(target, "service", None) or getattr(child or home, "service", None)
    return AuditEvent.objects.create(
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


def _subject(target: models.Model, kind: type[models.Model], name: str) -> Any:
    return target if isinstance(target, kind) else getattr(target, name, None)


def save_new(target: models.Model, *, verb: str, by: User | None, at: datetime, reason: str = "") -> None:
    """Check and store a new row with its audit event. Raises `ValidationError` with sentences for the fields."""
    with deed():
        target.full_clean()
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
            target.full_clean()
            target.save(update_fields=changed)
            record(verb, target, by=by, at=at, fields=changed, reason=reason)
    return changed
