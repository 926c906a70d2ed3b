"""The list of homes: what it finds, in what order, what it says, and what stays out of the address."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import FerryArea, Home, HomeMember, Point, TravelTime
from tests.cast import TODAY, World, make_child, make_home, place
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

URL = "/homes/"
SEEN = {
    "leader": ["Fjellheim", "Nattheim", "Strandheim"],
    "coordinator": ["Fjellheim", "Nattheim", "Strandheim"],
    "clerk": ["Fjellheim", "Nattheim", "Strandheim"],
    "caseworker": ["Fjellheim"],
    "on_call": ["Nattheim"],
    "other_service": ["Lusterheim"],
    "supervisor": None,
    "administrator": None,
    "stranger": None,
}


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["page"]]


@pytest.mark.parametrize(("who", "seen"), SEEN.items())
def test_each_person_finds_the_homes_of_their_duty(
    world: World, as_user: Any, who: str, seen: list[str] | None
) -> None:
    response = as_user(getattr(world.cast, who)).get(URL)
    if seen is None:
        assert response.status_code == 404
    else:
        assert names(response) == seen


FILTERS = [
    ({"kind": "emergency"}, ["Nattheim"]),
    ({"municipality": "4640"}, []),
    ({"age": "16"}, ["Fjellheim", "Nattheim", "Strandheim"]),
    ({"age": "18"}, []),
    ({"free": "on"}, ["Fjellheim", "Nattheim", "Strandheim"]),
    ({"language": "so"}, ["Fjellheim"]),
    ({"need": "autism"}, ["Fjellheim"]),
    ({"need": "infant"}, ["Fjellheim"]),
    ({"need": "adhd"}, []),
]


@pytest.mark.parametrize(("filters", "found"), FILTERS)
def test_a_filter_finds_what_it_says(world: World, as_user: Any, filters: dict[str, str], found: list[str]) -> None:
    Home.objects.filter(pk=world.home.pk).update(
        languages=["so"], takes_on=["autism"], stretches_to=["infant"], does_not_take=["adhd"]
    )
    response = as_user(world.cast.leader).get(URL, filters)
    if filters.get("municipality"):
        assert "municipality" in response.context["form"].errors, "nobody here has a home in Sogndal: not a choice"
    else:
        assert names(response) == found


def test_free_now_leaves_out_who_is_full_paused_not_yet_free_or_promised(world: World, as_user: Any) -> None:
    full = make_home(world.service, "Full", municipality=world.municipality, places=1)
    place(make_child(world.service, "F-1", care_municipality=world.municipality), full)
    promised = make_home(world.service, "Lova", municipality=world.municipality, places=1)
    place(world.waiting_child, promised, from_on=TODAY + timedelta(days=9), planned=True)
    make_home(world.service, "Pause", municipality=world.municipality, paused_until=TODAY + timedelta(days=1))
    make_home(world.service, "Seinare", municipality=world.municipality, free_from=TODAY + timedelta(days=1))
    make_home(world.service, "I dag att", municipality=world.municipality, paused_until=TODAY)
    response = as_user(world.cast.leader).get(URL, {"free": "on", "sort": "name"})
    assert names(response) == ["Fjellheim", "I dag att", "Nattheim", "Strandheim"]


def test_a_closed_home_shows_only_when_asked_for(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(closed_on=TODAY, closed_reason="Flytta")
    client = as_user(world.cast.leader)
    assert "Fjellheim" not in names(client.get(URL))
    assert "Fjellheim" in names(client.get(URL, {"closed": "on"}))


def test_travel_is_an_estimate_with_the_ferry_in_it_and_sorts_nearest_first(world: World, as_user: Any) -> None:
    island = FerryArea.objects.create(name="Fedje", crossing="Sævrøy–Fedje", minutes=45)
    fedje = Point.objects.create(
        village="Fedje", municipality=world.municipality, latitude="60.77900", longitude="4.71000", ferry_area=island
    )
    make_home(world.service, "Øyheim", municipality=world.municipality, point=fedje)
    make_home(world.service, "Gøymd", municipality=world.municipality, protected_address=True, travel_band="60")
    response = as_user(world.cast.leader).get(URL, {"place": world.point.pk})
    assert names(response)[-2:] == ["Øyheim", "Gøymd"]
    rows = {row.name: row for row in response.context["page"]}
    assert rows["Øyheim"].travel.ferry_minutes == 45
    assert rows["Øyheim"].travel.is_estimate
    assert rows["Gøymd"].travel is None
    html = response.content.decode()
    assert "estimate" in html or "overslag" in html or "anslag" in html


def test_a_time_set_by_hand_wins_over_the_estimate(world: World, as_user: Any) -> None:
    far = make_home(world.service, "Langt", municipality=world.other_municipality, point=world.far_point)
    TravelTime.objects.create(
        from_point=world.point, to_point=world.far_point, minutes=200, metres=1, source="by hand", measured_on=TODAY
    )
    client = as_user(world.cast.leader)
    rows = {row.pk: row for row in client.get(URL, {"place": world.point.pk}).context["page"]}
    assert (rows[far.pk].travel.minutes, rows[far.pk].travel.is_estimate) == (200, False)
    assert far.name not in names(client.get(URL, {"place": world.point.pk, "longest": "199"}))
    assert far.name in names(client.get(URL, {"place": world.point.pk, "longest": "200"}))


def test_the_sentence_says_who_is_left_out_for_want_of_a_place(world: World, as_user: Any) -> None:
    make_home(world.service, "Gøymd", municipality=world.municipality, protected_address=True, travel_band="60")
    response = as_user(world.cast.leader).get(URL, {"place": world.point.pk, "longest": "30"}, headers=ENGLISH)
    assert response.context["sentence"] == (
        "3 of 4 homes: at most 30 minutes from Knarvik. 1 home without a known place is left out."
    )


ENGLISH = {"accept-language": "en"}


def test_the_sentence_says_what_the_list_shows(world: World, as_user: Any) -> None:
    response = as_user(world.cast.leader).get(URL, {"kind": "emergency", "free": "on"}, headers=ENGLISH)
    assert response.context["sentence"] == "1 of 3 homes: emergency foster home, free now."


def test_a_search_in_words_goes_by_post_and_never_into_the_address(world: World, as_user: Any) -> None:
    HomeMember.objects.create(
        home=world.home, name="Åse Østerbø", relation="carer", from_on=date(2020, 1, 1), birth_year=1980
    )
    client = as_user(world.cast.leader)
    response = client.post(URL, {"q": "østerbø", "kind": "ordinary"}, headers={"HX-Request": "true"})
    assert names(response) == ["Fjellheim"]
    assert response.headers["HX-Push-Url"] == "/homes/?kind=ordinary"
    assert "sterb" not in "".join(f"{key}{value}" for key, value in response.headers.items())
    assert "<html" not in response.content.decode(), "htmx gets the results alone"


def test_without_javascript_filters_end_up_in_the_address_and_a_search_answers_at_once(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    response = client.post(URL, {"q": "", "kind": "emergency"})
    assert (response.status_code, response.url) == (302, "/homes/?kind=emergency")
    assert names(client.post(URL, {"q": "fjell"})) == ["Fjellheim"]


def test_a_wrong_filter_says_so_at_the_field_and_leaves_the_others_at_work(world: World, as_user: Any) -> None:
    response = as_user(world.cast.leader).get(URL, {"age": "ti", "longest": "30", "kind": "emergency"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"age", "longest"}
    assert names(response) == ["Nattheim"]


def test_norwegian_letters_sort_after_z(world: World, as_user: Any) -> None:
    for name in ("Ås", "Zakariassen", "Ærø", "Øen"):
        make_home(world.service, name, municipality=world.municipality)
    client = as_user(world.cast.leader)
    assert names(client.get(URL))[-4:] == ["Zakariassen", "Ærø", "Øen", "Ås"]
    assert names(client.get(URL, {"sort": "-name"}))[:2] == ["Ås", "Øen"]


def test_who_was_never_asked_about_the_vacancy_comes_last_in_both_orders(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(vacancy_confirmed_on=TODAY)
    Home.objects.filter(pk=world.other_home.pk).update(vacancy_confirmed_on=TODAY - timedelta(days=31))
    client = as_user(world.cast.leader)
    assert names(client.get(URL, {"sort": "confirmed"})) == ["Strandheim", "Fjellheim", "Nattheim"]
    response = client.get(URL, {"sort": "-confirmed"})
    assert names(response) == ["Fjellheim", "Strandheim", "Nattheim"]
    assert [row.confirmation.stale for row in response.context["page"]] == [False, True, True]


def test_the_list_asks_the_database_the_same_number_of_times_however_long_it_is(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    filters = {"place": world.point.pk, "free": "on"}
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, filters)
        counts.append(len(queries))
        for number in range(12):
            home = make_home(world.service, f"Heim {number}", municipality=world.municipality, point=world.point)
            HomeMember.objects.create(home=home, name="Kari", relation="carer", from_on=TODAY)
    assert counts[0] == counts[1] < 25


def test_the_address_of_the_list_is_known_by_name() -> None:
    assert reverse("home_list") == URL
