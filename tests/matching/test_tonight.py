"""23:15: an emergency home for a child, or siblings, of whom only the age is known; found, called, moved in."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Home, OnCallShift, Placement, Point
from matching.models import NightCall, NightSearch
from matching.tonight import tonight
from tests.cast import TODAY, World, access, make_child, make_home, place

NOW = datetime(2026, 3, 10, 23, 15, tzinfo=ZoneInfo("Europe/Oslo"))
MAY = {"leader", "coordinator", "on_call", "other_service"}


@pytest.fixture(autouse=True)
def _at_night() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def emergency(world: World, name: str, **values: Any) -> Home:
    values = {"municipality": world.municipality, "point": world.point, "phone": "68 05 00 01"} | values
    return make_home(world.service, name, kind="emergency", **values)


def search(world: World, *ages: int, **values: Any) -> NightSearch:
    by = world.cast.on_call
    return NightSearch.objects.create(service=world.service, begun_at=NOW, begun_by=by, ages=list(ages), **values)


def names(world: World, asked: NightSearch | None) -> list[str]:
    found = tonight(access(world.cast.on_call), world.service, asked, NOW)
    return [row.home.name for row in found.rows]


def test_only_who_answers_at_night_or_finds_homes_by_day_opens_it(world: World, as_user: Any) -> None:
    mine = search(world, 7)
    for name, user in world.cast:
        client = as_user(user)
        assert client.get(reverse("night")).status_code == (200 if name in MAY else 404), name
        own = MAY - {"other_service"}
        assert client.get(reverse("night_search", args=[mine.pk])).status_code == (200 if name in own else 404), name


def test_before_anything_is_asked_every_free_emergency_home_is_shown_and_no_other(world: World) -> None:
    Home.objects.filter(kind="emergency").delete()
    emergency(world, "Ledig", oldest_age=5)
    emergency(world, "Full", places=0)
    emergency(world, "Stengt", closed_on=date(2026, 3, 1), closed_reason="Flytta")
    emergency(world, "Pause", paused_until=date(2026, 4, 1))
    assert names(world, None) == ["Ledig"]


CASES = [
    # what, the home, the ages, whether it can take them
    ("the age lies within", {"youngest_age": 5, "oldest_age": 10}, [7], True),
    ("too old", {"oldest_age": 6}, [7], False),
    ("one of two siblings too young", {"youngest_age": 5}, [4, 7], False),
    ("a pair, and two places", {"places": 2, "largest_sibling_group": 2}, [4, 7], True),
    ("a pair, and one place", {"places": 1, "largest_sibling_group": 2}, [4, 7], False),
    ("a pair, and no siblings taken", {"places": 3, "largest_sibling_group": 1}, [4, 7], False),
    ("twins", {"places": 2, "largest_sibling_group": 2}, [4, 4], True),
]


@pytest.mark.parametrize(("what", "home", "ages", "can"), CASES, ids=[case[0] for case in CASES])
def test_which_homes_can_take_them(world: World, what: str, home: dict[str, Any], ages: list[int], can: bool) -> None:
    Home.objects.filter(kind="emergency").delete()
    emergency(world, "Heim", **home)
    assert names(world, search(world, *ages)) == (["Heim"] if can else [])


def test_a_need_that_the_home_does_not_take_keeps_it_away_and_a_stretch_is_to_be_asked(world: World) -> None:
    Home.objects.filter(kind="emergency").delete()
    emergency(world, "Nei", does_not_take=["infant"])
    emergency(world, "Kanskje", stretches_to=["infant"])
    found = tonight(access(world.cast.on_call), world.service, search(world, 0, needs=["infant"]), NOW)
    assert [row.home.name for row in found.rows] == ["Kanskje"]
    assert found.rows[0].to_ask
    assert found.left_out == [("Needs", 1)]


def test_the_nearest_to_where_the_child_is_comes_first_and_who_said_no_last(world: World) -> None:
    Home.objects.filter(kind="emergency").delete()
    there = Point.objects.create(
        village="Lindås", municipality=world.municipality, latitude="60.73000", longitude="5.16000"
    )
    near, far = emergency(world, "Nær", point=there), emergency(world, "Langt")
    hidden = emergency(world, "Verna", point=None, protected_address=True, travel_band="60")
    mine = search(world, 7, place=there)
    assert names(world, mine) == ["Nær", "Langt", "Verna"]
    NightCall.objects.create(search=mine, home=near, called_at=NOW, called_by=world.cast.on_call, answer="no")
    NightCall.objects.create(search=mine, home=far, called_at=NOW, called_by=world.cast.on_call, answer="no_answer")
    assert names(world, mine) == [hidden.name, "Langt", "Nær"]
    found = tonight(access(world.cast.on_call), world.service, mine, NOW)
    assert not found.all_asked
    later = NOW + timedelta(minutes=5)
    NightCall.objects.create(search=mine, home=near, called_at=later, called_by=world.cast.on_call, answer="thinking")
    NightCall.objects.create(search=mine, home=hidden, called_at=NOW, called_by=world.cast.on_call, answer="no")
    assert names(world, mine) == ["Nær", "Langt", hidden.name]


def press(client: Any, url: str, **values: Any) -> Any:
    return client.post(url, {"ages": ""} | values)


def test_the_first_age_begins_a_search_and_each_press_adds_one(world: World, as_user: Any) -> None:
    client = as_user(world.cast.on_call)
    answer = press(client, reverse("night"), add=7)
    mine = NightSearch.objects.get()
    assert answer.url == reverse("night_search", args=[mine.pk])
    press(client, answer.url, ages="7", add=4, place=world.far_point.pk)
    press(client, answer.url, ages="7 4", add=4, place=world.far_point.pk)
    press(client, answer.url, ages="7 4 4", remove=0, place=world.far_point.pk)
    mine.refresh_from_db()
    assert (mine.ages, mine.place) == ([4, 4], world.far_point)


@pytest.mark.parametrize("ages", ["x", "4 99", "1 2 3 4 5 6 7", "-3"])
def test_ages_that_are_none_are_refused_in_words_and_nothing_is_stored(world: World, as_user: Any, ages: str) -> None:
    answer = press(as_user(world.cast.on_call), reverse("night"), ages=ages)
    assert answer.status_code == 422
    assert not NightSearch.objects.exists()


def test_when_every_home_has_been_asked_in_vain_the_page_says_whom_to_ask_next(world: World, as_user: Any) -> None:
    client, home = as_user(world.cast.on_call), Home.objects.get(kind="emergency")
    mine = search(world, 7)
    page = reverse("night_search", args=[mine.pk])
    assert "All of them have been asked." not in client.get(page, headers={"accept-language": "en"}).content.decode()
    call(client, mine, home, "thinking")
    assert NightCall.objects.get().answer == "thinking"
    said = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "All of them have been asked." in said
    assert "thinking about it" in said


def call(client: Any, mine: NightSearch, home: Home, answer: str) -> Any:
    return client.post(reverse("night_call", args=[mine.pk, home.pk]), {"answer": answer})


def test_a_no_is_logged_and_the_list_goes_on_a_yes_asks_who_moves_in(world: World, as_user: Any) -> None:
    mine, client = search(world, 7), as_user(world.cast.on_call)
    first, second = emergency(world, "Ein"), emergency(world, "To")
    assert call(client, mine, first, "no").url == reverse("night_search", args=[mine.pk]) + "#homes"
    assert call(client, mine, second, "yes").url == reverse("night_arrival", args=[mine.pk, second.pk])
    assert [(c.home.name, c.answer) for c in mine.calls.order_by("pk")] == [("Ein", "no"), ("To", "yes")]


def test_a_yes_holds_the_places_for_the_night_and_other_searches_are_told(world: World, as_user: Any) -> None:
    Home.objects.filter(kind="emergency").delete()
    home = emergency(world, "Heim", places=2, largest_sibling_group=2)
    mine, other, client = search(world, 7, 4), search(world, 7), as_user(world.cast.on_call)
    call(client, mine, home, "yes")
    assert [(hold.home, hold.child, hold.made_by) for hold in mine.holds.live(NOW)] == [
        (home, None, world.cast.on_call)
    ] * 2
    assert (names(world, mine), names(world, other)) == (["Heim"], [])
    page = client.get(reverse("night_search", args=[mine.pk]), headers={"accept-language": "en"}).content.decode()
    assert "2 places are held for these children until 02:15." in page
    colleague = as_user(world.cast.coordinator)
    told = colleague.post(reverse("night_call", args=[other.pk, home.pk]), {"answer": "yes"}, follow=True)
    assert "On Call holds a place until 11 March 02:15." in told.content.decode()
    assert not other.calls.exists()
    at_home = colleague.get(reverse("home_calls", args=[home.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "A place is held for a child who needs a home tonight until" in at_home


@pytest.mark.parametrize("after", ["no", "thinking", "another", "fewer", "end", "hours"])
def test_what_is_held_is_let_go_when_it_does_not_come_to_be(world: World, as_user: Any, after: str) -> None:
    home, mine, client = emergency(world, "Heim", places=2), search(world, 7, 4), as_user(world.cast.on_call)
    call(client, mine, home, "yes")
    later = NOW
    if after == "another":
        there = emergency(world, "To", places=2)
        call(client, mine, there, "yes")
        assert mine.holds.live(NOW).filter(home=there).count() == 2
    elif after == "fewer":
        press(client, reverse("night_search", args=[mine.pk]), ages="7 4", remove=0)
    elif after == "end":
        client.post(reverse("night_end", args=[mine.pk]), {"outcome": "Er hos ei tante."})
    elif after == "hours":
        later += timedelta(hours=3)
    else:
        call(client, mine, home, after)
    assert not home.holds.live(later).exists()


def arrival(world: World, **values: Any) -> dict[str, Any]:
    pair = {"name_1": "Ola Nes", "birth_date_1": "2019-01-02", "name_2": "Kari Nes", "birth_date_2": "2021-05-06"}
    return pair | {"care_municipality": world.municipality.pk, "legal_ground": "emergency"} | values


def test_a_sibling_pair_moves_in_together_and_the_register_has_them(world: World, as_user: Any) -> None:
    home, mine, client = emergency(world, "Heim", places=2), search(world, 7, 4), as_user(world.cast.on_call)
    call(client, mine, home, "yes")
    answer = client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world))
    assert answer.status_code == 302
    assert {hold.end_reason for hold in home.holds.all()} == {"The child got the place."}
    stays = Placement.objects.filter(home=home).order_by("pk")
    assert [(stay.child.name, stay.kind, stay.from_on, stay.emergency_order_on) for stay in stays] == [
        ("Ola Nes", "emergency", TODAY, TODAY),
        ("Kari Nes", "emergency", TODAY, TODAY),
    ]
    assert stays[0].child.sibling_group == stays[1].child.sibling_group is not None
    mine.refresh_from_db()
    assert (mine.home, mine.outcome, mine.children.count()) == (home, "Moved in with Heim.", 2)
    assert AuditEvent.objects.filter(verb="nightsearch.placed").exists()


def test_the_last_screen_says_where_without_names(world: World, as_user: Any) -> None:
    home, mine, client = (
        emergency(world, "Heim", places=2, address="Solvegen 2"),
        search(world, 7, 4),
        as_user(world.cast.on_call),
    )
    client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world))
    page = client.get(reverse("night_search", args=[mine.pk])).content.decode()
    assert "Solvegen 2" in page
    assert "Ola Nes" not in page


def test_a_protected_address_is_said_by_the_family_alone(world: World, as_user: Any) -> None:
    home = emergency(world, "Verna", point=None, protected_address=True, travel_band="60")
    mine, client = search(world, 7), as_user(world.cast.on_call)
    client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world))
    assert "The family says where." in client.get(reverse("night_search", args=[mine.pk])).content.decode()


def test_with_one_place_taken_meanwhile_neither_sibling_moves_in_and_nothing_typed_is_lost(
    world: World, as_user: Any
) -> None:
    home, mine, client = emergency(world, "Heim", places=2), search(world, 7, 4), as_user(world.cast.on_call)
    place(make_child(world.service, "X", care_municipality=world.municipality), home, TODAY)
    answer = client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Heim has no free place" in page
    assert 'value="Kari Nes"' in page
    assert not Child.objects.filter(name="Ola Nes").exists()
    mine.refresh_from_db()
    assert mine.ended_at is None


@pytest.mark.parametrize("born", ["2001-01-01", "2027-01-01", "x"])
def test_a_birth_date_that_cannot_be_is_said_at_its_field(world: World, as_user: Any, born: str) -> None:
    home, mine, client = emergency(world, "Heim", places=2), search(world, 7, 4), as_user(world.cast.on_call)
    answer = client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world, birth_date_2=born))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["birth_date_2"]
    assert not Placement.objects.filter(home=home).exists()


def test_a_search_that_has_ended_takes_no_more_calls(world: World, as_user: Any) -> None:
    home, mine, client = emergency(world, "Heim"), search(world, 7), as_user(world.cast.on_call)
    client.post(reverse("night_end", args=[mine.pk]), {"outcome": "Er hos ei tante til i morgon."})
    call(client, mine, home, "yes")
    assert not mine.calls.exists()
    assert "Er hos ei tante" in client.get(reverse("night_search", args=[mine.pk])).content.decode()


def test_in_the_morning_leader_and_coordinator_see_who_was_placed_and_the_on_call_worker_does_not(
    world: World, as_user: Any
) -> None:
    home, mine, client = emergency(world, "Heim", places=2), search(world, 7, 4), as_user(world.cast.on_call)
    client.post(reverse("night_arrival", args=[mine.pk, home.pk]), arrival(world))
    assert client.get(reverse("night_placed")).status_code == 404
    for person in (world.cast.leader, world.cast.coordinator):
        page = as_user(person).get(reverse("night_placed")).content.decode()
        assert "Ola Nes" in page
        panel = as_user(person).get(reverse("night_placed"), headers={"HX-Request": "true"}).content.decode()
        assert panel.strip() in page


def test_when_nobody_was_placed_at_night_the_panel_leaves_the_front_page(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    assert 'id="night_placed"' in client.get(reverse("front")).content.decode()
    answer = client.get(reverse("night_placed"), headers={"HX-Request": "true"})
    assert (answer["HX-Reswap"], answer["HX-Retarget"]) == ("delete", "#night_placed")
    assert "Nobody was placed at night" in client.get(reverse("night_placed")).content.decode()


def test_the_page_names_who_answers_and_who_is_behind(world: World, as_user: Any) -> None:
    OnCallShift.objects.create(
        service=world.service, worker=world.cast.on_call, backup=world.cast.leader,
        from_at=NOW.replace(hour=15), until_at=NOW.replace(day=11, hour=8),
    )  # fmt: skip
    page = as_user(world.cast.on_call).get(reverse("night")).content.decode()
    assert "On Call" in page
    assert "Leader" in page


def test_a_number_that_nobody_can_call_is_shown_as_such(world: World, as_user: Any) -> None:
    Home.objects.filter(kind="emergency").update(phone="ring Kari")
    page = as_user(world.cast.on_call).get(reverse("night")).content.decode()
    assert "ring Kari" in page
    assert "no number that can be called" in page
    assert 'href="tel:ring' not in page


def test_the_first_homes_are_shown_and_then_more_at_a_time(world: World, as_user: Any) -> None:
    client = as_user(world.cast.on_call)
    for number in range(40):
        emergency(world, f"Heim {number}")
    for asked, rows, more in (("", 8, 24), ("?shown=32", 32, 9), ("?shown=56", 41, 0), ("?shown=-1", 8, 24)):
        page = client.get(reverse("night") + asked)
        assert (len(page.context["rows"]), page.context["more"]) == (rows, more)
    assert 'href="?shown=32#nr-9"' in client.get(reverse("night")).content.decode()


def test_few_homes_and_many_take_the_same_queries(
    world: World, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    mine, client = search(world, 7, place=world.far_point), as_user(world.cast.on_call)
    counted = []
    for homes in (2, 40):
        for number in range(homes):
            emergency(world, f"Heim {homes} {number}")
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("night_search", args=[mine.pk]) + "?shown=100")
        counted.append(len(queries))
    assert counted[0] == counted[1]
