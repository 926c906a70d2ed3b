"""A home is registered and changed: what is refused where, what a protected address takes away, two people at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from fosterhomes.models import AuditEvent, Home, Point, TravelTime
from tests.cast import TODAY, World, make_home
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
NEW = "/homes/new/"


def values(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Solheim", "kind": "ordinary", "municipality": "4631", "village": world.point.pk,
        "address": "Solvegen 2", "phone": "55 00 00 02", "places": 2, "youngest_age": 3, "oldest_age": 12,
        "largest_sibling_group": 2, "takes_on": ["adhd"], "does_not_take": ["infant"], "languages": ["pl"],
    } | changes  # fmt: skip


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def opened(client: Any, home: Home) -> dict[str, Any]:
    """Return what the browser would send back, had the person changed nothing."""
    return shown(client.get(reverse("home_edit", args=[home.pk])))


def shown(response: Any) -> dict[str, Any]:
    """Return what the form of a page holds, as the browser would send it."""
    held = {field.name: field.value() for field in response.context["form"]}
    return {name: value for name, value in held.items() if value is not None and value is not False}


def test_a_home_is_registered_with_its_trace(world: World, as_user: Any) -> None:
    response = as_user(world.cast.clerk).post(NEW, values(world))
    home = Home.objects.get(name="Solheim")
    assert response.url == reverse("home", args=[home.pk])
    assert (home.service, home.point, home.takes_on) == (world.service, world.point, ["adhd"])
    event = AuditEvent.objects.get()
    assert (event.verb, event.home, event.by) == ("home.created", home, world.cast.clerk)


REFUSED = [
    ({"name": ""}, "name", "This field is required."),
    ({"places": "mange"}, "places", "Enter a whole number."),
    ({"oldest_age": 2}, "oldest_age", "The oldest age must not be below the youngest."),
    ({"does_not_take": ["adhd"]}, "does_not_take", "Already answered in the list before: ADHD."),
    ({"stretches_to": ["adhd"]}, "stretches_to", "Already answered in the list before: ADHD."),
    ({"municipality": "4640"}, "village", "Knarvik lies in Alver, not in Sogndal."),
    ({"latitude": "60.6"}, "longitude", "Write both latitude and longitude, or neither."),
    ({"latitude": "60.6", "longitude": "5.3", "village": ""}, "village", "Choose the village that the point lies in."),
    (
        {"latitude": "10", "longitude": "5.3"},
        "latitude",
        "The point is not in Norway. Latitude is 57 to 72, longitude 4 to 32.",
    ),
    ({"travel_band": "60"}, "travel_band", "Only for a protected address. Choose a village instead."),
    ({"free_from": "i morgon"}, "free_from", "Enter a valid date."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), REFUSED)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    world: World, as_user: Any, changes: dict[str, Any], field: str, sentence: str
) -> None:
    response = as_user(world.cast.leader).post(NEW, values(world, **changes), headers=ENGLISH)
    assert errors(response)[field] == [sentence]
    assert 'value="Solvegen 2"' in response.content.decode()
    assert not Home.objects.filter(address="Solvegen 2").exists()


def test_coordinates_of_its_own_make_a_point_in_the_village(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(NEW, values(world, latitude="60.60000", longitude="5.30000"))
    home = Home.objects.get(name="Solheim")
    assert home.point is not None
    assert (home.point.village, home.point.latitude) == ("Knarvik", Decimal("60.60000"))
    assert opened(client, home)["village"] == world.point.pk
    assert opened(client, home)["latitude"] == Decimal("60.60000")


def test_no_list_of_villages_offers_the_point_of_a_single_home(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(NEW, values(world, latitude="60.60000", longitude="5.30000"))
    offered = client.get(NEW).context["form"].fields["village"].queryset
    assert set(offered) == {world.point, world.far_point}


def test_a_protected_address_asks_before_it_takes_address_and_point_away(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(NEW, values(world, latitude="60.60000", longitude="5.30000"))
    home = Home.objects.get(name="Solheim")
    own = home.point
    assert own is not None
    TravelTime.objects.create(
        from_point=own, to_point=world.point, minutes=9, metres=9, source="by hand", measured_on=TODAY
    )
    url, sent = reverse("home_edit", args=[home.pk]), opened(client, home) | {"protected_address": "on"}
    asked = client.post(url, sent, headers=ENGLISH)
    assert list(errors(asked)) == ["protected_address"]
    assert 'name="confirm_protected"' in asked.content.decode()
    home.refresh_from_db()
    assert (home.address, home.point) == ("Solvegen 2", own)
    client.post(url, sent | {"confirm_protected": "on", "travel_band": "60"})
    home.refresh_from_db()
    assert (home.protected_address, home.address, home.point, home.travel_band) == (True, "", None, "60")
    assert not Point.objects.filter(pk=own.pk).exists(), "the point of its own would still say where the home is"
    assert not TravelTime.objects.exists()


def test_the_village_s_own_point_stays_when_a_home_there_becomes_protected(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    sent = opened(client, world.home) | {"protected_address": "on", "confirm_protected": "on"}
    assert client.post(reverse("home_edit", args=[world.home.pk]), sent).status_code == 302
    assert Point.objects.filter(pk=world.point.pk).exists()


def test_a_change_leaves_the_names_of_what_changed_and_the_reason(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    sent = opened(client, world.home) | {"phone": "99 99 99 99", "reason": "Skrive feil"}
    assert client.post(reverse("home_edit", args=[world.home.pk]), sent).status_code == 302
    event = AuditEvent.objects.get()
    assert (event.verb, event.fields, event.reason) == ("home.changed", ["phone"], "Skrive feil")
    assert "99 99" not in str(event.__dict__)


def test_who_saves_second_sees_what_the_first_changed_and_decides(world: World, as_user: Any) -> None:
    url = reverse("home_edit", args=[world.home.pk])
    client = as_user(world.cast.leader)
    mine = opened(client, world.home) | {"phone": "11 11 11 11", "visit_wishes": "Etter skulen"}
    theirs = opened(client, world.home) | {"phone": "22 22 22 22", "places": 3}
    assert as_user(world.cast.clerk).post(url, theirs).status_code == 302
    second = as_user(world.cast.leader).post(url, mine, headers=ENGLISH)
    assert second.status_code == 422
    told = {row.label: (row.stored, row.mine, row.kept) for row in second.context["form"].meanwhile}
    assert told == {"Phone": ("22 22 22 22", "11 11 11 11", False), "Places": ("3", "2", True)}
    html = second.content.decode()
    assert "Clerk changed this at 09:00" in html
    assert 'value="11 11 11 11"' in html
    assert 'value="Etter skulen"' in html
    world.home.refresh_from_db()
    assert world.home.phone == "22 22 22 22"
    assert client.post(url, shown(second)).status_code == 302
    world.home.refresh_from_db()
    assert (world.home.phone, world.home.places, world.home.visit_wishes) == ("11 11 11 11", 3, "Etter skulen")


def test_two_who_change_different_things_lose_neither(world: World, as_user: Any) -> None:
    url, client = reverse("home_edit", args=[world.home.pk]), as_user(world.cast.leader)
    mine = opened(client, world.home) | {"visit_wishes": "Etter skulen"}
    client.post(url, opened(client, world.home) | {"takes_on": ["adhd", "autism"], "free_from": "2026-05-01"})
    second = client.post(url, mine)
    assert [row.kept for row in second.context["form"].meanwhile] == [True, True]
    client.post(url, shown(second))
    world.home.refresh_from_db()
    assert (world.home.takes_on, world.home.free_from) == (["adhd", "autism"], date(2026, 5, 1))
    assert world.home.visit_wishes == "Etter skulen"


def test_what_two_change_alike_is_no_conflict(world: World, as_user: Any) -> None:
    url, client = reverse("home_edit", args=[world.home.pk]), as_user(world.cast.leader)
    mine = opened(client, world.home) | {"phone": "33 33 33 33"}
    client.post(url, mine)
    assert client.post(url, mine).status_code == 302


@pytest.mark.parametrize("token", ["", "{", "[]", '"x"', "null"])
def test_a_form_without_its_token_is_refused_with_a_sentence(world: World, as_user: Any, token: str) -> None:
    client = as_user(world.cast.leader)
    sent = opened(client, world.home) | {"version": token, "phone": "44 44 44 44"}
    response = client.post(reverse("home_edit", args=[world.home.pk]), sent, headers=ENGLISH)
    assert errors(response)["__all__"] == ["This form is too old or damaged. Open the page again."]


def test_a_person_of_two_services_says_which_one_registers(world: World, as_user: Any) -> None:
    world.cast.leader.duties.create(service=world.other_service, role="clerk", from_on=date(2020, 1, 1))
    client = as_user(world.cast.leader)
    assert errors(client.post(NEW, values(world)))["service"]
    client.post(NEW, values(world, service=world.other_service.pk))
    assert Home.objects.get(name="Solheim").service == world.other_service


def test_a_home_of_another_service_cannot_be_registered_by_sending_its_number(world: World, as_user: Any) -> None:
    as_user(world.cast.leader).post(NEW, values(world, service=world.other_service.pk))
    assert Home.objects.get(name="Solheim").service == world.service


def test_the_page_of_a_home_with_no_point_says_that_travel_is_not_known(world: World, as_user: Any) -> None:
    home = make_home(world.service, "Utan punkt", municipality=world.municipality)
    html = as_user(world.cast.leader).get(reverse("home", args=[home.pk]), headers=ENGLISH).content.decode()
    assert "not known" in html
