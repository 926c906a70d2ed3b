"""The page of one child: the whole case, or a supervisor's extract."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Child, ContactPerson, Home, Kin, Look, SiblingGroup
from tests.cast import TODAY, World, make_child, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


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
        Home.objects.filter(pk=world.home.pk).update(protected_address=True, address="", point=None)
    text = as_user(world.cast.supervisor).get(reverse("child", args=[world.child.pk])).content.decode()
    for hidden in ("Fjellvegen", "Knarvik", "55 00 00 01"):
        assert hidden not in text


PRESSES = {
    "leader": {"shortlist": True, "wait_end": True, "wait_edit": True, "kin_new": True, "child_edit": True},
    "clerk": {"shortlist": False, "wait_end": True, "wait_edit": True, "kin_new": True, "child_edit": True},
    "caseworker": {"shortlist": False, "wait_end": False, "wait_edit": True, "kin_new": True, "child_edit": False},
}


@pytest.mark.parametrize(("who", "expected"), PRESSES.items())
def test_only_buttons_that_the_person_may_use_are_shown(
    world: World, as_user: Any, who: str, expected: dict[str, bool]
) -> None:
    ContactPerson.objects.create(child=world.waiting_child, worker=world.cast.caseworker, from_on=date(2026, 2, 1))
    text = as_user(getattr(world.cast, who)).get(reverse("child", args=[world.waiting_child.pk])).content.decode()
    of_the_wait = ("wait_end", "wait_edit")
    ids = {name: world.wait.pk if name in of_the_wait else world.waiting_child.pk for name in expected}
    assert {name: f'href="{reverse(name, args=[ids[name]])}"' in text for name in expected} == expected


def test_the_page_costs_the_same_number_of_queries_with_much_or_little_on_it(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("child", args=[world.child.pk])
    group = SiblingGroup.objects.create(service=world.service)
    Child.objects.filter(pk__in=(world.child.pk, world.other_child.pk)).update(sibling_group=group)
    Kin.objects.create(child=world.child, name="Mormor", relation="grandparent", home=world.home)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(10):
        past = date(2000 + number, 1, 1)
        place(world.child, world.other_home, past, until_on=date(2000 + number, 6, 1), end_reason="other")
        Kin.objects.create(child=world.child, name=f"Slekt {number}", relation="cousin", home=world.other_home)
        make_child(world.service, f"S-{number}", care_municipality=world.municipality, sibling_group=group)
    with CaptureQueriesContext(connection) as many:
        page = client.get(url).context["page"]
    assert (len(page.past), len(page.kin), len(page.siblings)) == (10, 11, 11)
    assert len(many) == len(few)


def test_what_was_done_stands_in_words_with_who_and_why_and_without_values(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(reverse("placement_remove", args=[world.placement.pk]), {"reason": "Feil barn"})
    response = client.get(reverse("child", args=[world.child.pk]), headers={"accept-language": "en"})
    (event,) = response.context["page"].events
    assert (event.title, event.by, event.text) == ("Stay removed", "Leader", "Feil barn")


@pytest.mark.parametrize("page", ["child", "child_edit", "placement_new", "kin_new", "child_close"])
def test_every_look_at_a_child_is_recorded(world: World, as_user: Any, page: str) -> None:
    as_user(world.cast.leader).get(reverse(page, args=[world.child.pk]))
    look = Look.objects.get()
    assert (look.child, look.by, look.page) == (world.child, world.cast.leader, page)
