"""Background runs: claimed once, with a heartbeat, cancelled, taken over; everything is stored at once or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fosterhomes import runs
from fosterhomes.actions.runs import ask_for_run, cancel_run
from fosterhomes.models import AuditEvent, Municipality, Run
from fosterhomes.solving import CoreFailed, LetGo, solve_in_child
from tests.cast import World

KIND = Run.Kind.MATCHING


@pytest.fixture
def solved_by(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let runs of the kind be solved by a small core; what it finds is kept as a municipality, and the run named."""

    def use(core: str, **values: Any) -> None:
        def keep(run: Run, result: dict[str, Any], at: Any) -> None:
            Municipality.objects.create(number=str(result.get("doubled", 0)), name=str(run.pk))
            if values.get("breaks_while_keeping"):
                raise RuntimeError("half-way")

        solver = runs.Solver(
            core=f"tests.cores:{core}",
            freeze=values.get("freeze", lambda run: {"number": 21}),
            keep=keep,
            keeps_best=values.get("keeps_best", False),
        )
        monkeypatch.setitem(runs._solvers, KIND, solver)

    return use


@pytest.fixture
def run(world: World) -> Run:
    return ask_for_run(kind=KIND, service=world.service, options={}, by=world.cast.coordinator, at=timezone.now())


def carry_out(run: Run) -> Run:
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def test_a_run_is_queued_with_its_audit_event(run: Run) -> None:
    assert run.state == Run.State.QUEUED
    assert AuditEvent.objects.get(verb="run.asked").object_id == str(run.pk)


def test_a_second_run_of_the_same_kind_is_refused_while_the_first_is_under_way(run: Run, world: World) -> None:
    with pytest.raises(ValidationError, match="already under way"):
        ask_for_run(kind=KIND, service=world.service, options={}, by=world.cast.leader, at=timezone.now())


def test_a_run_is_solved_and_its_result_kept(run: Run, solved_by: Any) -> None:
    solved_by("double")
    assert carry_out(run).state == Run.State.DONE
    assert (run.problem, run.result) == ({"number": 21}, {"doubled": 42})
    assert Municipality.objects.filter(number="42").exists()


def test_a_run_is_carried_out_by_one_worker_only(run: Run, solved_by: Any) -> None:
    solved_by("double")
    assert runs.claim(run.pk, timezone.now()) is not None
    assert runs.claim(run.pk, timezone.now()) is None


@pytest.mark.parametrize("core", ["breaks", "dies"])
def test_a_core_that_breaks_fails_the_run_and_names_no_content(
    run: Run, solved_by: Any, core: str, caplog: Any
) -> None:
    solved_by(core)
    assert carry_out(run).failure == "core_failed"
    assert "21" not in caplog.text


def test_rows_that_give_no_problem_fail_the_run_with_a_code(run: Run, solved_by: Any) -> None:
    def refuse(run: Run) -> Any:
        raise runs.CannotSolve("no_homes")

    solved_by("double", freeze=refuse)
    assert carry_out(run).failure == "no_homes"


def test_nothing_half_made_stays_when_keeping_breaks(run: Run, solved_by: Any) -> None:
    solved_by("double", breaks_while_keeping=True)
    with pytest.raises(RuntimeError):
        carry_out(run)
    run.refresh_from_db()
    assert (run.state, run.failure) == (Run.State.FAILED, "error")
    assert not Municipality.objects.filter(number="42").exists()


def test_a_queued_run_is_cancelled_at_once(run: Run, world: World) -> None:
    cancel_run(run=run, by=world.cast.coordinator, at=timezone.now())
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    assert runs.claim(run.pk, timezone.now()) is None


@pytest.mark.parametrize(("keeps_best", "state"), [(False, Run.State.CANCELLED), (True, Run.State.DONE)])
def test_a_running_run_that_is_cancelled_stops(run: Run, solved_by: Any, keeps_best: bool, state: str) -> None:
    def cancelled_meanwhile(run: Run) -> Any:
        Run.objects.filter(pk=run.pk).update(cancel_asked=True)
        return {}

    solved_by("until_cancelled", keeps_best=keeps_best, freeze=cancelled_meanwhile)
    assert carry_out(run).state == state
    assert Municipality.objects.filter(name=str(run.pk)).exists() == keeps_best


def test_a_silent_run_is_given_to_the_next_worker(run: Run, settings: Any) -> None:
    lost = runs.claim(run.pk, timezone.now())
    later = timezone.now() + timedelta(seconds=settings.RUN_SILENT_SECONDS + 1)
    assert lost is not None
    assert runs.is_silent(lost, later)
    DBTaskResult.objects.all().delete()
    assert runs.sweep(later) == 1
    taken = runs.claim(run.pk, later)
    assert taken is not None
    assert taken.attempts == 2
    assert runs.heartbeat(lost, {"done": 1}) == "let go"
    runs.finish(lost, Run.State.DONE)
    taken.refresh_from_db()
    assert taken.state == Run.State.RUNNING


def test_a_run_that_gives_signs_of_life_stays_where_it_is(run: Run) -> None:
    assert runs.claim(run.pk, timezone.now()) is not None
    assert runs.sweep(timezone.now()) == 0


def test_a_run_that_was_lost_three_times_is_marked(run: Run, settings: Any) -> None:
    later = timezone.now()
    for _attempt in range(runs.MOST_ATTEMPTS):
        assert runs.claim(run.pk, later) is not None
        later += timedelta(seconds=settings.RUN_SILENT_SECONDS + 1)
        runs.sweep(later)
    run.refresh_from_db()
    assert (run.state, run.failure) == (Run.State.FAILED, "worker_lost")


def test_a_queued_run_whose_task_was_lost_is_put_in_the_queue_again_once(run: Run, settings: Any) -> None:
    DBTaskResult.objects.all().delete()
    later = timezone.now() + timedelta(seconds=settings.RUN_SILENT_SECONDS + 1)
    assert runs.sweep(later) == 1
    assert runs.sweep(later) == 0


def test_a_core_that_was_taken_over_is_ended() -> None:
    with pytest.raises(LetGo):
        solve_in_child("tests.cores:until_cancelled", {}, {}, beat=lambda progress: "let go")


def test_a_core_that_does_not_exist_fails() -> None:
    with pytest.raises(CoreFailed):
        solve_in_child("tests.cores:nothing", {}, {}, beat=lambda progress: "go")
