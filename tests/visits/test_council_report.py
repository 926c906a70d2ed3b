"""The report to the council and the month: recomputed from the rows, small numbers hidden only in what is published."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from fosterhomes.figures import figures_of
from fosterhomes.models import AuditEvent, Child, ContactPerson, SupervisionAppointment, Wait
from tests.cast import World, access, make_child, make_home, place
from visits.models import Guidance, VisitSettings
from visits.statements.council import council_report
from visits.statements.monthly import monthly_tables
from visits.statements.spec import LAST, THIS
from visits.statements.tables import Table

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

LATER = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def _later_that_year() -> Any:
    with time_machine.travel(noon(LATER), tick=False):
        yield


def values(world: World, on: date = LATER) -> dict[tuple[str, str], Any]:
    return council_report(world.service, on, access(world.cast.leader, LATER), noon(LATER)).values


def cells(tables: list[Table]) -> dict[tuple[str, str, str], str]:
    return {
        (table.key, row.label, column): cell.text
        for table in tables
        for row, line in table.lines
        for column, cell in line
    }


def test_the_figures_are_those_of_the_status_report_now_and_a_year_ago(world: World) -> None:
    found = values(world)
    for key, number in figures_of(world.service, LATER).items():
        assert found[key, THIS] == number
        assert found[key, "4631"] == number
    for key, number in figures_of(world.service, date(2025, 7, 10)).items():
        assert found[key, LAST] == number


def test_visits_due_and_made_are_those_that_pandas_counts(world: World) -> None:
    """Windows of a whole calendar year end on 2 April and 2 July; those of the children of `lay_many` do too."""
    lay_many(world, 3)
    lay_visit(world, "supervision", date(2026, 3, 1))
    lay_visit(world, "supervision", date(2026, 7, 1))
    lay_visit(world, "supervision", date(2026, 7, 11))
    rows = Child.objects.filter(visits__track="supervision", visits__status="done", visits__on_day__lte=LATER)
    made = pd.DataFrame(rows.values("pk", "visits__on_day")).groupby("pk").visits__on_day.nunique()
    children = list(
        Child.objects.filter(service=world.service, placements__home__isnull=False).values_list("pk", flat=True)
    )
    counted = pd.Series({child: min(2, int(made.get(child, 0))) for child in children})
    found = values(world)
    assert found["supervision_owed", THIS] == 2 * len(children)
    assert found["supervision_made", THIS] == int(counted.sum())
    assert found["supervision_short", THIS] == int((counted < 2).sum())
    assert found["supervision_share", THIS] == pytest.approx(counted.sum() / (2 * len(children)))


def test_waits_supervisors_caseload_vacancies_and_guidance_are_counted(world: World) -> None:
    Guidance.objects.create(
        service=world.service, home=world.home, offered_on=date(2026, 1, 5), answer="accepted",
        answered_on=date(2026, 1, 6), from_on=date(2026, 1, 10), guide=world.cast.caseworker,
    )  # fmt: skip
    Wait.objects.filter(pk=world.wait.pk).update(wanted_on=date(2026, 7, 10))
    found = values(world)
    assert (found["wait_soon", THIS], found["wait_late", THIS], found["wait_median", THIS]) == (1, 0, 159)
    assert (found["with_supervisor", THIS], found["without_supervisor", THIS]) == (1, 1)
    assert (found["caseworkers", THIS], found["cases", THIS], found["no_contact", THIS]) == (2, 2, 1)
    assert (found["free_ordinary", THIS], found["free_emergency", THIS], found["free", THIS]) == (2, 2, 4)
    assert (found["guidance", THIS], found["guidance", "4631"], found["guidance", LAST]) == (1, 1, 0)


def test_an_earlier_day_has_no_vacancies_because_the_register_does_not_keep_them(world: World) -> None:
    assert ("free", THIS) not in values(world, date(2025, 12, 31))


def test_published_it_hides_small_numbers_and_the_leader_sees_all(world: World) -> None:
    lay_many(world, 6)
    fedje = make_child(world.service, "F-1", care_municipality=world.municipality)
    place(fedje, make_home(world.service, "Heim F", municipality=world.municipality, kind="kinship"))
    report = council_report(world.service, LATER, access(world.cast.leader, LATER), noon(LATER))
    whole, told = cells(report.tables()), cells(report.tables(5))
    kin = ("children", "foster children with kin and network", "2026")
    assert (whole[kin], told[kin]) == ("1", "hidden")
    assert told["children", "foster children", "2026"] == "9"
    assert told["children", "foster children in ordinary homes", "2026"] == "hidden"
    assert told["children", "share of the foster children with kin and network", "2026"] == "hidden"
    assert told["waits", "days waited, median", "2026"] == "hidden"
    assert "hidden" not in whole.values()
    counts = [text for key, text in told.items() if key[0] not in ("staff", "travel") and text.isdigit()]
    assert not [text for text in counts if 0 < int(text) < 5]


def test_the_page_shows_both_and_draws_nothing_that_is_hidden(world: World, as_user: Any) -> None:
    VisitSettings.objects.create(service=world.service, least_told=3)
    for name, user in world.cast:
        status = as_user(user).get(reverse("council")).status_code
        assert status == (200 if name in {"leader", "clerk", "other_service"} else 404), name
    client = as_user(world.cast.leader)
    answer = client.get(reverse("council"), {"on": "2026-07-10", "published": "1"})
    assert "Numbers below 3 are hidden" in answer.content.decode()
    plots = {table.key: table.plot_data for table in answer.context["tables"] if table.plot}
    assert json.dumps(plots["children"]["series"][1]["data"]).count("null") >= 3  # type: ignore[index]
    assert client.get(reverse("council"), {"on": "2027-01-01"}).status_code == 422


def test_the_files_say_what_the_page_says_and_are_written_down(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    for kind in ("xlsx", "pdf"):
        for published in ("", "1"):
            form = {"on": "2026-07-10", "published": published, "reason": "Til møtet"}
            answer = client.post(reverse("council_file", args=[kind]), form)
            if kind == "xlsx":
                sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
                told = {row[0].value: row[2].value for row in sheet.iter_rows()}
                assert told["foster children"] == ("hidden" if published else 2)
            else:
                text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
                assert ("hidden" in text) == bool(published)
                assert world.child.name not in text
    reasons = set(AuditEvent.objects.filter(verb="council.exported").values_list("reason", flat=True))
    assert {reason.rsplit(",", 1)[0] for reason in reasons} == {
        "2026-07-10 xlsx", "2026-07-10 xlsx published", "2026-07-10 pdf", "2026-07-10 pdf published",
    }  # fmt: skip


def test_the_month_counts_what_was_done_in_it(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 2))
    lay_visit(world, "follow_up", date(2026, 3, 3), status="tried", reason="Ingen heime.")
    lay_visit(world, "supervision", date(2026, 2, 28))
    found = cells(monthly_tables(world.service, date(2026, 3, 1), access(world.cast.leader, LATER), noon(LATER)))
    assert found["activity", "follow-up visits made", "March 2026"] == "1"
    assert found["activity", "supervision visits made", "February 2026"] == "1"
    assert found["travel", "visits made or tried", "March 2026"] == "2"
    assert found["capacity", "foster children", "March 2025"] == "2"
    client = as_user(world.cast.leader)
    assert client.get(reverse("month_report"), {"month": "2026-03"}).status_code == 200
    answer = client.post(reverse("month_report_file", args=["xlsx"]), {"month": "2026-03", "reason": "Til møtet"})
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A3"].value == "Activity"
    assert AuditEvent.objects.get(verb="month.exported").reason == "2026-03 xlsx, 39: Til møtet"


@pytest.mark.parametrize("page", ["council", "month_report"])
def test_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any, page: str) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (2, 9):
        lay_many(world, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        counted.append(len(queries))
        ContactPerson.objects.filter(child__reference__startswith="M-").delete()
        SupervisionAppointment.objects.filter(child__reference__startswith="M-").delete()
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]


def test_what_is_drawn_stands_under_the_name_of_its_own_row(world: World) -> None:
    for table in monthly_tables(world.service, LATER.replace(day=1), access(world.cast.leader, LATER), noon(LATER)):
        if table.plot is None:
            continue
        told = cells([table])
        for name, drawn in table.plot.series:
            for label, value in zip(table.plot.labels, drawn, strict=True):
                if value is not None:
                    said = float(told[table.key, label, name].replace(",", ""))
                    assert said == pytest.approx(value, abs=0.06), (table.key, label)
