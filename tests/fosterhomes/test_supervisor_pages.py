"""The list of supervisors, the page of one, registering, changing, ties, the end, merging."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, PoliceCertificate, SupervisionAppointment, Supervisor, SupervisorTie, User
from tests.cast import LONG_AGO, TODAY, World, make_child, make_user
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
LIST = "/supervisors/"


def make_supervisor(world: World, name: str, **values: Any) -> Supervisor:
    values = {"base": world.point, "capacity": 2, "longest_minutes": 60, "from_on": LONG_AGO} | values
    return Supervisor.objects.create(service=world.service, name=name, **values)


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["page"]]


def page(client: Any, supervisor: Supervisor) -> Any:
    return client.get(reverse("supervisor", args=[supervisor.pk]), headers=ENGLISH)


SEEN = {
    "leader": ["Supervisor"], "coordinator": ["Supervisor"], "clerk": ["Supervisor"], "caseworker": ["Supervisor"],
    "other_caseworker": [], "other_service": [], "supervisor": None, "on_call": None, "administrator": None,
    "stranger": None,
}  # fmt: skip


@pytest.mark.parametrize(("who", "seen"), SEEN.items())
def test_each_person_finds_the_supervisors_of_their_duty(
    world: World, as_user: Any, who: str, seen: list[str] | None
) -> None:
    response = as_user(getattr(world.cast, who)).get(LIST)
    if seen is None:
        assert response.status_code == 404
    else:
        assert names(response) == seen


OPENS = {
    "leader": 200, "coordinator": 200, "clerk": 200, "caseworker": 200, "supervisor": 200,
    "other_caseworker": 404, "other_service": 404, "on_call": 404, "administrator": 404, "stranger": 404,
}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), OPENS.items())
def test_another_s_supervisor_is_not_there(world: World, as_user: Any, who: str, status: int) -> None:
    assert page(as_user(getattr(world.cast, who)), world.supervisor).status_code == status


def test_the_filters_find_what_they_say(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    make_supervisor(world, "Full", capacity=1, languages=["so"])
    child = make_child(world.service, "X-1", care_municipality=world.municipality)
    SupervisionAppointment.objects.create(child=child, supervisor=Supervisor.objects.get(name="Full"), from_on=LONG_AGO)
    make_supervisor(world, "Sogningen", base=world.far_point)
    make_supervisor(world, "Slutta", until_on=TODAY)
    make_supervisor(world, "Seinare", from_on=TODAY + timedelta(days=1))
    assert names(client.get(LIST)) == ["Full", "Seinare", "Sogningen", "Supervisor"]
    assert names(client.get(LIST, {"free": "on"})) == ["Sogningen", "Supervisor"]
    assert names(client.get(LIST, {"village": world.far_point.pk})) == ["Sogningen"]
    assert names(client.get(LIST, {"language": "so"})) == ["Full"]
    assert "Slutta" in names(client.get(LIST, {"ended": "on"}))
    near = client.get(LIST, {"place": world.point.pk, "longest": 30}, headers=ENGLISH)
    assert names(near) == ["Full", "Seinare", "Supervisor"]
    assert near.context["sentence"] == "3 of 4 supervisors: at most 30 minutes from Knarvik."


def test_who_would_travel_farther_than_agreed_is_marked(world: World, as_user: Any) -> None:
    make_supervisor(world, "Sogningen", base=world.far_point, longest_minutes=60)
    rows = {row.name: row for row in as_user(world.cast.leader).get(LIST, {"place": world.point.pk}).context["page"]}
    assert rows["Sogningen"].travel.minutes > 60
    assert (rows["Sogningen"].too_far, rows["Supervisor"].too_far) == (True, False)


def test_a_search_in_words_never_stands_in_the_address(world: World, as_user: Any) -> None:
    make_supervisor(world, "Åse Østerbø")
    response = as_user(world.cast.leader).post(LIST, {"q": "østerbø", "free": "on"}, headers={"HX-Request": "true"})
    assert names(response) == ["Åse Østerbø"]
    assert response.headers["HX-Push-Url"] == "/supervisors/?free=on"


def test_the_list_and_the_page_ask_the_database_a_fixed_number_of_times(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    PoliceCertificate.objects.create(supervisor=world.supervisor, issued_on=TODAY, seen_on=TODAY)
    SupervisorTie.objects.create(supervisor=world.supervisor, home=world.other_home, kind="friend")
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"place": world.point.pk})
            page(client, world.supervisor)
        counts.append(len(queries))
        for more in range(5):
            make_supervisor(world, f"Nokon {number} {more}")
        child = make_child(world.service, f"T-{number}", care_municipality=world.municipality)
        SupervisionAppointment.objects.create(child=child, supervisor=world.supervisor, from_on=LONG_AGO)
        PoliceCertificate.objects.create(supervisor=world.supervisor, issued_on=TODAY, seen_on=TODAY)
        SupervisorTie.objects.create(supervisor=world.supervisor, child=world.waiting_child, kind="friend")
    assert counts[0] == counts[1] < 40


def test_a_caseworker_reads_the_names_of_own_children_only(world: World, as_user: Any) -> None:
    SupervisionAppointment.objects.create(
        child=world.other_child, supervisor=world.supervisor, from_on=date(2025, 1, 1)
    )
    SupervisorTie.objects.create(supervisor=world.supervisor, child=world.waiting_child, kind="relative")
    html = page(as_user(world.cast.caseworker), world.supervisor).content.decode()
    assert "Barn A-1" in html
    assert "1 child whose case is not yours." in html
    assert "Barn A-2" not in html
    assert "Barn A-3" not in html
    assert "a child" in html


def test_a_supervisor_without_a_certificate_is_marked(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert "No police certificate seen." in page(client, world.supervisor).content.decode()
    PoliceCertificate.objects.create(supervisor=world.supervisor, issued_on=TODAY - timedelta(days=120), seen_on=TODAY)
    assert "older than three months when seen" in page(client, world.supervisor).content.decode()


def values(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Ny Tilsynsperson", "base": world.point.pk, "capacity": 3, "longest_minutes": 45,
        "from_on": "2026-03-01", "languages": ["so"],
    } | changes  # fmt: skip


def test_a_supervisor_is_registered_with_its_trace(world: World, as_user: Any) -> None:
    response = as_user(world.cast.clerk).post(reverse("supervisor_new"), values(world))
    row = Supervisor.objects.get(name="Ny Tilsynsperson")
    assert response.url == reverse("supervisor", args=[row.pk])
    assert AuditEvent.objects.get().verb == "supervisor.created"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"base": ""}, "base"), ({"base": "999"}, "base"), ({"capacity": "0"}, "capacity"),
     ({"longest_minutes": "-1"}, "longest_minutes"), ({"from_on": "i går"}, "from_on"), ({"email": "x"}, "email")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field(world: World, as_user: Any, changes: dict[str, Any], field: str) -> None:
    response = as_user(world.cast.clerk).post(reverse("supervisor_new"), values(world, **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_only_a_log_in_with_the_duty_of_supervisor_and_not_taken_is_offered(world: World, as_user: Any) -> None:
    free = make_user("ny", "supervisor", world.service)
    form = as_user(world.cast.clerk).get(reverse("supervisor_new")).context["form"]
    assert list(form.fields["user"].queryset) == [free]


def test_who_saves_second_sees_what_the_first_changed(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.clerk), reverse("supervisor_edit", args=[world.supervisor.pk])
    opened = {f.name: f.value() for f in client.get(url).context["form"] if f.value() is not None}
    assert client.post(url, opened | {"capacity": 5}).status_code == 302
    second = client.post(url, opened | {"capacity": 6, "phone": "1"}, headers=ENGLISH)
    told = [(row.label, row.stored, row.mine) for row in second.context["form"].meanwhile]
    assert told == [("Children at most", "5", "6")]


def tie(world: World, client: Any, **values: Any) -> Any:
    url = reverse("supervisor_part_new", args=[world.supervisor.pk, "ties"])
    return client.post(url, {"kind": "friend", **values}, headers=ENGLISH)


def test_a_tie_is_to_a_home_or_to_a_child(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    for sent, field in ({}, "home"), ({"home": world.other_home.pk, "child": world.waiting_child.pk}, "child"):
        response = tie(world, client, **sent)
        assert response.status_code == 422
        assert list(response.context["panel"].form.errors) == [field]
    assert tie(world, client, home=world.other_home.pk).status_code == 302
    assert tie(world, client, child=world.waiting_child.pk).status_code == 302
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"supervisortie.added"}


@pytest.mark.parametrize("to", ["home", "child"])
def test_a_tie_to_a_child_under_supervision_is_refused_until_the_appointment_ends(
    world: World, as_user: Any, to: str
) -> None:
    client = as_user(world.cast.clerk)
    sent = {to: getattr(world, to).pk}
    refused = tie(world, client, **sent)
    assert refused.status_code == 422
    sentence = "Supervisor is the supervisor of Barn A-1. End that appointment first, then register the tie."
    assert refused.context["panel"].form.errors == {to: [sentence]}
    SupervisionAppointment.objects.update(until_on=TODAY, end_reason="Ven av familien")
    assert tie(world, client, **sent).status_code == 302


def test_availability_does_not_end_while_appointments_last_and_says_which(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("supervisor_end", args=[world.supervisor.pk])
    refused = client.post(url, {"until_on": TODAY, "reason": "Flyttar"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "Still appointed for Barn A-1. End those appointments first." in refused.content.decode()
    SupervisionAppointment.objects.update(until_on=TODAY, end_reason="Slutt")
    early = client.post(url, {"until_on": LONG_AGO, "reason": "Flyttar"}, headers=ENGLISH)
    assert early.context["form"].errors == {"until_on": ["The end must be after the start."]}
    assert client.post(url, {"until_on": TODAY, "reason": "Flyttar"}).status_code == 302
    world.supervisor.refresh_from_db()
    assert world.supervisor.until_on == TODAY
    assert AuditEvent.objects.get().reason == "Flyttar"


def test_two_rows_of_one_supervisor_become_one_and_the_log_in_moves_along(world: World, as_user: Any) -> None:
    twin = make_supervisor(world, "Tvilling", phone="1")
    url = reverse("supervisor_merge", args=[twin.pk])
    client = as_user(world.cast.leader)
    assert dict(client.get(url, {"other": world.supervisor.pk}, headers=ENGLISH).context["moving"])
    assert client.post(url, {"other": world.supervisor.pk, "reason": "Same"}).status_code == 302
    twin.refresh_from_db()
    world.supervisor.refresh_from_db()
    assert (world.supervisor.merged_into, world.supervisor.until_on, world.supervisor.user) == (twin, TODAY, None)
    assert twin.user == world.cast.supervisor
    assert twin.appointments.get().child == world.child
    assert client.get(reverse("supervisor", args=[world.supervisor.pk])).url == reverse("supervisor", args=[twin.pk])
    assert names(client.get(LIST, {"ended": "on"})) == ["Tvilling"]
    assert as_user(world.cast.supervisor).get(reverse("child", args=[world.child.pk])).status_code == 200


def test_a_merge_that_would_tie_a_supervisor_to_an_own_child_is_refused(world: World, as_user: Any) -> None:
    twin = make_supervisor(world, "Tvilling")
    SupervisorTie.objects.create(supervisor=twin, home=world.home, kind="relative")
    url = reverse("supervisor_merge", args=[world.supervisor.pk])
    response = as_user(world.cast.leader).post(url, {"other": twin.pk, "reason": "Same"}, headers=ENGLISH)
    assert response.status_code == 422
    assert "End that appointment first" in response.content.decode()
    assert twin.ties.count() == 1
    assert Supervisor.objects.filter(merged_into=None).count() == 2


def test_nobody_but_who_answers_for_the_register_writes(world: World, as_user: Any) -> None:
    people: list[User] = [world.cast.caseworker, world.cast.supervisor, world.cast.on_call, world.cast.other_service]
    for person in people:
        client = as_user(person)
        for name in ("supervisor_edit", "supervisor_end", "supervisor_merge"):
            assert client.post(reverse(name, args=[world.supervisor.pk]), {"reason": "x"}).status_code == 404
        assert tie(world, client, home=world.other_home.pk).status_code == 404
    assert "/edit/" not in page(as_user(world.cast.supervisor), world.supervisor).content.decode()
