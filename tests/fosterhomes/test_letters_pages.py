"""Letters to the municipality where a home lies: what they say, that their dates are followed up, and who may."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from fosterhomes.models import Approval, AuditEvent, Child, Home, HomeMember, Letter, Look, Placement
from tests.cast import World, make_home, place

WRITERS = {"leader", "coordinator", "clerk"}
DUE = {"answer_due_on": "2026-03-31"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def away(world: World) -> Home:
    """Return a home of ours in another service's municipality, to which the waiting child is about to move."""
    home = make_home(world.service, "Lustraheim", municipality=world.other_municipality, address="Fjordvegen 9")
    HomeMember.objects.create(home=home, name="Kari Dale", relation="carer", birth_year=1980, from_on=date(2024, 1, 1))
    place(world.waiting_child, home, from_on=date(2026, 4, 1), planned=True)
    return home


def write(client: Any, home: Home, query: str = "", **values: str) -> Letter:
    answer = client.post(reverse("letter_new", args=[home.pk]) + query, DUE | values)
    assert answer.status_code == 302
    return Letter.objects.latest("pk")


def read(client: Any, name: str, *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_request_asks_about_the_family_and_names_no_child(world: World, as_user: Any, away: Home) -> None:
    letter = write(as_user(world.cast.coordinator), away, "?language=nb")
    assert (letter.kind, letter.child, letter.municipality) == ("request", None, world.other_municipality)
    for said in ("Kari Dale, født 1980", "Fjordvegen 9", "innen 31. mars 2026", "10. mars 2026", f"H-{away.pk}"):
        assert said in letter.words, said
    assert world.waiting_child.name not in letter.words


def test_a_notice_tells_of_child_approval_and_moving_in(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    query = f"?child={world.waiting_child.pk}&language=nn"
    assert "Vi godkjenner heimen før barnet flyttar inn" in write(client, away, query).words
    Placement.objects.filter(home=away).update(legal_ground="emergency")
    assert "Det gjer vi så snart det let seg gjere" in write(client, away, query).words
    Approval.objects.create(home=away, child=world.waiting_child, approved_on=date(2026, 3, 9))
    letter = write(client, away, query)
    for said in (
        world.waiting_child.name, "17. mai 2014", "godkjende heimen for barnet 9. mars 2026",
        "flyttar etter planen inn 1. april 2026", "minst fire besøk i året", "tilsynspersonen innan 31. mars 2026",
    ):  # fmt: skip
        assert said in letter.words, said


def test_a_letter_goes_to_the_service_that_answers_for_the_municipality(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    assert "Til Sogn barnevern, Sogndal kommune" in write(client, away, "?language=nn").words
    world.other_municipality.service = None
    world.other_municipality.save()
    assert "Til barnevernstenesta i Sogndal kommune" in write(client, away, "?language=nn").words
    assert "Unntatt offentlighet: offentleglova § 13" in write(client, away, "?language=nb").words


def test_nobody_is_asked_to_supervise_somebody_of_age(world: World, as_user: Any, away: Home) -> None:
    Child.objects.filter(pk=world.waiting_child.pk).update(birth_date=date(2007, 3, 10))
    letter = write(as_user(world.cast.coordinator), away, f"?child={world.waiting_child.pk}&language=nn")
    assert "har fylt 18 år, så det er ikkje krav om tilsyn" in letter.words
    assert "tilsynspersonen" not in letter.words
    assert "stadfeste at de har fått meldinga, innan 31. mars 2026" in letter.words


def test_where_a_child_with_a_protected_address_moves_to_stands_in_no_notice(
    world: World, as_user: Any, away: Home
) -> None:
    Child.objects.filter(pk=world.waiting_child.pk).update(protected_address=True, point=None, travel_band="30")
    client, query = as_user(world.cast.coordinator), f"?child={world.waiting_child.pk}&language=nn"
    assert "Fjordvegen" not in client.get(reverse("letter_new", args=[away.pk]) + query).content.decode()
    letter = write(client, away, query)
    assert "Adressa er gradert" in letter.words
    assert "Fjordvegen" not in letter.words


def test_the_language_is_the_municipalitys_own_unless_another_is_chosen(world: World, as_user: Any, away: Home) -> None:
    world.other_municipality.language = "nb"
    world.other_municipality.save()
    client = as_user(world.cast.coordinator)
    assert write(client, away).language == "nb"
    assert write(client, away, "?language=nn").language == "nn"


def test_a_protected_address_stands_in_no_letter_also_where_it_is_protected_later(
    world: World, as_user: Any, away: Home
) -> None:
    client = as_user(world.cast.coordinator)
    letter = write(client, away, "?language=nn")
    assert "Fjordvegen 9" in read(client, "letter", letter.pk)
    assert "Fjordvegen" not in letter.text
    Home.objects.filter(pk=away.pk).update(protected_address=True, address="", point=None)
    for page in ("letter", "letter_text"):
        said = read(client, page, letter.pk)
        assert "Adressa er gradert" in said
        assert "Fjordvegen" not in said
    Home.objects.filter(pk=away.pk).update(protected_address=False)
    assert "[[" not in read(client, "letter", letter.pk)


def test_a_letter_is_written_sent_and_answered_and_each_leaves_its_trace(
    world: World, as_user: Any, away: Home
) -> None:
    client = as_user(world.cast.coordinator)
    letter = write(client, away)
    assert "not sent" in read(client, "home_letters", away.pk)
    client.post(reverse("letter_sent", args=[letter.pk]), {"sent_on": "2026-03-10"})
    answer = {"answered_on": "2026-03-10", "answer": "Kjenner ikkje til noko."}
    assert client.post(reverse("letter_answer", args=[letter.pk]), answer).status_code == 302
    assert "Kjenner ikkje til noko." in read(client, "letter", letter.pk)
    verbs = AuditEvent.objects.filter(home=away, object_type="fosterhomes.letter").values_list("verb", flat=True)
    assert list(verbs) == ["letter.answered", "letter.sent", "letter.written"]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    letter = write(client, away)
    early = client.post(reverse("letter_answer", args=[letter.pk]), {"answered_on": "2026-03-10", "answer": "Ja visst"})
    assert early.status_code == 422
    assert early.context["form"].errors["answered_on"]
    assert "Ja visst" in early.content.decode()
    assert client.post(reverse("letter_sent", args=[letter.pk]), {"sent_on": "2026-03-11"}).status_code == 422
    assert client.post(reverse("letter_sent", args=[letter.pk]), {"sent_on": "2026-03-09"}).status_code == 422
    past = client.post(reverse("letter_new", args=[away.pk]), {"answer_due_on": "2026-03-10"})
    assert past.context["form"].errors["answer_due_on"]


def test_a_home_of_our_own_has_nobody_else_to_ask(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert client.post(reverse("letter_new", args=[world.home.pk]), DUE).status_code == 422
    assert not Letter.objects.exists()
    assert reverse("letter_new", args=[world.home.pk]) not in read(client, "home", world.home.pk)


def test_only_who_keeps_the_register_writes_and_only_who_sees_the_child_reads_its_notice(
    world: World, as_user: Any, away: Home
) -> None:
    request, notice = (
        write(as_user(world.cast.coordinator), away, query) for query in ("", f"?child={world.waiting_child.pk}")
    )
    for name, user in world.cast:
        client, allowed = as_user(user), name in WRITERS
        assert client.get(reverse("letter_new", args=[away.pk])).status_code == (200 if allowed else 404), name
        for letter in (request, notice):
            assert client.get(reverse("letter", args=[letter.pk])).status_code == (200 if allowed else 404), name
    child = f"?child={world.foreign_child.pk}"
    assert as_user(world.cast.leader).get(reverse("letter_new", args=[away.pk]) + child).status_code == 404


def test_pdf_and_plain_text_are_the_letter_and_are_logged(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    letter = write(client, away, "?language=nn")
    pdf = PdfReader(BytesIO(client.get(reverse("letter_pdf", args=[letter.pk])).content))
    assert "Kari Dale, fødd 1980" in pdf.pages[0].extract_text()
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "nn"
    text = client.get(reverse("letter_text", args=[letter.pk]))
    assert text.content.decode() == letter.words + "\n"
    assert AuditEvent.objects.filter(verb="letter.downloaded", home=away).count() == 2


def test_removing_a_letter_leaves_the_reason(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    letter = write(client, away)
    client.post(reverse("letter_remove", args=[letter.pk]), {"reason": "Feil kommune."})
    assert not Letter.objects.exists()
    assert AuditEvent.objects.get(verb="letter.removed").reason == "Feil kommune."


def test_opening_a_letter_changes_nothing_but_the_log(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    assert "Lustraheim" in read(client, "letter_new", away.pk) or "Kari Dale" in read(client, "letter_new", away.pk)
    assert not Letter.objects.exists()
    assert Look.objects.filter(page="letter_new", home=away).exists()


def test_the_list_asks_the_database_equally_often_however_many_letters(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            write(client, away)
        with CaptureQueriesContext(connection) as queries:
            read(client, "home_letters", away.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
