"""The pack for an inspection: a sample that can be drawn again, and what a pack tells, logged with the reason."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from fosterhomes.models import AuditEvent, Child, Home, Look
from matching.models import Decision
from tests.cast import TODAY, World, access
from visits.models import InspectionSample
from visits.statements.inspection import drawn, drawn_among, packs

from .rows import lay_many, lay_reduction, lay_report, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def rows_of(world: World, key: str) -> list[list[str]]:
    (pack,) = packs(access(world.cast.leader), Child.objects.filter(pk=world.child.pk))
    (table,) = [one for one in pack.tables if one.key == key]
    return [[row.label, *(cell.text for cell in row.cells)] for row in table.rows]


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    ids = list(range(1, 200))
    assert drawn(ids, 10, 7) == drawn(list(reversed(ids)), 10, 7)
    assert drawn(ids, 10, 7) != drawn(ids, 10, 8)
    assert len(set(drawn(ids, 10, 7))) == 10


def test_only_children_who_live_in_a_foster_home_are_drawn_among(world: World) -> None:
    assert drawn_among(world.service, TODAY) == [world.child.pk, world.other_child.pk]


def test_drawing_keeps_seed_size_who_and_when(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    form = {"size": 1, "seed": 42, "reason": "Landsomfattande tilsyn"}
    answer = client.post(reverse("inspection"), form)
    sample = InspectionSample.objects.get()
    assert answer.url == reverse("inspection_sample", args=[sample.pk])
    assert (sample.seed, sample.size, sample.among, sample.drawn_by) == (42, 1, 2, world.cast.leader)
    ids = drawn([world.child.pk, world.other_child.pk], 1, 42)
    assert [child.pk for child in sample.children.all()] == ids
    assert AuditEvent.objects.filter(verb="inspectionsample.drawn", by=world.cast.leader).exists()
    assert "<h1>Sample for inspection</h1>" in client.get(answer.url).content.decode()
    wrong = client.post(reverse("inspection"), form | {"size": 3})
    assert wrong.status_code == 422
    assert "There are only 2 children to draw from." in wrong.content.decode()
    assert "Landsomfattande tilsyn" in wrong.content.decode()


def test_the_pack_tells_owed_and_done_with_the_paragraph(world: World) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 1))
    found = {(row[0], row[3]): row for row in rows_of(world, "owed")}
    row = found["follow-up", "2026"]
    assert row[1:3] == ["FF § 10", world.home.name]
    assert row[4:6] == ["1 of 4", "0"]
    assert found["supervision", "2025"][4:6] == ["0 of 4", "4"]


def test_the_pack_tells_each_condition_of_a_reduction(world: World) -> None:
    lay_reduction(world, child_heard_on=None)
    found = {row[2]: row[4] for row in rows_of(world, "reductions")}
    assert found["The child was heard before the decision, or on the same day."] == "no"
    assert found["The foster parents were heard before the decision, or on the same day."] == "yes"


def test_the_pack_tells_the_way_of_a_report_and_whether_the_child_was_spoken_to_alone(world: World) -> None:
    visit = lay_visit(world, "supervision", date(2026, 2, 3))
    lay_report(world, visit)
    (report,) = rows_of(world, "reports")
    assert "Report sent 4 February 2026" in report[3]
    (heard,) = rows_of(world, "participation")
    assert heard[4] == "the child was spoken to alone"


def test_the_pack_tells_how_the_home_was_chosen_though_visits_does_not_know_matching(world: World) -> None:
    Decision.objects.create(
        child=world.child, home=world.home, decided_by=world.cast.coordinator, decided_at=noon(date(2024, 1, 20)),
        reason="Nær skulen", child_view="Vil bu hos Fjellheim", parents_view="Einige", approval="before",
        kin_reason="Ingen i slekta kunne.",
        weighed=[{"home": world.other_home.pk, "minutes": 1, "fit": 2, "kin": False}],
    )  # fmt: skip
    text = " ".join(" ".join(row) for row in rows_of(world, "choice_of_home"))
    for words in ("Nær skulen", "Vil bu hos Fjellheim", "Ingen i slekta kunne.", "1 other home fitted"):
        assert words in text


def test_only_the_leader_opens_it_and_every_look_is_written_down(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        assert as_user(user).get(reverse("inspection")).status_code == (
            200 if name in {"leader", "other_service"} else 404
        ), name
    address = reverse("inspection_child", args=[world.child.pk])
    assert as_user(world.cast.other_service).get(address).status_code == 404
    assert as_user(world.cast.leader).get(address).status_code == 200
    assert Look.objects.get(page="inspection_child").child == world.child


def test_a_pack_leaves_only_with_a_reason_which_stands_in_the_childs_log(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(protected_address=True, point=None, address="")
    client = as_user(world.cast.leader)
    for kind in ("pdf", "xlsx"):
        address = reverse("inspection_child_file", args=[world.child.pk, kind])
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "Statsforvaltaren ber om det"}).status_code == 200
    events = AuditEvent.objects.filter(verb="inspectionpack.exported", child=world.child)
    assert {event.reason for event in events} == {
        "Statsforvaltaren ber om det (pdf)", "Statsforvaltaren ber om det (xlsx)",
    }  # fmt: skip


def test_the_files_of_a_sample_hold_each_of_its_children_and_no_place(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(reverse("inspection"), {"size": 2, "seed": 1, "reason": "Tilsyn"})
    sample = InspectionSample.objects.get()
    form = {"reason": "Tilsyn"}
    answer = client.post(reverse("inspection_sample_file", args=[sample.pk, "pdf"]), form)
    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert "drawn with seed 1" in pages[0]
    for child in sample.children.all():
        assert sum(f"{child.name}, {child.reference}" in page for page in pages) == 1
    assert world.municipality.name not in "".join(pages)
    answer = client.post(reverse("inspection_sample_file", args=[sample.pk, "xlsx"]), form)
    owed = load_workbook(BytesIO(answer.content)).worksheets[1]
    assert {row[0].value for row in owed.iter_rows(min_row=2)} == {"A-1", "A-2"}


def test_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (2, 9):
        lay_many(world, number)
        client.post(reverse("inspection"), {"size": number, "seed": 1, "reason": "Tilsyn"})
        sample = InspectionSample.objects.first()
        assert sample is not None
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("inspection_sample", args=[sample.pk])).status_code == 200
        counted.append(len(queries))
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]
