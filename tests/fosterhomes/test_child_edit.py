"""Registering and changing a child, protecting its address, closing its case."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Placement
from tests.cast import TODAY, World, access

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


def values(**changes: Any) -> dict[str, Any]:
    return {
        "reference": "B-7", "name": "Åse Barn", "birth_date": "2015-02-03", "care_municipality": "4631",
    } | changes  # fmt: skip


def test_a_clerk_registers_a_child_and_the_deed_is_traced(world: World, as_user: Any) -> None:
    response = as_user(world.cast.clerk).post(reverse("child_new"), values(languages=["so"], needs=["adhd"]))
    child = Child.objects.get(reference="B-7")
    assert response["Location"] == reverse("child", args=[child.pk])
    assert (child.service, child.needs, child.languages) == (world.service, ["adhd"], ["so"])
    assert AuditEvent.objects.get().verb == "child.registered"


WRONG = [
    ({"reference": "A-1"}, "reference"),
    ({"birth_date": "2026-03-11"}, "birth_date"),
    ({"birth_date": "1999-03-10"}, "birth_date"),
    ({"birth_date": "31.02.2015"}, "birth_date"),
    ({"national_number": "12345678901"}, "national_number"),
    ({"national_number": "17851499966"}, "national_number"),
    ({"protected_address": "on", "point": "POINT"}, "point"),
    ({"travel_band": "60"}, "travel_band"),
    ({"care_municipality": "0000"}, "care_municipality"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    world: World, as_user: Any, changes: dict[str, str], field: str
) -> None:
    changes = {name: str(world.point.pk) if value == "POINT" else value for name, value in changes.items()}
    response = as_user(world.cast.clerk).post(reverse("child_new"), values(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["name"].value() == "Åse Barn"
    assert not Child.objects.filter(reference="B-7").exists()


def test_only_the_register_s_people_change_a_child(world: World, as_user: Any) -> None:
    url = reverse("child_edit", args=[world.child.pk])
    expected = {"leader": 200, "clerk": 200, "caseworker": 403, "other_caseworker": 404, "supervisor": 404}
    found = {who: as_user(getattr(world.cast, who)).get(url).status_code for who in expected}
    assert found == expected


def test_two_people_who_change_a_child_lose_nothing_of_each_other(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.clerk), reverse("child_edit", args=[world.child.pk])
    form = client.get(url).context["form"]
    mine = values(reference="A-1", name="Mitt namn", birth_date="2014-05-17", version=form["version"].value())
    Child.objects.filter(pk=world.child.pk).update(name="Hennar namn", background="Samisk")
    response = client.post(url, mine)
    assert response.status_code == 422
    told = {one.label: (one.stored, one.kept) for one in response.context["form"].meanwhile}
    assert {stored for stored, _kept in told.values()} == {"Hennar namn", "Samisk"}
    again = {name: response.context["form"][name].value() or "" for name in ("name", "background", "version")}
    assert (again["name"], again["background"]) == ("Mitt namn", "Samisk")
    assert client.post(url, mine | again).status_code == 302
    world.child.refresh_from_db()
    assert (world.child.name, world.child.background) == ("Mitt namn", "Samisk")


def test_protecting_the_address_forgets_where_it_is_and_warns_of_the_home(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(reverse("child_protect", args=[world.child.pk]), {"travel_band": "60"})
    world.child.refresh_from_db()
    assert (world.child.protected_address, world.child.point, world.child.travel_band) == (True, None, "60")
    page = client.get(reverse("child", args=[world.child.pk]))
    assert page.context["page"].address_open
    assert client.get(reverse("child_edit", args=[world.child.pk])).context["form"].fields.get("point") is None


def test_a_case_is_closed_only_when_nothing_is_open_and_ends_who_sees_the_child(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("child_close", args=[world.child.pk])
    closing = {"closed_on": TODAY.isoformat(), "reason": "Flytta heim"}
    assert client.post(url, closing).status_code == 422
    Placement.objects.filter(pk=world.placement.pk).update(until_on=TODAY, end_reason="returned")
    assert client.post(url, closing).status_code == 302
    eve = TODAY - timedelta(days=1)
    assert world.child.contact_persons.get().until_on == TODAY
    assert world.child.supervision_appointments.get().until_on == TODAY
    assert Child.objects.visible_to(access(world.cast.supervisor, eve)).exists()
    assert not Child.objects.visible_to(access(world.cast.supervisor, TODAY)).exists()
    assert client.post(url, {"reason": "Kom att"}).status_code == 302
    world.child.refresh_from_db()
    assert world.child.closed_on is None
