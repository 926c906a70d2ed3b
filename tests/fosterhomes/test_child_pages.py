"""The list of children, the page of one, registering and changing."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, ContactPerson, Kin, Look, Placement, SiblingGroup
from tests.cast import TODAY, World, make_child, make_home, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


def names(response: Any) -> list[str]:
    return [row.child.name for row in response.context["rows"]]


def values(**changes: Any) -> dict[str, Any]:
    return {
        "reference": "B-7", "name": "Åse Barn", "birth_date": "2015-02-03", "care_municipality": "4631",
    } | changes  # fmt: skip


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


PAGES = {
    "leader": (200, 200, 404),
    "coordinator": (200, 200, 404),
    "clerk": (200, 200, 404),
    "caseworker": (200, 404, 404),
    "other_caseworker": (404, 200, 404),
    "supervisor": (200, 404, 404),
    "on_call": (404, 404, 404),
    "administrator": (404, 404, 404),
    "other_service": (404, 404, 200),
    "stranger": (404, 404, 404),
}


@pytest.mark.parametrize(("who", "statuses"), PAGES.items())
def test_another_s_child_is_not_there(world: World, as_user: Any, who: str, statuses: tuple[int, int, int]) -> None:
    client = as_user(getattr(world.cast, who))
    children = (world.child, world.other_child, world.foreign_child)
    assert tuple(client.get(reverse("child", args=[child.pk])).status_code for child in children) == statuses


def test_without_log_in_the_log_in_page_comes_first(world: World, client: Client) -> None:
    response = client.get(reverse("child", args=[world.child.pk]))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_the_page_says_where_the_child_lives_who_answers_and_what_is_coming(world: World, as_user: Any) -> None:
    response = as_user(world.cast.leader).get(reverse("child", args=[world.child.pk]))
    page = response.context["page"]
    assert (page.age, page.stay, page.contact.worker) == (11, world.placement, world.cast.caseworker)
    assert (page.appointment, page.lacks_supervisor) == (world.appointment, False)
    assert (page.milestone.age, page.milestone.on, page.milestone.soon) == (15, date(2029, 5, 17), False)
    assert Look.objects.get().child == world.child
    text = response.content.decode()
    assert "Fjellheim" in text
    assert "Caseworker" in text


def test_a_child_without_supervisor_and_contact_person_is_marked(world: World, as_user: Any) -> None:
    ContactPerson.objects.all().delete()
    page = as_user(world.cast.leader).get(reverse("child", args=[world.other_child.pk])).context["page"]
    assert page.lacks_supervisor
    assert page.contact is None


def test_kin_counts_as_assessed_only_when_it_is_in_writing(world: World, as_user: Any) -> None:
    kin = Kin.objects.create(child=world.child, name="Mormor", relation="grandparent", asked_on=date(2026, 1, 2))
    url, client = reverse("child", args=[world.child.pk]), as_user(world.cast.leader)
    assert client.get(url).context["page"].kin_assessed == []
    Kin.objects.filter(pk=kin.pk).update(assessment="Kan ikkje, sjuk.", assessed_on=date(2026, 2, 1))
    assert client.get(url).context["page"].kin_assessed == [kin]


def test_a_caseworker_does_not_learn_where_the_sibling_of_another_s_child_lives(world: World, as_user: Any) -> None:
    group = SiblingGroup.objects.create(service=world.service)
    Child.objects.filter(pk__in=(world.child.pk, world.other_child.pk)).update(sibling_group=group)
    response = as_user(world.cast.caseworker).get(reverse("child", args=[world.child.pk]))
    (sibling,) = response.context["page"].siblings
    assert (sibling.child, sibling.place, sibling.readable, sibling.same_home) == (world.other_child, "", False, False)
    assert "Strandheim" not in response.content.decode()


def test_the_supervisor_sees_the_extract_and_nothing_of_the_case(world: World, as_user: Any) -> None:
    Kin.objects.create(child=world.child, name="Mormor Hemmeleg", relation="grandparent")
    Child.objects.filter(pk=world.child.pk).update(background="Noko privat", needs="|adhd|")
    text = as_user(world.cast.supervisor).get(reverse("child", args=[world.child.pk])).content.decode()
    assert "Fjellvegen 1" in text
    assert "55 00 00 01" in text
    assert "ADHD" in text
    for hidden in ("Mormor Hemmeleg", "Noko privat", "A-1 ", "§ 5-1", "17. mai 2014", "2014"):
        assert hidden not in text.replace(world.child.name, "")


@pytest.mark.parametrize("protected", ["child", "home"])
def test_a_protected_address_is_not_shown_to_the_supervisor(world: World, as_user: Any, protected: str) -> None:
    if protected == "child":
        Child.objects.filter(pk=world.child.pk).update(protected_address=True, point=None)
    else:
        type(world.home).objects.filter(pk=world.home.pk).update(protected_address=True, address="", point=None)
    text = as_user(world.cast.supervisor).get(reverse("child", args=[world.child.pk])).content.decode()
    for hidden in ("Fjellvegen", "Knarvik", "55 00 00 01"):
        assert hidden not in text


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
    assert Child.objects.visible_to(_access(world.cast.supervisor, eve)).exists()
    assert not Child.objects.visible_to(_access(world.cast.supervisor, TODAY)).exists()
    assert client.post(url, {"reason": "Kom att"}).status_code == 302
    world.child.refresh_from_db()
    assert world.child.closed_on is None


def _access(user: Any, on: date) -> Any:
    from tests.cast import access

    return access(user, on)
