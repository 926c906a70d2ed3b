"""The list of visits: who sees which, what the filters leave, and the file with the same rows."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.cast import TODAY, World

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def visits(world: World, time_machine: Any) -> None:
    time_machine.move_to(noon(TODAY), tick=False)
    lay_visit(world, "follow_up", date(2026, 2, 3), world.child)
    lay_visit(world, "supervision", date(2026, 1, 20), world.child)
    lay_visit(world, "follow_up", date(2026, 5, 4), world.child, status="planned")


def page(client: Client, **asked: str) -> str:
    return client.get("/visits/", asked).content.decode()


def test_the_newest_comes_first_and_the_filters_narrow(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    whole = page(client)
    assert "3 visits" in whole
    assert whole.index("4 May 2026") < whole.index("3 Feb 2026") < whole.index("20 Jan 2026")
    assert "1 visit<" in page(client, status="planned")
    assert "1 visit<" in page(client, track="supervision", last_on="2026-03-01")
    assert "No visit fits" in page(client, from_on="2027-01-01")


def test_who_sees_a_visit_is_told_by_duty(world: World, as_user: Any) -> None:
    assert "3 visits" in page(as_user(world.cast.caseworker))
    assert "0 visits" in page(as_user(world.cast.other_service))
    assert as_user(world.cast.stranger).get("/visits/").status_code == 404


def test_where_a_protected_address_lies_is_told_by_no_column_and_no_filter(world: World, as_user: Any) -> None:
    world.home.protected_address, world.home.address, world.home.point = True, "", None
    world.home.save()
    client = as_user(world.cast.leader)
    assert "Alver</span>" not in page(client)
    assert "No visit fits" in page(client, municipality=world.municipality.pk)


def test_the_file_holds_the_rows_of_the_page(world: World, as_user: Any) -> None:
    told = {"why": "to the council", "as_file": "xlsx", "status": "done"}
    answer = as_user(world.cast.leader).post("/lists/visits/", told)
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True, min_row=2))
    assert [str(row[0])[:10] for row in rows] == ["2026-02-03", "2026-01-20"]
    assert {row[1] for row in rows} == {world.child.name}


def test_many_visits_take_no_more_queries_than_few(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client)
        return len(asked)

    queries()
    few = queries()
    lay_many(world, 5)
    assert queries() == few
