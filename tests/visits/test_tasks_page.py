"""What was promised at visits: one's own list, writing it down, having done it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, SupervisionAppointment
from tests.cast import TODAY, World
from visits.models import FollowUpTask, Visit

from .rows import lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def visit(world: World) -> Visit:
    return lay_visit(world, "follow_up", date(2026, 2, 10))


def lay_task(visit: Visit, **values: Any) -> FollowUpTask:
    given = {"child": visit.children.get(), "track": visit.track, "what": "Ringe skulen", "owner": visit.worker}
    return FollowUpTask.objects.create(visit=visit, **given | {"due_on": date(2026, 3, 1)} | values)


def test_the_list_shows_what_is_late_and_what_comes(world: World, as_user: Any, visit: Visit) -> None:
    lay_task(visit)
    lay_task(visit, what="Kjøpe ski", due_on=date(2026, 4, 1))
    lay_task(visit, what="Gjort alt", done_on=date(2026, 2, 20))
    lay_task(visit, what="Ein annan sin", owner=world.cast.leader)
    page = as_user(world.cast.caseworker).get(reverse("tasks_mine"))
    assert page.context["sentence"] == "2 promises are not kept yet, 1 of them late."
    text = page.content.decode()
    assert "Ringe skulen" in text
    assert "Kjøpe ski" in text
    assert "Gjort alt" not in text
    assert "Ein annan sin" not in text
    panel = as_user(world.cast.caseworker).get(reverse("tasks_mine"), headers={"hx-request": "true"})
    assert "<html" not in panel.content.decode()
    assert reverse("tasks_mine") in as_user(world.cast.caseworker).get(reverse("front")).content.decode()


def test_a_promise_is_written_down_done_and_taken_back(world: World, as_user: Any, visit: Visit) -> None:
    client = as_user(world.cast.caseworker)
    told = {"child": world.child.pk, "what": "Skaffe busskort", "owner": world.cast.caseworker.pk}
    refused = client.post(reverse("task_new", args=[visit.pk]), told | {"due_on": "2026-02-01"})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"due_on": ["This day lies before the visit."]}
    assert client.post(reverse("task_new", args=[visit.pk]), told | {"due_on": "2026-03-20"}).status_code == 302
    task = FollowUpTask.objects.get()
    client.post(reverse("task_done", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_on == TODAY
    client.post(reverse("task_reopen", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_on is None
    verbs = AuditEvent.objects.filter(object_type="visits.followuptask").order_by("pk").values_list("verb", "child")
    assert list(verbs) == [(f"followuptask.{deed}", world.child.pk) for deed in ("added", "done", "reopened")]


WHO = [("leader", 200), ("coordinator", 200), ("caseworker", 200), ("other_caseworker", 404), ("supervisor", 404),
       ("clerk", 404), ("on_call", 404), ("administrator", 404), ("other_service", 404), ("stranger", 404)]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_writes_down_and_does(world: World, as_user: Any, visit: Visit, who: str, status: int) -> None:
    client, task = as_user(getattr(world.cast, who)), lay_task(visit)
    assert client.get(reverse("task_new", args=[visit.pk])).status_code == status
    done = client.post(reverse("task_done", args=[task.pk])).status_code
    assert done == (302 if status == 200 else 404)


def test_a_colleague_who_owes_a_task_sees_it(world: World, as_user: Any, visit: Visit) -> None:
    lay_task(visit, owner=world.cast.other_caseworker)
    page = as_user(world.cast.other_caseworker).get(reverse("tasks_mine"))
    assert "Ringe skulen" in page.content.decode()


def test_a_supervisor_reads_a_task_only_while_appointed(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 2, 10))
    lay_task(visit, owner=world.cast.supervisor)
    client = as_user(world.cast.supervisor)
    assert "Ringe skulen" in client.get(reverse("tasks_mine")).content.decode()
    SupervisionAppointment.objects.update(until_on=TODAY, end_reason="Flytta")
    assert "Ringe skulen" not in client.get(reverse("tasks_mine")).content.decode()


def test_the_list_takes_the_same_number_of_queries_for_any_length(
    world: World, as_user: Any, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        lay_task(visit)
    client = as_user(world.cast.caseworker)
    client.get(reverse("tasks_mine"))
    with django_assert_max_num_queries(9):
        client.get(reverse("tasks_mine"))
