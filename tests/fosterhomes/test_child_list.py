"""The list of children: who is in it, what it is asked, what it says."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Child, ContactPerson, Placement, Role, Service, SiblingGroup
from tests.cast import TODAY, World, make_child, make_home, make_user, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


def names(response: Any) -> list[str]:
    return [row.child.name for row in response.context["rows"]]


OPENS = {
    "leader": ["Barn A-1", "Barn A-2", "Barn A-3"],
    "coordinator": ["Barn A-1", "Barn A-2", "Barn A-3"],
    "clerk": ["Barn A-1", "Barn A-2", "Barn A-3"],
    "caseworker": ["Barn A-1"],
    "other_caseworker": ["Barn A-2"],
    "supervisor": None,
    "on_call": None,
    "administrator": None,
    "other_service": ["Barn S-1"],
    "stranger": None,
}


@pytest.mark.parametrize(("who", "seen"), OPENS.items())
def test_each_person_finds_the_children_of_their_duty_in_the_list(
    world: World, as_user: Any, who: str, seen: list[str] | None
) -> None:
    response = as_user(getattr(world.cast, who)).get(reverse("child_list"))
    if seen is None:
        assert response.status_code == 404
    else:
        assert names(response) == seen


def test_the_list_is_searched_by_name_without_the_name_in_the_address(world: World, as_user: Any) -> None:
    make_child(world.service, "A-9", name="Ørjan Ås", care_municipality=world.municipality)
    response = as_user(world.cast.leader).post(
        reverse("child_list"), {"q": "ørjan", "where": ""}, headers={"hx-request": "true"}
    )
    assert names(response) == ["Ørjan Ås"]
    assert "rjan" not in response["HX-Push-Url"]


def test_names_are_sorted_as_norwegians_sort_them(world: World, as_user: Any) -> None:
    for number, name in enumerate(("Åse", "Øystein", "Ærlend", "Zara")):
        make_child(world.service, f"B-{number}", name=name, care_municipality=world.municipality)
    shown = names(as_user(world.cast.leader).get(reverse("child_list"), {"sort": "-name"}))
    assert shown[:4] == ["Åse", "Øystein", "Ærlend", "Zara"]


def _filtered_world(world: World) -> None:
    child = make_child(
        world.service, "C-1", name="Institusjon", care_municipality=world.other_municipality, languages=["so"],
        birth_date=date(2010, 3, 11),
    )  # fmt: skip
    Placement.objects.create(
        child=child, setting="institution", place_name="Øya", legal_ground="care_order", from_on=date(2025, 1, 1)
    )
    relief = make_home(world.service, "Helgeheim", municipality=world.municipality, kind="relief")
    place(world.child, relief, date(2025, 6, 1))
    group = SiblingGroup.objects.create(service=world.service)
    Child.objects.filter(pk__in=(world.child.pk, world.waiting_child.pk)).update(sibling_group=group)
    make_child(world.service, "C-2", name="Avslutta", care_municipality=world.municipality, closed_on=date(2026, 1, 1))


FILTERS = [
    ({"where": "ordinary"}, ["Barn A-1", "Barn A-2"]),
    ({"where": "relief"}, ["Barn A-1"]),
    ({"where": "institution"}, ["Institusjon"]),
    ({"where": "waiting"}, ["Barn A-3"]),
    ({"where": "nowhere"}, ["Barn A-3"]),
    ({"municipality": "4631"}, ["Barn A-1", "Barn A-2"]),
    ({"care": "others"}, ["Institusjon"]),
    ({"care": "own"}, ["Barn A-1", "Barn A-2", "Barn A-3"]),
    ({"contact": "none"}, ["Barn A-3"]),
    ({"without_supervisor": "on"}, ["Barn A-2"]),
    ({"siblings": "on"}, ["Barn A-1", "Barn A-3"]),
    ({"language": "so"}, ["Institusjon"]),
    ({"age_from": "15"}, ["Institusjon"]),
    ({"age_to": "14"}, ["Barn A-1", "Barn A-2", "Barn A-3"]),
    ({"closed": "on"}, ["Avslutta", "Barn A-1", "Barn A-2", "Barn A-3", "Institusjon"]),
    ({"where": "ordinary", "without_supervisor": "on"}, ["Barn A-2"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_a_filter_shows_those_who_fit(world: World, as_user: Any, query: dict[str, str], expected: list[str]) -> None:
    _filtered_world(world)
    # Institusjon was born on 11 March 2010: one day short of 16 on 10 March 2026.
    assert names(as_user(world.cast.leader).get(reverse("child_list"), query)) == expected


def test_the_sentence_says_what_is_shown(world: World, as_user: Any) -> None:
    query = {"where": "ordinary", "municipality": "4631", "contact": str(world.cast.caseworker.pk)}
    response = as_user(world.cast.leader).get(reverse("child_list"), query, headers={"accept-language": "en"})
    expected = "1 of 3 children: ordinary foster home, home in Alver, contact person Caseworker."
    assert response.context["sentence"] == expected


def test_a_wrong_filter_says_so_and_the_others_hold(world: World, as_user: Any) -> None:
    response = as_user(world.cast.leader).get(reverse("child_list"), {"where": "moon", "contact": "none"})
    assert response.context["form"].errors["where"]
    assert names(response) == ["Barn A-3"]


@pytest.mark.parametrize("page", ["child_list", "home_list", "supervisor_list"])
def test_a_register_before_its_first_row_says_how_to_begin(world: World, as_user: Any, page: str) -> None:
    leader = make_user("newcomer", Role.LEADER, Service.objects.create(name="Ny barnevernsteneste"))
    bare = as_user(leader).get(reverse(page)).content.decode()
    assert "Nothing is registered here yet" in bare
    assert reverse("table_new") in bare.split('id="results"')[1]
    searched = as_user(leader).get(reverse(page), {"sort": "name"}).content.decode()
    assert "Nothing is registered here yet" not in searched


def test_the_list_costs_the_same_number_of_queries_at_any_size(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("child_list")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(20):
        child = make_child(world.service, f"M-{number}", care_municipality=world.municipality, point=world.point)
        place(child, make_home(world.service, f"Heim {number}", municipality=world.municipality))
        ContactPerson.objects.create(child=child, worker=world.cast.caseworker, from_on=date(2025, 1, 1))
    with CaptureQueriesContext(connection) as many:
        assert len(names(client.get(url))) == 23
    assert len(many) == len(few)
