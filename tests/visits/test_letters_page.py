"""Letters before a visit: to family and child, in two languages, for three ages, never with a protected address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Home, Look
from tests.cast import TODAY, World
from visits.models import Visit

from .rows import lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def visit(world: World) -> Visit:
    return lay_visit(world, "follow_up", date(2026, 3, 18), status="booked", start=time(10))


def read(client: Any, visit: Visit, language: str = "nn", child: Any = None) -> str:
    address = reverse("letter_child", args=[visit.pk, child.pk]) if child else reverse("letter_family", args=[visit.pk])
    answer = client.get(address, {"language": language})
    assert answer.status_code == 200
    assert f'<article class="letter panel" lang="{language}">' in answer.content.decode()
    return str(answer.context["letter"])


def test_the_family_is_told_who_comes_when_and_why(world: World, as_user: Any, visit: Visit) -> None:
    letter = read(as_user(world.cast.caseworker), visit)
    for words in ("Vi kjem på besøk onsdag 18. mars 2026 klokka 10:00", "Caseworker", "Barn A-1", "Fjellvegen 1"):
        assert words in letter
    assert "Vi kommer på besøk onsdag 18. mars 2026" in read(as_user(world.cast.caseworker), visit, "nb")


AGES = [
    (date(2020, 1, 5), "Eg gler meg til å sjå deg", "Jeg gleder meg til å se deg"),
    (date(2019, 3, 18), "Eg arbeider i barnevernet", "Jeg arbeider i barnevernet"),
    (date(2014, 3, 19), "Eg arbeider i barnevernet", "Jeg arbeider i barnevernet"),
    (date(2014, 3, 18), "Du har rett til å seie kva du meiner", "Du har rett til å si hva du mener"),
]


@pytest.mark.parametrize(("born", "nn", "nb"), AGES)
def test_the_child_is_written_to_in_words_for_its_age(
    world: World, as_user: Any, visit: Visit, born: date, nn: str, nb: str
) -> None:
    world.child.birth_date = born
    world.child.save()
    client = as_user(world.cast.caseworker)
    assert nn in read(client, visit, "nn", world.child)
    assert nb in read(client, visit, "nb", world.child)


def test_the_supervisor_says_that_they_are_the_child_s(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 3, 18), status="booked")
    assert "Eg er der for deg" in read(as_user(world.cast.supervisor), visit, "nn", world.child)
    assert "føre tilsyn" in read(as_user(world.cast.supervisor), visit)


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_protected_address_stands_in_no_letter(world: World, as_user: Any, visit: Visit, language: str) -> None:
    Home.objects.filter(pk=world.home.pk).update(protected_address=True, address="", point=None)
    client = as_user(world.cast.caseworker)
    letters = read(client, visit, language) + read(client, visit, language, world.child)
    assert "Fjellvegen" not in letters
    assert "Knarvik" not in letters
    assert "Alver" not in letters


def test_the_letter_is_in_the_reader_s_language_when_none_is_chosen(world: World, as_user: Any, visit: Visit) -> None:
    client, address = as_user(world.cast.caseworker), reverse("letter_family", args=[visit.pk])
    assert client.get(address, headers={"accept-language": "nb"}).context["letter_language"] == "nb"
    assert client.get(address, headers={"accept-language": "en"}).context["letter_language"] == "nn"
    assert client.get(address, {"language": "de"}).context["letter_language"] == "nn"


@pytest.mark.parametrize("values", [{"announced": False}, {"status": "done"}])
def test_no_letter_tells_of_a_visit_that_is_unannounced_or_made(
    world: World, as_user: Any, visit: Visit, values: dict[str, Any]
) -> None:
    Visit.objects.filter(pk=visit.pk).update(**values)
    assert as_user(world.cast.caseworker).get(reverse("letter_family", args=[visit.pk])).status_code == 404


def test_reading_a_letter_is_a_look_at_the_child(world: World, as_user: Any, visit: Visit) -> None:
    read(as_user(world.cast.caseworker), visit)
    assert Look.objects.get(page="letter").child == world.child


WHO = [("leader", 200), ("coordinator", 200), ("caseworker", 200), ("supervisor", 404), ("other_caseworker", 404),
       ("clerk", 404), ("on_call", 404), ("administrator", 404), ("other_service", 404), ("stranger", 404)]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_writes_letters(world: World, as_user: Any, visit: Visit, who: str, status: int) -> None:
    client = as_user(getattr(world.cast, who))
    assert client.get(reverse("letter_family", args=[visit.pk])).status_code == status
    assert client.get(reverse("letter_child", args=[visit.pk, world.child.pk])).status_code == status
    assert client.get(reverse("letter_child", args=[visit.pk, world.other_child.pk])).status_code == 404
