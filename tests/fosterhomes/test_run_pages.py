"""The page of a run that is under way: how far it is, that its worker is silent, and the button that stops it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import AuditEvent, Run
from tests.cast import World

SEES = {"leader", "coordinator"}


@pytest.fixture
def run(world: World) -> Run:
    return ask_for_run(kind="matching", service=world.service, options={}, by=world.cast.coordinator, at=timezone.now())


def page(client: Any, run: Run, **headers: str) -> str:
    return client.get(reverse("run_progress", args=[run.pk]), headers=headers).content.decode()


def test_only_who_asks_for_runs_sees_and_stops_them(world: World, run: Run, as_user: Any) -> None:
    for name, user in world.cast:
        client = as_user(user)
        seen = client.get(reverse("run_progress", args=[run.pk])).status_code
        assert seen == (200 if name in SEES else 404), name
        if name not in SEES:
            assert client.post(reverse("run_cancel", args=[run.pk])).status_code == 404, name
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED


STATES = {
    "nobody has begun": ({}, "Waits for the worker."),
    "a worker is at it": ({"state": "running"}, "Is being solved."),
    "three of seven levels": ({"state": "running", "progress": {"done": 3, "of": 7}}, "Step 3 of 7 is done."),
    "the worker is silent": ({"state": "running", "silent": 300}, "The worker gives no sign of life."),
    "the worker was just killed": (
        {"state": "running", "silent": 25, "progress": {"done": 3, "of": 7}},
        "no sign of life for 20 seconds. After 60 another one begins anew.",
    ),
    "it was taken from a silent worker": ({"attempts": 1}, "The worker went silent. Another one takes over."),
    "it is to stop": ({"state": "running", "cancel_asked": True}, "Is being stopped."),
}


@pytest.mark.parametrize(("values", "sentence"), STATES.values(), ids=STATES.keys())
def test_the_page_says_how_it_stands(
    world: World, run: Run, as_user: Any, values: dict[str, Any], sentence: str
) -> None:
    silence = timedelta(seconds=values.get("silent", 0))
    columns = {name: value for name, value in values.items() if name != "silent"}
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - silence, **columns)
    client = as_user(world.cast.coordinator)
    assert sentence in page(client, run)
    part = page(client, run, **{"HX-Request": "true"})
    assert sentence in part
    assert "<html" not in part


@pytest.mark.parametrize("state", ["done", "cancelled", "failed"])
def test_a_run_that_has_ended_leads_to_what_it_found(world: World, run: Run, as_user: Any, state: str) -> None:
    Run.objects.filter(pk=run.pk).update(state=state)
    client, found = as_user(world.cast.coordinator), reverse("match_run", args=[run.pk])
    assert client.get(reverse("run_progress", args=[run.pk])).url == found
    answer = client.get(reverse("run_progress", args=[run.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == found


def test_a_run_is_stopped_with_a_trace(world: World, run: Run, as_user: Any) -> None:
    answer = as_user(world.cast.leader).post(reverse("run_cancel", args=[run.pk]))
    assert answer.status_code == 302
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    assert AuditEvent.objects.filter(verb="run.cancelled", by=world.cast.leader).exists()


def test_a_get_stops_nothing(world: World, run: Run, as_user: Any) -> None:
    assert as_user(world.cast.leader).get(reverse("run_cancel", args=[run.pk])).status_code == 405
