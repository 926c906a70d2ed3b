"""A supervisor is appointed for a child: who is offered, who is not and why, one at a time, and the end."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import (
    AuditEvent,
    Child,
    Duty,
    Home,
    Look,
    SupervisionAppointment,
    Supervisor,
    SupervisorTie,
)
from tests.cast import LONG_AGO, TODAY, World
from tests.fosterhomes.days import on_the_day
from tests.fosterhomes.test_supervisor_pages import make_supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}


def url(child: Child) -> str:
    return reverse("appointment_new", args=[child.pk])


def offered(client: Any, child: Child) -> dict[str, Any]:
    return {person.row.name: person for person in client.get(url(child), headers=ENGLISH).context["people"]}


def appoint(client: Any, child: Child, person: Supervisor, **values: Any) -> Any:
    sent = {"supervisor": person.pk, "from_on": TODAY} | values
    return client.post(url(child), sent, headers=ENGLISH)


def test_the_nearest_with_room_and_without_ties_stands_first_and_the_others_say_why_not(
    world: World, as_user: Any
) -> None:
    far = make_supervisor(world, "Langt", base=world.far_point)
    make_supervisor(world, "Full", capacity=0)
    for name, tied in ("Ven av heimen", {"home": world.other_home}), ("Ven av barnet", {"child": world.other_child}):
        SupervisorTie.objects.create(supervisor=make_supervisor(world, name), kind="friend", **tied)
    Duty.objects.create(user=world.cast.clerk, service=world.service, role="supervisor", from_on=LONG_AGO)
    make_supervisor(world, "Tilsett", user=world.cast.clerk)
    make_supervisor(world, "Slutta", until_on=TODAY)
    people = offered(as_user(world.cast.leader), world.other_child)
    assert list(people)[:2] == ["Supervisor", "Langt"]
    assert "Slutta" not in people
    assert people["Supervisor"].row.travel.is_estimate
    assert {name: person.refusals for name, person in people.items()} == {
        "Supervisor": [],
        "Langt": [],
        "Full": ["has no room: 0 of 0"],
        "Ven av heimen": ["not independent of the home: close friend"],
        "Ven av barnet": ["not independent of the child: close friend"],
        "Tilsett": ["works for Nordhordland barnevern (FF § 17)"],
    }
    over = people["Langt"].row.travel.minutes - far.longest_minutes
    assert people["Langt"].doubts == [
        f"{over} minutes over the {far.longest_minutes} agreed", "no police certificate seen",
    ]  # fmt: skip


def test_a_shared_language_comes_before_a_shorter_way(world: World, as_user: Any) -> None:
    Child.objects.filter(pk=world.other_child.pk).update(languages=["so", "ar"])
    near = make_supervisor(world, "Same språk", base=world.far_point, longest_minutes=600, languages=["ar"])
    people = offered(as_user(world.cast.leader), world.other_child)
    assert next(iter(people)) == near.name
    assert people[near.name].shared_languages == ["Arabic"]


def test_nobody_is_measured_to_a_protected_address(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.other_home.pk).update(protected_address=True, address="", point=None)
    response = as_user(world.cast.leader).get(url(world.other_child), headers=ENGLISH)
    assert all(person.row.travel is None for person in response.context["people"])
    assert "The home has a protected address: travel is not measured." in response.content.decode()


def test_an_appointment_leaves_its_trace_and_opens_the_child_to_the_supervisor(world: World, as_user: Any) -> None:
    child_page = reverse("child", args=[world.other_child.pk])
    assert as_user(world.cast.supervisor).get(child_page).status_code == 404
    response = appoint(as_user(world.cast.coordinator), world.other_child, world.supervisor)
    assert response.url == child_page
    event = AuditEvent.objects.get()
    assert (event.verb, event.child, event.by) == (
        "supervisionappointment.started", world.other_child, world.cast.coordinator,
    )  # fmt: skip
    assert as_user(world.cast.supervisor).get(child_page).status_code == 200
    assert Look.objects.filter(child=world.other_child, page="appointment_new").count() == 0, "nothing was shown"


REFUSED = [
    ({"supervisor": ""}, "supervisor", "Choose a supervisor."),
    ({"from_on": "snart"}, "from_on", "Enter a valid date."),
    ({"from_on": "2032-05-17"}, "from_on", "Supervision ends when the child turns 18 (FF § 16)."),
    ({"from_on": "2019-12-31"}, "supervisor", "Supervisor is not available that day."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), REFUSED)
def test_what_is_wrong_is_said_at_the_field(
    world: World, as_user: Any, changes: dict[str, Any], field: str, sentence: str
) -> None:
    response = appoint(as_user(world.cast.leader), world.other_child, world.supervisor, **changes)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in response.content.decode()


def test_who_is_tied_is_refused_by_the_database_too_with_its_sentence(world: World, as_user: Any) -> None:
    SupervisorTie.objects.create(supervisor=world.supervisor, home=world.other_home, kind="guide")
    response = appoint(as_user(world.cast.leader), world.other_child, world.supervisor)
    sentence = "This supervisor is tied to the child or the family and cannot be appointed (FF § 17)."
    assert response.context["form"].errors == {"supervisor": [sentence]}


def test_the_last_place_is_not_given_away_twice(world: World, as_user: Any) -> None:
    Supervisor.objects.filter(pk=world.supervisor.pk).update(capacity=1)
    response = appoint(as_user(world.cast.leader), world.other_child, world.supervisor)
    assert "Supervisor has no room." in response.context["form"].errors["supervisor"][0]
    assert world.supervisor.appointments.count() == 1


def test_a_supervisor_of_another_service_cannot_be_chosen_by_number(world: World, as_user: Any) -> None:
    theirs = make_supervisor(world, "Deira")
    Supervisor.objects.filter(pk=theirs.pk).update(service=world.other_service)
    assert "supervisor" in appoint(as_user(world.cast.leader), world.other_child, theirs).context["form"].errors


def test_a_new_supervisor_takes_over_on_the_day_with_a_reason(world: World, as_user: Any) -> None:
    client, fresh = as_user(world.cast.leader), make_supervisor(world, "Ny")
    assert "Supervisor" not in offered(client, world.child)
    refused = appoint(client, world.child, fresh)
    assert list(refused.context["form"].errors) == ["end_reason"]
    assert world.child.supervision_appointments.get() == world.appointment
    assert appoint(client, world.child, fresh, end_reason="Flyttar").status_code == 302
    world.appointment.refresh_from_db()
    assert (world.appointment.until_on, world.appointment.end_reason) == (TODAY, "Flyttar")
    assert world.child.supervision_appointments.get(until_on=None).supervisor == fresh
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {"supervisionappointment.ended", "supervisionappointment.started"}


def test_a_new_one_who_is_refused_leaves_the_present_one_in_place(world: World, as_user: Any) -> None:
    tied = make_supervisor(world, "Bunden")
    SupervisorTie.objects.create(supervisor=tied, home=world.home, kind="relative")
    response = appoint(as_user(world.cast.leader), world.child, tied, end_reason="Byter")
    assert response.status_code == 422
    world.appointment.refresh_from_db()
    assert world.appointment.until_on is None
    assert not AuditEvent.objects.exists()


def test_an_appointment_that_begins_before_the_present_one_is_refused_at_the_date(world: World, as_user: Any) -> None:
    fresh = make_supervisor(world, "Ny")
    response = appoint(as_user(world.cast.leader), world.child, fresh, from_on=date(2024, 1, 1), end_reason="Byter")
    assert "from_on" in response.context["form"].errors


def test_an_appointment_ends_with_a_reason_and_the_child_is_closed_to_the_supervisor(
    world: World, as_user: Any
) -> None:
    client, address = as_user(world.cast.leader), reverse("appointment_end", args=[world.appointment.pk])
    assert client.post(address, {"until_on": TODAY, "reason": ""}).status_code == 422
    early = client.post(address, {"until_on": date(2024, 2, 1), "reason": "x"}, headers=ENGLISH)
    assert "The end must be after the start." in early.content.decode()
    assert client.post(address, {"until_on": TODAY, "reason": "Flyttar"}).status_code == 302
    assert as_user(world.cast.supervisor).get(reverse("child", args=[world.child.pk])).status_code == 404
    assert client.get(address).status_code == 404, "it has ended already"
    assert SupervisionAppointment.objects.filter(until_on=TODAY, end_reason="Flyttar").exists()


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "on_call", "administrator", "other_service", "stranger"])
def test_only_who_answers_for_the_register_appoints(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    assert appoint(client, world.child, world.supervisor).status_code == 404
    address = reverse("appointment_end", args=[world.appointment.pk])
    assert client.post(address, {"until_on": TODAY, "reason": "x"}).status_code == 404


def test_the_candidates_are_read_in_a_fixed_number_of_queries(world: World, as_user: Any) -> None:
    client, counts = as_user(world.cast.leader), []
    SupervisorTie.objects.create(supervisor=make_supervisor(world, "A"), home=world.other_home, kind="friend")
    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(world.other_child))
        counts.append(len(queries))
        for more in range(6):
            person = make_supervisor(world, f"Ein {number} {more}", from_on=TODAY - timedelta(days=more))
            SupervisorTie.objects.create(supervisor=person, child=world.other_child, kind="friend")
    assert counts[0] == counts[1] < 30
