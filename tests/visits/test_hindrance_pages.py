"""*I cannot make it*: who says it of which visit, what is proposed, and how one click answers."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World, access
from visits.actions.hindrances import keep_visit, say_cannot
from visits.models import Visit, VisitHindrance
from visits.reminding.digest import digest

from .rows import lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def booked(world: World) -> Visit:
    return lay_visit(world, "supervision", DAY, status="booked", start=time(13))


def say(client: Any, visit: Visit, **values: str) -> Any:
    return client.post(reverse("hindrance_new", args=[visit.pk]), {"reason": "Kurs den dagen"} | values)


def test_the_supervisor_says_it_and_takes_a_new_time_of_their_own(world: World, as_user: Any, booked: Visit) -> None:
    client = as_user(world.cast.supervisor)
    answer = say(client, booked, from_on="2026-03-16", last_on="2026-03-27")
    row = VisitHindrance.objects.get()
    assert answer.url == reverse("hindrance", args=[row.pk])
    assert (row.said_by, row.from_on, row.until_on) == (
        world.cast.supervisor, date(2026, 3, 16), date(2026, 3, 28),
    )  # fmt: skip
    page = client.get(answer.url)
    offers, shown = page.context["offers"], page.content.decode()
    assert offers
    assert all(f'value="{offer.key}"' in shown for offer in offers)
    assert {offer.visitor for offer in offers} == {f"s{world.supervisor.pk}"}
    assert not any(row.days.holds(offer.on_day) for offer in offers)
    assert client.post(answer.url, {"slot": offers[0].key}).url == reverse("visit", args=[booked.pk])
    booked.refresh_from_db()
    row.refresh_from_db()
    assert (booked.on_day, booked.start) == (offers[0].on_day, offers[0].start)
    assert booked.family_to_tell
    assert (row.answer, row.answered_by) == ("moved", world.cast.supervisor)
    verbs = set(AuditEvent.objects.filter(child=world.child).values_list("verb", flat=True))
    assert {"visithindrance.said", "visithindrance.moved", "visit.moved"} <= verbs


def test_who_plans_sees_it_and_may_send_somebody_else_that_day(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="booked", start=time(10))
    say(as_user(world.cast.caseworker), visit)
    client = as_user(world.cast.coordinator)
    for page in ("calendar", "due", "due_panel", "absences"):
        assert "1 visit waits for a new time" in client.get(reverse(page)).content.decode(), page
    told = digest(access(world.cast.coordinator))
    assert told.presses
    assert told.team is not None
    assert told.team.hindered == 1
    (row,) = client.get(reverse("hindrance_list")).context["rows"]
    page = client.get(reverse("hindrance", args=[row.pk]))
    own = f"w{world.cast.caseworker.pk}"
    assert all(offer.visitor != own or offer.on_day != DAY for offer in page.context["offers"])
    assert any(offer.visitor != own for offer in page.context["offers"])
    assert client.post(reverse("hindrance_keep", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("kept", world.cast.coordinator)
    assert client.get(reverse("hindrance", args=[row.pk])).status_code == 404


def test_the_caseworker_of_the_child_is_told_and_leaves_the_answer_to_who_plans(
    world: World, as_user: Any, booked: Visit
) -> None:
    say(as_user(world.cast.supervisor), booked)
    told = "Supervisor cannot make it: supervision, Fjellheim, Wednesday 18 March"
    for name, user in world.cast:
        page = as_user(user).get(reverse("due_panel"))
        assert (page.status_code == 200 and told in page.content.decode()) == (name == "caseworker"), name
    client = as_user(world.cast.caseworker)
    assert told in client.get(reverse("due")).content.decode()
    visit = client.get(reverse("visit", args=[booked.pk])).content.decode()
    assert "cannot make it. The visit waits for a new time." in visit
    assert "Kurs den dagen" not in visit
    mail = digest(access(world.cast.caseworker))
    assert (mail.presses, mail.hindered_others) == (True, 1)
    keep_visit(hindrance=VisitHindrance.objects.get(), by=world.cast.leader, at=timezone.now())
    assert told not in client.get(reverse("due_panel")).content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": " "}, "This field is required."),
        ({"from_on": "2026-03-20", "last_on": "2026-03-19"}, "The last day is before the first."),
        ({"last_on": "2026-03-19"}, "Give the first day too."),
        ({"from_on": "x"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    world: World, as_user: Any, booked: Visit, values: dict[str, str], sentence: str
) -> None:
    answer = say(as_user(world.cast.supervisor), booked, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not VisitHindrance.objects.exists()


def test_it_is_said_once_and_answered_by_whatever_moves_the_visit(world: World, as_user: Any, booked: Visit) -> None:
    client = as_user(world.cast.supervisor)
    say(client, booked)
    again = say(client, booked)
    assert (again.status_code, "It is said already" in again.content.decode()) == (422, True)
    client.post(reverse("visit_cancel", args=[booked.pk]), {"reason": "Ny avtale seinare"})
    assert VisitHindrance.objects.get().answer == "cancelled"
    moved = lay_visit(world, "supervision", date(2026, 3, 20), status="planned", start=time(13))
    say(client, moved)
    Visit.objects.filter(pk=moved.pk).update(on_day=date(2026, 3, 24))  # as a plan does
    assert not VisitHindrance.objects.waiting().exists()
    assert say(client, moved).status_code == 302
    assert [row.answer for row in VisitHindrance.objects.filter(visit=moved)] == ["moved", ""]


def test_whoever_answers_second_is_told(world: World, booked: Visit) -> None:
    at, leader = timezone.now(), world.cast.leader
    row = say_cannot(visit=booked, reason="Sjuk", from_on=None, until_on=None, by=world.cast.supervisor, at=at)
    keep_visit(hindrance=row, by=leader, at=at)
    with pytest.raises(ValidationError, match="Somebody has answered this meanwhile"):
        keep_visit(hindrance=row, by=world.cast.coordinator, at=at)


def test_only_who_moves_the_visit_says_it_or_answers(world: World, as_user: Any, booked: Visit) -> None:
    may = {"leader", "coordinator", "supervisor"}
    say(as_user(world.cast.supervisor), booked)
    row = VisitHindrance.objects.get()
    for name, user in world.cast:
        client = as_user(user)
        for page in (reverse("hindrance_new", args=[booked.pk]), reverse("hindrance", args=[row.pk])):
            assert client.get(page).status_code == (200 if name in may else 404), (name, page)
        listed = client.get(reverse("hindrance_list"))
        assert (listed.status_code == 200 and bool(listed.context["rows"])) == (name in may), name


def test_the_number_of_queries_of_the_list_does_not_grow(world: World, as_user: Any) -> None:
    client, counts = as_user(world.cast.leader), []
    for day in (17, 18, 19):
        visit = lay_visit(world, "follow_up", date(2026, 3, day), status="planned", start=time(10))
        VisitHindrance.objects.create(
            visit=visit, on_day=visit.on_day, reason="Kurs", said_by=world.cast.caseworker, said_at=timezone.now()
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("hindrance_list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]
