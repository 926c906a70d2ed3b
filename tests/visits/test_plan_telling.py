"""Families who may have heard of the old time: of what a plan moved and took out, until somebody has told them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World
from visits.actions.plan import accept_moves
from visits.models import Absence, PlanMove, Visit
from visits.schedule import WEEKS_AHEAD

from .test_replan import away, first_follow_up, plan

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_a_family_that_may_have_heard_of_the_old_time_is_to_be_told_and_told_back_when_it_is_undone(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    day = visit.on_day
    away(world, day)
    run = plan(client)
    page = reverse("plan_run", args=[run.pk])

    def marked_after(deed: str) -> bool:
        client.post(reverse(deed, args=[run.pk]))
        visit.refresh_from_db()
        return visit.family_to_tell

    assert marked_after("plan_accept")
    (told,) = client.get(page).context["to_tell"]
    assert (told.visit, told.before.day) == (visit, day)
    assert not marked_after("plan_undo"), "nobody has been told anything new"
    assert visit.on_day == day
    assert marked_after("plan_accept")
    client.post(reverse("visit_told", args=[visit.pk]))
    assert not client.get(page).context["to_tell"]
    assert marked_after("plan_undo"), "whoever was told of the new time hears of the old again"


def test_the_family_of_what_is_taken_out_is_to_be_told_and_told_again_when_it_comes_back(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    near = Visit.objects.filter(on_day__lt=TODAY + timedelta(weeks=WEEKS_AHEAD), children=world.child)
    first = near.order_by("on_day")[0]
    near.exclude(pk=first.pk).update(announced=False)
    world.placement.until_on, world.placement.end_reason = TODAY, "returned"
    world.placement.save()
    run = plan(client)
    page = reverse("plan_run", args=[run.pk])
    assert not client.get(page).context["changes_to_tell"]
    client.post(reverse("plan_accept", args=[run.pk]))
    (told,) = client.get(page).context["changes_to_tell"]
    assert (told.stands, told.stood.slot.day) == (None, first.on_day), "later ones and unannounced ones nobody knows of"
    assert "out of the plan" in client.get(page).content.decode()
    client.post(reverse("plan_undo", args=[run.pk]))
    assert [row.pk for row in near.filter(announced=True)] == [near.get(on_day=first.on_day).pk], "each as it was"
    assert not client.get(page).context["changes_to_tell"], "nobody has been told anything new"
    client.post(reverse("plan_accept", args=[run.pk]))
    move = run.moves.get(to_tell=True, before__on_day=first.on_day.isoformat())
    answer = client.post(reverse("plan_told", args=[run.pk]), {"move": move.pk})
    assert answer.status_code == 302
    assert AuditEvent.objects.filter(verb="plan.family_told", child=world.child).exists()
    assert move.pk not in {change.move.pk for change in client.get(page).context["changes_to_tell"]}
    client.post(reverse("plan_undo", args=[run.pk]))
    (back,) = Visit.objects.filter(family_to_tell=True)
    assert back.on_day == first.on_day, "whoever was told that it falls away hears of it again"


def test_the_family_of_a_visit_that_no_plan_finds_room_for_is_to_be_told_when_it_is_taken_out(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    first_visit = Visit.objects.filter(track="supervision", children=world.child).order_by("on_day")[0]
    assert first_visit.on_day < TODAY + timedelta(weeks=WEEKS_AHEAD)
    Absence.objects.create(service=world.service, supervisor=world.supervisor, kind="leave", from_on=TODAY)
    run = plan(client)
    move = run.moves.get(visit=first_visit)
    client.post(reverse("plan_accept", args=[run.pk]), {"move": move.pk})
    (told,) = client.get(reverse("plan_run", args=[run.pk])).context["changes_to_tell"]
    assert (told.move, told.stood.slot.day, told.stands) == (move, first_visit.on_day, None)


def test_who_is_told_of_a_change_is_said_by_those_who_plan_alone(world: World, as_user: Any) -> None:
    run = plan(as_user(world.cast.leader))
    slot = {"visitor": "w1", "on_day": "2026-03-20", "start": "10:00", "minutes": 60, "children": [world.child.pk],
            "home": world.home.pk, "track": "follow_up"}  # fmt: skip
    move = PlanMove.objects.create(run=run, kind="gone", before=slot, why={"code": "not_owed"}, to_tell=True)
    told = reverse("plan_told", args=[run.pk])
    for user in (world.cast.caseworker, world.cast.other_service):
        assert as_user(user).post(told, {"move": move.pk}).status_code == 404
    assert as_user(world.cast.leader).post(told, {"move": "x"}).status_code == 404
    assert as_user(world.cast.coordinator).post(told, {"move": move.pk}).status_code == 302


def test_what_nobody_has_been_told_of_is_moved_without_a_word(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    soon, later = list(Visit.objects.filter(track="follow_up", children=world.child).order_by("on_day"))[:2]
    assert later.on_day > TODAY + timedelta(weeks=WEEKS_AHEAD)
    Visit.objects.filter(pk=soon.pk).update(announced=False)
    for visit in (soon, later):
        away(world, visit.on_day)
    run = plan(client)
    assert accept_moves(run=run, moves=None, by=world.cast.leader, at=timezone.now()) == 2
    assert not Visit.objects.filter(family_to_tell=True).exists()
