"""The record of a decision on paper: the whole of it, in the reader's language, and nothing that is protected."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from fosterhomes.models import AuditEvent, Child, Home
from matching.models import Decision
from tests.cast import World
from tests.matching.builders import ACCEPTANCE


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def decision(world: World, as_user: Any, free: Home) -> Decision:
    promise = {"what_1": "Rettleiing kvar veke", "due_1": "2026-05-01", "owner_1": str(world.cast.caseworker.pk)}
    client = as_user(world.cast.coordinator)
    client.post(reverse("decision_new", args=[world.waiting_child.pk, free.pk]), ACCEPTANCE | promise)
    return Decision.objects.get()


def printed(client: Any, decision: Decision) -> PdfReader:
    answer = client.get(reverse("decision_pdf", args=[decision.pk]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="decision-{decision.pk}.pdf"'
    return PdfReader(BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\xad", "").split())


def test_the_record_is_one_tagged_page_that_says_what_the_law_wants_recorded(
    world: World, as_user: Any, decision: Decision
) -> None:
    pdf = printed(as_user(world.cast.coordinator), decision)
    said = words(pdf)
    for part in (
        decision.child.name, "Ledigheim", "Decided 10 March 2026 08:00 by Coordinator", "Nær skulen.", "Ingen.",
        "Vil bu nær venene.", "Mor er samd.", world.other_home.name, "Rettleiing kvar veke", "1 May 2026",
        "without a proposal", "to be given before the child moves in", "Page 1 of 1",
    ):  # fmt: skip
        assert part in said, part
    assert len(pdf.pages) == 1
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"


def test_it_is_written_in_the_language_of_who_reads_it(world: World, as_user: Any, decision: Decision) -> None:
    client = as_user(world.cast.coordinator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nn"
    pdf = printed(client, decision)
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "nn"
    assert "Side 1 av 1" in words(pdf)


def test_taking_it_out_is_written_down_and_asked_for_by_nobody_else(
    world: World, as_user: Any, decision: Decision
) -> None:
    printed(as_user(world.cast.coordinator), decision)
    event = AuditEvent.objects.get(verb="decision.downloaded")
    assert (event.by, event.child, event.object_id) == (world.cast.coordinator, decision.child, str(decision.pk))
    for user in (world.cast.supervisor, world.cast.other_service, world.cast.administrator):
        assert as_user(user).get(reverse("decision_pdf", args=[decision.pk])).status_code == 404


def test_where_the_address_is_protected_the_paper_does_not_say_where(
    world: World, as_user: Any, decision: Decision
) -> None:
    Home.objects.filter(pk=decision.home_id).update(
        protected_address=True, point=None, address="", municipality=world.other_municipality
    )
    said = words(printed(as_user(world.cast.coordinator), decision))
    assert "Ledigheim" in said
    assert world.other_municipality.name not in said
    assert "own surroundings" not in said


def test_where_the_childs_address_is_protected_the_paper_does_not_say_where_it_moves(
    world: World, as_user: Any, decision: Decision
) -> None:
    assert "own surroundings" in words(printed(as_user(world.cast.coordinator), decision))
    Child.objects.filter(pk=decision.child_id).update(protected_address=True, point=None, travel_band="30")
    said = words(printed(as_user(world.cast.coordinator), decision))
    assert decision.home.municipality.name not in said
    assert " min" not in said
    assert "own surroundings" not in said
    page = as_user(world.cast.coordinator).get(reverse("decision", args=[decision.pk])).content.decode()
    assert "own surroundings" not in page
    assert " min" not in page.partition("<main")[2]


def test_without_pango_the_page_says_what_to_do_and_nothing_is_logged_as_taken_out(
    world: World, as_user: Any, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = as_user(world.cast.coordinator).get(reverse("decision_pdf", args=[decision.pk]))
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="decision.downloaded").exists()


def test_what_somebody_wrote_fetches_nothing_and_is_shown_as_it_stands(
    world: World, as_user: Any, decision: Decision
) -> None:
    Decision.objects.update(reason='<img src="file:///etc/passwd"> < 10 år')
    assert '<img src="file:///etc/passwd">' in words(printed(as_user(world.cast.coordinator), decision))
