"""How a run is carried out in the worker: claim, solve with heartbeat, store everything at once or nothing.

A run belongs to whoever claimed it last: `attempts` is the token. A worker that was silent for too long and wakes up
again finds a higher number, and drops what it has. `sweep` gives the runs of silent workers to the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from .models import Run
from .solving import CoreFailed, LetGo, solve_in_child

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


class CannotSolve(Exception):
    """The rows give no problem to solve; `code` says why, and the page says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Solver:
    """How one kind of run is carried out."""

    core: str
    """``package.module:function`` of the pure core, run in a child process."""
    freeze: Callable[[Run], dict[str, Any]]
    """Rows to problem. Raises `CannotSolve`."""
    keep: Callable[[Run, dict[str, Any], datetime], None]
    """Result to rows, in the transaction that ends the run."""
    keeps_best: bool = False
    """Whether a cancelled run keeps the best that was found."""


_solvers: dict[str, Solver] = {}


def register(kind: str, solver: Solver) -> None:
    """Say who solves runs of this kind; called by the app that does, when it is ready."""
    _solvers[kind] = solver


@task()
def carry_out(run_id: int) -> None:
    """Carry out one run, unless it has ended, or another worker has it."""
    run = claim(run_id, timezone.now())
    if run is None:
        return
    try:
        _solve(run, _solvers[run.kind])
    except CannotSolve as refusal:
        finish(run, Run.State.FAILED, failure=refusal.code)
    except CoreFailed as failure:
        logger.error("run %s: the core failed: %s", run.pk, failure)
        finish(run, Run.State.FAILED, failure="core_failed")
    except LetGo:
        logger.warning("run %s was taken over", run.pk)
    except Exception:
        finish(run, Run.State.FAILED, failure="error")
        raise


def claim(run_id: int, at: datetime) -> Run | None:
    """Take a queued run, or return None when somebody else has it."""
    taken = Run.objects.filter(pk=run_id, state=Run.State.QUEUED).update(
        state=Run.State.RUNNING, attempts=F("attempts") + 1, started_at=at, heartbeat_at=at, progress={}
    )
    return Run.objects.get(pk=run_id) if taken else None


def _mine(run: Run) -> Any:
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, attempts=run.attempts)


def _solve(run: Run, solver: Solver) -> None:
    if run.problem is None:
        run.problem = solver.freeze(run)
        _mine(run).update(problem=run.problem)
    result = solve_in_child(solver.core, run.problem, run.options, beat=lambda progress: heartbeat(run, progress))
    with transaction.atomic():
        # The lock keeps a sweep from giving the run away while its rows are written.
        held = _mine(run).select_for_update().first()
        if held is None:
            raise LetGo
        if held.cancel_asked and not solver.keeps_best:
            finish(run, Run.State.CANCELLED)
            return
        run.result = result
        solver.keep(run, result, timezone.now())
        finish(run, Run.State.DONE, result=result)


def heartbeat(run: Run, progress: Any) -> str:
    """Store a sign of life and how far the core is; answer what the core is to do: go, cancel, or let go."""
    values = {"heartbeat_at": timezone.now()} | ({"progress": progress} if progress else {})
    if not _mine(run).update(**values):
        return "let go"
    return "cancel" if _mine(run).filter(cancel_asked=True).exists() else "go"


def finish(run: Run, state: str, **values: Any) -> None:
    """End the run, if it is still ours."""
    _mine(run).update(state=state, finished_at=timezone.now(), **values)


def silent_seconds(run: Run, at: datetime) -> int:
    """Return for how long the worker of a running run has given no sign of life, in whole tens of seconds."""
    since = run.heartbeat_at or run.asked_at
    return max(0, int((at - since).total_seconds()) // 10 * 10) if run.state == Run.State.RUNNING else 0


def is_silent(run: Run, at: datetime) -> bool:
    """Return whether the worker of a running run has given no sign of life for too long."""
    since = run.heartbeat_at or run.asked_at
    return run.state == Run.State.RUNNING and since < at - timedelta(seconds=settings.RUN_SILENT_SECONDS)


def sweep(at: datetime) -> int:
    """Give the runs of silent workers to the next worker; return how many.

    A run that was lost too often is marked as failed, one that was to be cancelled as cancelled.
    """
    limit = at - timedelta(seconds=settings.RUN_SILENT_SECONDS)
    silent = Run.objects.filter(state=Run.State.RUNNING, heartbeat_at__lt=limit)
    silent.filter(cancel_asked=True).update(state=Run.State.CANCELLED, finished_at=at)
    silent.filter(attempts__gte=MOST_ATTEMPTS).update(state=Run.State.FAILED, failure="worker_lost", finished_at=at)
    silent.update(state=Run.State.QUEUED)
    return sum(_enqueue_once(run_id) for run_id in _forgotten(limit))


def _forgotten(limit: datetime) -> list[int]:
    return list(Run.objects.filter(state=Run.State.QUEUED, asked_at__lt=limit).values_list("pk", flat=True))


def _enqueue_once(run_id: int) -> bool:
    waiting = DBTaskResult.objects.ready().filter(task_path=carry_out.module_path)
    if any(row.args_kwargs["args"] == [run_id] for row in waiting):
        return False
    carry_out.enqueue(run_id)
    return True
