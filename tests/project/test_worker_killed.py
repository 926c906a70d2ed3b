"""A worker that is killed in the middle of a run: another takes the run over, and nothing half-made stays."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import migrated

ROOT = Path(__file__).parent.parent.parent
SILENT_SECONDS = 12
"""Longer than the demo's rows take to become a problem on a loaded machine: until then the worker gives no sign."""
ASK = """
from datetime import timedelta
from django.utils import timezone
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import Duty, Role
from visits.plans.options import PlanOptions
duty = Duty.objects.filter(role=Role.COORDINATOR).first()
now = timezone.now()
options = {"seconds": 10, "seed": 1, "workers": 1} | PlanOptions(timezone.localdate(now) + timedelta(days=1)).as_json()
ask_for_run(kind="year_plan", service=duty.service, options=options, by=duty.user, at=now)
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a database of its own, with the demo service and a plan that is asked for."""
    own = {"VAR_DIR": str(tmp_path), "RUN_SILENT_SECONDS": str(SILENT_SECONDS), "SECRET_KEY": "x" * 60}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_") and key != "DATABASE_URL"}
    env = kept | own
    migrate = [] if migrated.lay(tmp_path / "fosterhomes.sqlite3") else [["migrate", "-v0"]]
    for arguments in (*migrate, ["demo_data"], ["shell", "-v0", "-c", ASK]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, capture_output=True)
    return env


def start_worker(env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "worker", "--interval=0.2", "--no-reload", "--verbosity=0"]
    return subprocess.Popen(command, cwd=ROOT, env=env, process_group=0)


def ask(env: dict[str, str], sql: str) -> Any:
    database = Path(env["VAR_DIR"]) / "fosterhomes.sqlite3"
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        return connection.execute(sql).fetchone()


def until(answer: Callable[[], bool], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.long
def test_a_killed_workers_run_is_taken_over_and_nothing_half_made_stays(env: dict[str, str]) -> None:
    # The demo has planned something by hand, so the plan waits as moves until a person accepts them.
    planned = "SELECT COUNT(*) FROM visits_planmove"
    first = start_worker(env)
    try:
        # It is at it when the run is claimed, its problem frozen, and a solver lives.
        at_it = "SELECT COUNT(*) FROM fosterhomes_run WHERE state = 'running' AND problem IS NOT NULL"
        until(lambda: ask(env, at_it) == (1,) and bool(children_of(first.pid)))
        solvers = children_of(first.pid)
        assert ask(env, "SELECT attempts FROM fosterhomes_run") == (1,)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in solvers), 10)
    assert ask(env, planned) == (0,)

    second = start_worker(env)
    try:
        until(lambda: ask(env, "SELECT state FROM fosterhomes_run") == ("done",))
    finally:
        second.terminate()
        second.wait(timeout=60)
    assert ask(env, "SELECT attempts FROM fosterhomes_run") == (2,)
    assert ask(env, planned)[0] > 300
    twice = "SELECT COUNT(*) FROM (SELECT 1 FROM visits_visitchild GROUP BY visit_id, child_id HAVING COUNT(*) > 1)"
    assert ask(env, twice) == (0,)
