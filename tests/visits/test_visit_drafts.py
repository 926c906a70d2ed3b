"""Drafts of visits: stored field by field, each person's own, noticed by two windows, gone when recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fosterhomes.models import User
from tests.cast import TODAY, World
from visits.models import FollowUpTask, Visit, VisitDraft

from .rows import lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def planned(world: World) -> Visit:
    return lay_visit(world, "follow_up", TODAY, status="booked")


def write(client: Client, visit: Visit, who: User, value: str, seen: int = 0, **given: Any) -> Any:
    name = given.pop("name", f"words_{visit.visit_children.get().child_id}")
    told = {"name": name, "value": value, "seen": seen, "base": "{}", "person": who.pk} | given
    return client.post(reverse("draft_save", args=[visit.pk]), told)


def told(world: World, **values: Any) -> dict[str, Any]:
    pk = world.child.pk
    mine = {f"child_{pk}": "on", f"alone_{pk}": "held", f"words_{pk}": "Trivst"}
    return {"status": "done", "on_day": TODAY, "in_person": "on", "announced": "on"} | mine | values


def test_a_field_is_stored_and_stands_in_the_form_when_it_is_opened_again(
    world: World, as_user: Any, planned: Visit
) -> None:
    client = as_user(world.cast.caseworker)
    answer = write(client, planned, world.cast.caseworker, "Har fått ven i nabolaget")
    assert (answer.status_code, answer.json()) == (200, {"version": 1, "at": "12:00", "changed": True})
    page = client.get(reverse("visit_record", args=[planned.pk]))
    assert "Har fått ven i nabolaget" in page.content.decode()
    assert "It is not recorded yet." in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    planned.refresh_from_db()
    assert planned.status == "booked"


def test_nobody_else_reads_the_draft(world: World, as_user: Any, planned: Visit) -> None:
    write(as_user(world.cast.caseworker), planned, world.cast.caseworker, "Berre mitt utkast")
    for address in (reverse("visit_record", args=[planned.pk]), reverse("visit", args=[planned.pk])):
        assert "Berre mitt" not in as_user(world.cast.leader).get(address).content.decode()


def test_two_windows_of_one_person_are_both_told_of(world: World, as_user: Any, planned: Visit) -> None:
    client, me = as_user(world.cast.caseworker), world.cast.caseworker
    write(client, planned, me, "Frå telefonen")
    other = write(client, planned, me, "Frå maskina")
    assert (other.status_code, other.json()) == (409, {"value": "Frå telefonen", "version": 1})
    assert VisitDraft.objects.get().values == {f"words_{world.child.pk}": "Frå telefonen"}
    assert write(client, planned, me, "Begge delar", seen=1).json()["version"] == 2


def test_recording_removes_the_draft(world: World, as_user: Any, planned: Visit) -> None:
    client = as_user(world.cast.caseworker)
    write(client, planned, world.cast.caseworker, "Utkast")
    assert client.post(reverse("visit_record", args=[planned.pk]), told(world)).status_code == 302
    assert not VisitDraft.objects.exists()


def test_a_draft_of_a_new_visit_is_found_and_goes_when_it_is_recorded(world: World, as_user: Any) -> None:
    client, query = as_user(world.cast.caseworker), f"?child={world.child.pk}&track=follow_up"
    name = f"words_{world.child.pk}"
    sent = {"name": name, "value": "Utan avtale", "seen": 0, "base": "{}", "person": world.cast.caseworker.pk}
    assert client.post(reverse("draft_save_new") + query, sent).status_code == 200
    assert "Utan avtale" in client.get(reverse("visit_new") + query).content.decode()
    client.post(reverse("visit_new") + query, told(world))
    assert (Visit.objects.count(), VisitDraft.objects.count()) == (1, 0)


def test_what_somebody_else_recorded_meanwhile_stands_beside_what_was_written(
    world: World, as_user: Any, planned: Visit
) -> None:
    address = reverse("visit_record", args=[planned.pk])
    as_user(world.cast.leader).post(
        address, told(world, visitor=world.cast.caseworker.pk, **{f"words_{world.child.pk}": "Leiaren sine ord"})
    )
    answer = as_user(world.cast.caseworker).post(address, told(world, **{f"words_{world.child.pk}": "Mine ord"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Leiaren sine ord" in page
    assert "Mine ord" in page
    assert planned.visit_children.get().words == "Leiaren sine ord"
    assert f'action="{reverse("visit_correct", args=[planned.pk])}"' in page


REFUSED = [
    ({"person": 0}, 403),
    ({"name": "version"}, 400),
    ({"name": "words_999"}, 400),
    ({"name": "csrfmiddlewaretoken"}, 400),
    ({"seen": "x"}, 400),
    ({"base": "["}, 400),
]


@pytest.mark.parametrize(("given", "status"), REFUSED)
def test_what_is_not_a_field_of_the_form_is_refused(
    world: World, as_user: Any, planned: Visit, given: dict[str, Any], status: int
) -> None:
    answer = write(as_user(world.cast.caseworker), planned, world.cast.caseworker, "x", **given)
    assert answer.status_code == status
    assert not VisitDraft.objects.exists()


WHO = [("caseworker", 200), ("leader", 200), ("coordinator", 200), ("supervisor", 404), ("other_caseworker", 404),
       ("clerk", 404), ("on_call", 404), ("administrator", 404), ("other_service", 404), ("stranger", 404)]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_writes_a_draft(world: World, as_user: Any, planned: Visit, who: str, status: int) -> None:
    user = getattr(world.cast, who)
    assert write(as_user(user), planned, user, "x").status_code == status
    assert as_user(user).post(reverse("draft_discard", args=[planned.pk])).status_code == (
        302 if status == 200 else 404
    )


def test_a_draft_can_be_thrown_away(world: World, as_user: Any, planned: Visit) -> None:
    client = as_user(world.cast.caseworker)
    write(client, planned, world.cast.caseworker, "Utkast")
    client.post(reverse("draft_discard", args=[planned.pk]))
    assert "Utkast" not in client.get(reverse("visit_record", args=[planned.pk])).content.decode()


def test_an_old_draft_is_removed(world: World, as_user: Any, planned: Visit, at_noon: Any) -> None:
    client = as_user(world.cast.caseworker)
    write(client, planned, world.cast.caseworker, "Gamalt")
    at_noon.shift(timedelta(days=31))
    client = as_user(world.cast.caseworker)
    assert "Gamalt" not in client.get(reverse("visit_record", args=[planned.pk])).content.decode()
    write(client, planned, world.cast.caseworker, "Nytt")
    assert list(VisitDraft.objects.get().values.values()) == ["Nytt"]


def test_what_was_promised_stands_on_top_of_the_form_next_time(world: World, as_user: Any) -> None:
    client, pk = as_user(world.cast.caseworker), world.child.pk
    promise = {f"task_{pk}": "Spørje skulen om SFO", f"task_owner_{pk}": world.cast.caseworker.pk}
    address = f"{reverse('visit_new')}?child={pk}&track=follow_up"
    lacking = client.post(address, told(world, **promise))
    assert f'type="date" name="task_due_{pk}"' in lacking.content.decode().replace(" required", "")
    assert lacking.context["form"].errors == {f"task_due_{pk}": ["Write by which day it is done."]}
    early = client.post(address, told(world, **promise, **{f"task_due_{pk}": date(2026, 3, 1)}))
    assert early.context["form"].errors == {f"task_due_{pk}": ["This day lies before the visit."]}
    client.post(address, told(world, **promise, **{f"task_due_{pk}": date(2026, 3, 20)}))
    task = FollowUpTask.objects.get()
    assert (task.child, task.owner, task.track) == (world.child, world.cast.caseworker, "follow_up")
    page = client.get(address).content.decode()
    assert "Spørje skulen om SFO" in page
    assert "Trivst" in page
    # The other track keeps its own.
    other = as_user(world.cast.supervisor).get(f"{reverse('visit_new')}?child={pk}&track=supervision")
    assert "Spørje skulen" not in other.content.decode()
    assert "Trivst" not in other.content.decode()


def test_whether_it_was_announced_is_stored(world: World, as_user: Any, planned: Visit) -> None:
    as_user(world.cast.caseworker).post(reverse("visit_record", args=[planned.pk]), told(world) | {"announced": ""})
    planned.refresh_from_db()
    assert not planned.announced
    assert "unannounced" in as_user(world.cast.caseworker).get(reverse("visit", args=[planned.pk])).content.decode()
