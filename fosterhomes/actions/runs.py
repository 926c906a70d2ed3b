"""Asking for a run, and asking it to stop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ..models import Run, Service, User
from ..runs import carry_out
from .base import deed, record, save_new


def ask_for_run(*, kind: str, service: Service, options: dict[str, Any], by: User, at: datetime) -> Run:
    """Queue a run for the worker. Raises `ValidationError` while another of its kind is under way."""
    run = Run(kind=kind, service=service, options=options, asked_by=by, asked_at=at)
    with deed():
        save_new(run, verb="run.asked", by=by, at=at)
        transaction.on_commit(lambda: carry_out.enqueue(run.pk))
    return run


def cancel_run(*, run: Run, by: User, at: datetime) -> None:
    """Ask a run to stop. One that no worker has begun ends at once."""
    with deed():
        ended = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).update(
            state=Run.State.CANCELLED, cancel_asked=True, finished_at=at
        )
        if not ended:
            Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(cancel_asked=True)
        record("run.cancelled", run, by=by, at=at)
