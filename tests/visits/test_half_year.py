"""The half-year figures: each as its definition says, recomputed from the rows, with whoever stands behind it."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pandas as pd
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from fosterhomes.models import AuditEvent, Child, Home, Placement
from tests.cast import World, make_child, make_home, place
from visits.models import VisitSettings
from visits.statements.half_year import HalfYear, figure_1g, figure_3b, over_a_year, requirement
from visits.statements.half_year_rows import HalfYearReport, half_year_report

from .builders import case
from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

LATER = date(2026, 9, 1)
H1 = HalfYear(2026, 1)


@pytest.fixture(autouse=True)
def _later_that_year() -> Any:
    with time_machine.travel(noon(LATER), tick=False):
        yield


def report(world: World, half: HalfYear = H1, today: date = LATER) -> HalfYearReport:
    return half_year_report(world.service, half, today)


@pytest.mark.parametrize("text", ["2026", "2026H3", "2026h1", "H1", "20261", "1026H1", "2026H1 ", "٢٠٢٦H1"])
def test_what_is_no_half_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no half-year"):
        HalfYear.parse(text)


def test_a_half_year_ends_with_june_or_december() -> None:
    assert [half.last_day for half in (H1, HalfYear(2026, 2))] == [date(2026, 6, 30), date(2026, 12, 31)]
    assert (H1.before, HalfYear(2026, 2).before) == (HalfYear(2025, 2), H1)


def test_exactly_a_year_is_not_more_than_a_year() -> None:
    assert not over_a_year(date(2025, 6, 30), date(2026, 6, 30))
    assert over_a_year(date(2025, 6, 29), date(2026, 6, 30))


def test_a_window_that_ends_with_the_half_year_has_ended_and_a_visit_on_the_next_day_is_not_seen() -> None:
    track = case(moved_in_on="2026-03-31", done=["2026-07-01"])
    stands = requirement(1, track.moved_in_on, [track], H1.last_day)
    assert [window.window.until_on for window in stands.ended] == [date(2026, 7, 1)]
    assert (stands.missing, stands.ended[0].made_on) == (1, None)


def test_a_late_visit_makes_good_and_says_by_how_long_it_was_late() -> None:
    track = case(year=2026, done=["2026-05-02"])
    stands = requirement(1, track.moved_in_on, [track], H1.last_day)
    assert (stands.met, [window.late_days for window in stands.ended]) == (True, [30])


def test_a_home_counts_once_and_as_kin_when_it_is_to_one_of_its_children(world: World) -> None:
    sibling = make_child(world.service, "A-9", care_municipality=world.municipality)
    place(sibling, world.home, kind="kinship")
    found = report(world).figures()["1G"]
    assert (found.numerator, found.denominator, found.ids) == (1, 2, (world.home.pk,))


def test_who_came_less_than_a_year_ago_stands_in_no_figure(world: World) -> None:
    Placement.objects.filter(child=world.child).update(from_on=date(2025, 6, 30))
    figures = report(world).figures()
    assert [figures[code].denominator for code in ("1G", "3B", "3D")] == [1, 1, 1]


def test_a_child_of_another_service_is_supervised_by_us_and_followed_up_by_them(world: World) -> None:
    child = make_child(world.service, "B-1", care_municipality=world.other_municipality)
    place(child, make_home(world.service, "Heim B", municipality=world.municipality))
    figures = report(world).figures()
    assert child.pk in figures["3B"].ids
    assert child.pk not in figures["3D"].ids


def test_an_own_child_elsewhere_is_followed_up_by_us_and_supervised_there_until_an_agreement(world: World) -> None:
    home = make_home(world.service, "Heim B", municipality=world.other_municipality)
    child = make_child(world.service, "B-1", care_municipality=world.municipality)
    stay = place(child, home)
    assert child.pk not in report(world).figures()["3B"].ids
    Placement.objects.filter(pk=stay.pk).update(supervision_moved_on=date(2024, 3, 1))
    found = report(world)
    assert child.pk in found.figures()["3B"].ids
    assert child.pk in found.figures(world.municipality)["3B"].ids


def test_who_has_moved_or_turned_eighteen_by_the_closing_day_is_not_among_them(world: World) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2008, 6, 30))
    Placement.objects.filter(child=world.other_child).update(until_on=date(2026, 6, 30), end_reason="returned")
    assert [figure.denominator for figure in report(world).figures().values()] == [0, 0, 0]


def test_a_year_from_moving_in_that_ended_short_within_the_half_year_is_not_forgotten(world: World) -> None:
    """Counted from 1 February: on 30 June one window of the new year has ended, and the old year ended short."""
    VisitSettings.objects.create(service=world.service, counting="placement")
    lay_visit(world, "follow_up", date(2026, 4, 1))
    (row,) = [one for one in report(world).behind("3D") if one.child == world.child]
    assert (len(row.requirement.ended), row.requirement.missing) == (5, 4)


def test_the_second_half_year_tells_of_the_whole_counting_year(world: World) -> None:
    for day in (date(2026, 2, 1), date(2026, 5, 1), date(2026, 8, 1), date(2026, 12, 31)):
        lay_visit(world, "supervision", day)
    found = report(world, HalfYear(2026, 2), date(2027, 3, 1))
    assert found.figures()["3B"].ids == (world.other_child.pk,)


def test_before_it_has_closed_it_is_counted_as_it_stands(world: World) -> None:
    found = report(world, H1, date(2026, 3, 10))
    assert (found.day, found.figures()["3B"].numerator) == (date(2026, 3, 10), 0)
    with pytest.raises(ValueError, match="has not begun"):
        report(world, HalfYear(2026, 2), date(2026, 3, 10))


def test_a_window_that_ends_today_can_still_be_filled(world: World) -> None:
    for on, missing, closed in ((date(2026, 12, 31), 3, False), (date(2027, 1, 1), 4, True)):
        found = report(world, HalfYear(2026, 2), on)
        assert {one.requirement.missing for one in found.tracks} == {missing}
        assert (found.day, found.closed) == (date(2026, 12, 31), closed)


def test_the_figures_are_those_that_pandas_counts_from_the_rows(world: World) -> None:
    """Four windows of a whole calendar year end on these days; so many visits must have been made by 30 June."""
    for number, child in enumerate(lay_many(world, 7)):
        for _extra in range(number % 3):
            lay_visit(world, "supervision", date(2026, 4, 2 + number), child)
    stays = pd.DataFrame(
        Placement.objects.filter(child__service=world.service, until_on=None).values("child", "from_on")
    )
    lasting = stays[pd.to_datetime(stays.from_on) < pd.Timestamp("2025-06-30")]
    for track, code in (("supervision", "3B"), ("follow_up", "3D")):
        made = (
            pd.DataFrame(
                Child.objects.filter(
                    visits__track=track, visits__status="done", visits__on_day__lte="2026-06-30"
                ).values("pk", "visits__on_day"),
                columns=["pk", "visits__on_day"],
            )
            .groupby("pk")
            .visits__on_day.nunique()
        )
        due = int((pd.to_datetime(["2026-04-02", "2026-07-02", "2026-10-01", "2026-12-31"]) <= "2026-06-30").sum())
        short = [child for child in lasting.child if made.get(child, 0) < due]
        found = report(world).figures()[code]
        assert (found.numerator, found.denominator, list(found.ids)) == (len(short), len(lasting), sorted(short))


def test_the_page_names_those_behind_a_figure_and_only_leader_and_clerk_open_it(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("half_year")).status_code
        assert status == (200 if name in {"leader", "clerk", "other_service"} else 404), name
    client = as_user(world.cast.leader)
    page = client.get(reverse("half_year"), {"half": "2026H1", "figure": "3D"}).content.decode()
    assert reverse("child", args=[world.child.pk]) in page
    assert "not made, 89 days late" in page
    assert world.foreign_child.name not in page
    assert client.get(reverse("half_year"), {"half": "2026H3"}).status_code == 422
    assert client.get(reverse("half_year"), {"figure": "9Z"}).status_code == 404


def test_the_files_hold_the_same_and_no_protected_place_and_are_written_down(world: World, as_user: Any) -> None:
    elsewhere = make_home(world.service, "Gøymt", municipality=world.municipality, protected_address=True)
    Placement.objects.filter(child=world.child).update(home=elsewhere)
    Home.objects.filter(pk=world.home.pk).update(name="=1+1")
    client = as_user(world.cast.clerk)
    asked = client.post(reverse("half_year_file", args=["xlsx"]), {"half": "2026H1"})
    assert (asked.status_code, 'name="half" value="2026H1"' in asked.content.decode()) == (422, True)
    form = {"half": "2026H1", "reason": "Halvårsrapport"}
    book = load_workbook(BytesIO(client.post(reverse("half_year_file", args=["xlsx"]), form).content))
    rows = {row[0].value: [cell.value for cell in row] for row in book.worksheets[2].iter_rows()}
    assert rows[world.child.name][3] is None
    assert rows[world.other_child.name][3] == "Alver"
    assert book.worksheets[0]["B5"].value == "0 of 2 (0.0 %)"
    answer = client.post(reverse("half_year_file", args=["pdf"]), form)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "2 of 2 (100.0 %)" in text
    events = AuditEvent.objects.filter(verb="halfyear.exported", by=world.cast.clerk)
    assert {event.reason for event in events} == {"2026H1 xlsx, 6: Halvårsrapport", "2026H1 pdf, 6: Halvårsrapport"}
    assert as_user(world.cast.caseworker).post(reverse("half_year_file", args=["pdf"])).status_code == 404


def test_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (2, 9):
        lay_many(world, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("half_year"), {"half": "2026H1"}).status_code == 200
        counted.append(len(queries))
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]


def command(**options: Any) -> str:
    out = StringIO()
    call_command("figures", stdout=out, **options)
    return out.getvalue()


def test_the_command_gives_the_same_as_json_and_as_text(world: World) -> None:
    found = json.loads(command(half_year=H1, json=True))
    ids = sorted([world.child.pk, world.other_child.pk])
    assert found == {
        "1G": {"numerator": 0, "denominator": 2, "ids": []},
        "3B": {"numerator": 2, "denominator": 2, "ids": ids},
        "3D": {"numerator": 2, "denominator": 2, "ids": ids},
    }
    assert "4631 Alver" in command(half_year=H1)


def test_the_command_refuses_with_two(world: World) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("figures", "--half-year=2027H1")
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="is no half-year"):
        call_command("figures", "--half-year=2027")


def test_nobody_is_a_share_of_nothing() -> None:
    assert figure_1g([], LATER).share is None
    assert figure_3b([], LATER).denominator == 0
