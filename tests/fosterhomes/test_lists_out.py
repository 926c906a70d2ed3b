"""Any list as a file: the rows of the screen, a reason that is written down, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from fosterhomes.lists_out import lists
from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World, make_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(time_machine: Any) -> None:
    time_machine.move_to(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC), tick=False)


def taken(client: Client, key: str, **values: str) -> list[list[Any]]:
    answer = client.post(f"/lists/{key}/", {"why": "to the council", "as_file": "xlsx", **values})
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    "key", ["homes", "children", "supervisors", "due", "visits", "dates", "reports", "guidance", "waiting"]
)
def test_each_list_is_taken_out_by_who_sees_it_and_by_nobody_else(world: World, as_user: Any, key: str) -> None:
    found = {one.key: one for one in lists()}[key]
    assert taken(as_user(world.cast.leader), key)[0] == [str(label) for label, _value in found.columns]
    for role, user in (("caseworker", world.cast.caseworker), ("nothing", world.cast.stranger)):
        sees = role in {str(duty) for duty in found.duties}
        assert as_user(user).post(f"/lists/{key}/").status_code == (200 if sees else 404)


def test_the_page_of_each_list_has_the_button_with_its_filters(world: World, as_user: Any) -> None:
    page = as_user(world.cast.leader).get("/homes/?kind=emergency&page=1").content.decode()
    form = page[page.index('action="/lists/homes/"') :]
    assert '<input type="hidden" name="kind" value="emergency">' in form[: form.index("</form>")]
    assert 'name="page"' not in form[: form.index("</form>")]
    for one in lists():
        assert as_user(world.cast.leader).get(reverse(one.page)).status_code == 200


def test_the_file_holds_the_rows_of_the_same_filters(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert [row[0] for row in taken(client, "homes", kind="emergency")[1:]] == ["Nattheim"]
    assert [row[0] for row in taken(client, "homes", q="strand")[1:]] == ["Strandheim"]
    assert len(taken(client, "homes")) == 4
    own = as_user(world.cast.caseworker)
    assert [row[0] for row in taken(own, "children")[1:]] == ["Barn A-1"], "a caseworker takes out what they see"


def test_without_a_reason_nothing_leaves(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    page = client.post("/lists/homes/", {"kind": "ordinary"})
    assert (page.status_code, "2 rows" in page.content.decode()) == (200, True)
    assert '<input type="hidden" name="kind" value="ordinary">' in page.content.decode()
    assert client.post("/lists/homes/", {"why": " ", "as_file": "csv"}).status_code == 422
    assert client.get("/lists/homes/").status_code == 405
    assert not AuditEvent.objects.exists()


def test_who_took_what_how_many_and_why_is_written_down_but_no_words(world: World, as_user: Any) -> None:
    taken(as_user(world.cast.clerk), "homes", kind="ordinary", q="Strand")
    event = AuditEvent.objects.get(verb="list.taken_out")
    assert (event.by, event.service) == (world.cast.clerk, world.service)
    assert event.reason == "homes?kind=ordinary +q (1, xlsx): to the council"


def test_a_protected_address_is_in_no_file(world: World, as_user: Any) -> None:
    make_home(world.service, "Løynheim", municipality=world.municipality, protected_address=True)
    rows = {row[0]: row for row in taken(as_user(world.cast.leader), "homes")}
    assert (rows["Fjellheim"][2:4], rows["Løynheim"][2:4]) == (["Alver", "Knarvik"], [None, None])


def test_formulas_are_text_also_in_csv(world: World, as_user: Any) -> None:
    for name in ('=HYPERLINK("x")', "+1", "-1", "@x"):
        make_home(world.service, name, municipality=world.municipality)
    client = as_user(world.cast.leader)
    answer = client.post("/lists/homes/", {"why": "x", "as_file": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    names = {row[0] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")}
    assert {'\'=HYPERLINK("x")', "'+1", "'-1", "'@x"} <= names
    answer = client.post("/lists/homes/", {"why": "x", "as_file": "xlsx"})
    cells = [cell for (cell,) in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(max_col=1)]
    assert {cell.data_type for cell in cells} == {"s"}
