"""A finished visit as plain text for the journal: who takes it out, what stands in it, what is traced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World
from visits.models import FollowUpTask, Visit

from .rows import lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def visit(world: World) -> Visit:
    row = lay_visit(world, "follow_up", date(2026, 3, 5), start=time(10), announced=False)
    row.visit_children.update(words="Trivst på skulen.", alone="declined", alone_reason="Ville ut")
    FollowUpTask.objects.create(
        visit=row, child=world.child, track=row.track, what="Ringe skulen", owner=row.worker, due_on=date(2026, 3, 20)
    )
    return row


def take(client: Any, visit: Visit, way: str) -> Any:
    return client.post(reverse("visit_journal", args=[visit.pk]), {"as": way})


TEXT = """Kind of visit: Follow-up
When: 5 March 2026, 10:00
Home: Fjellheim
Made by: Caseworker
Status: Done
In person: yes
Announced: no

Child: Barn A-1 (A-1)
Talk without the foster parents present: offered, the child did not want to: Ville ut
What was seen and said: Trivst på skulen.
Promised: Ringe skulen (Caseworker, by 20 March 2026)
"""


def test_the_text_is_shown_to_copy(world: World, as_user: Any, visit: Visit) -> None:
    answer = take(as_user(world.cast.caseworker), visit, "text")
    assert answer.context["text"] == TEXT
    assert "readonly" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_file_bears_nobody_s_name(world: World, as_user: Any, visit: Visit) -> None:
    answer = take(as_user(world.cast.caseworker), visit, "file")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="visit-{visit.pk}.txt"'
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().replace("\r\n", "\n") == TEXT


def test_each_hand_over_is_traced_and_looking_alone_is_none(world: World, as_user: Any, visit: Visit) -> None:
    client = as_user(world.cast.caseworker)
    page = client.get(reverse("visit_journal", args=[visit.pk]))
    assert "Trivst" not in page.content.decode()
    assert not AuditEvent.objects.filter(verb="visit.handed_over").exists()
    take(client, visit, "text")
    take(client, visit, "file")
    events = AuditEvent.objects.filter(verb="visit.handed_over")
    assert [(event.by, event.child) for event in events] == [(world.cast.caseworker, world.child)] * 2


def test_only_one_s_own_children_are_in_the_text(world: World, as_user: Any, visit: Visit) -> None:
    sibling = lay_sibling(world)
    visit.visit_children.create(child=sibling, alone="held", words="Om syskenet")
    sibling.contact_persons.update(worker=world.cast.other_caseworker)
    text = take(as_user(world.cast.caseworker), visit, "text").context["text"]
    assert "Trivst" in text
    assert "Om syskenet" not in text
    assert not AuditEvent.objects.filter(verb="visit.handed_over", child=sibling).exists()


def test_a_visit_that_nobody_recorded_has_no_text(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", date(2026, 3, 20), status="booked")
    assert take(as_user(world.cast.caseworker), planned, "text").status_code == 404


WHO = [("leader", 200), ("coordinator", 200), ("caseworker", 200), ("supervisor", 404), ("other_caseworker", 404),
       ("clerk", 404), ("on_call", 404), ("administrator", 404), ("other_service", 404), ("stranger", 404)]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_takes_it_out(world: World, as_user: Any, visit: Visit, who: str, status: int) -> None:
    client = as_user(getattr(world.cast, who))
    assert client.get(reverse("visit_journal", args=[visit.pk])).status_code == status
    assert take(client, visit, "file").status_code == status
    assert AuditEvent.objects.filter(verb="visit.handed_over").exists() == (status == 200)
