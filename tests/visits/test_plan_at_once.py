"""Two people at the same moment over one plan, and over one absence: each thing is done once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fosterhomes.models import Run
from tests.cast import TODAY, World, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.actions.absences import enter_absence
from visits.actions.plan import accept_moves, undo_moves
from visits.models import Absence, PlanMove, Visit

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.make_aware(datetime(2026, 3, 10, 9))


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def lay_run(world: World, number: int) -> Run:
    """Return a run that adds so many visits to the world's child."""
    run = Run.objects.create(
        kind="year_plan", service=world.service, asked_by=world.cast.leader, asked_at=NOW, state="done"
    )
    for index in range(number):
        slot = {
            "visitor": f"w{world.cast.caseworker.pk}", "on_day": str(date(2026, 4, 1) + timedelta(days=20 * index)),
            "start": "10:00", "minutes": 90, "children": [world.child.pk], "home": world.home.pk, "track": "follow_up",
        }  # fmt: skip
        PlanMove.objects.create(run=run, kind="added", after=slot)
    return run


def accept(run: Run, by: Any) -> Any:
    return lambda: accept_moves(run=run, moves=None, by=by, at=NOW)


def test_two_who_accept_the_same_plan_carry_it_out_once(busy: World) -> None:
    for _round in range(3):
        run = lay_run(busy, 4)
        assert at_once(accept(run, busy.cast.leader), accept(run, busy.cast.coordinator)) == ["done", "done"]
        assert Visit.objects.filter(run=run).count() == 4
        Visit.objects.all().delete()


def test_one_who_accepts_and_one_who_undoes_leave_a_whole_plan_or_none(busy: World) -> None:
    for _round in range(3):
        run = lay_run(busy, 3)
        at_once(accept(run, busy.cast.leader), lambda run=run: undo_moves(run=run, by=busy.cast.leader, at=NOW))
        accepted = run.moves.filter(accepted_at__isnull=False).count()
        assert (accepted, Visit.objects.filter(run=run).count()) in {(3, 3), (0, 0)}
        Visit.objects.all().delete()


def test_two_who_enter_the_same_absence_leave_one(busy: World) -> None:
    def enter(kind: str) -> Any:
        absence = Absence(service=busy.service, worker=busy.cast.caseworker, kind=kind, from_on=TODAY)
        return lambda: enter_absence(absence=absence, by=busy.cast.leader, at=NOW)

    done, why = at_once(enter("ill"), enter("leave"))
    assert done == "done"
    assert "already registered" in why
    assert Absence.objects.count() == 1
