"""The plan as it stands: a month as list, calendar and map; and the sheet of one person's day."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Child, Home, Look, VisitHours
from tests.cast import TODAY, World
from visits.models import FollowUpTask, Visit

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 3, 12)
PAGES = ("plan_list", "plan_calendar", "plan_map")


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def lay_day(world: World) -> None:
    lay_visit(world, "follow_up", DAY, status="booked", start=time(9))
    lay_visit(world, "follow_up", DAY, world.other_child, home=world.other_home, status="planned", start=time(13))
    lay_visit(world, "supervision", DAY, status="planned", start=time(15))


@pytest.mark.parametrize("page", PAGES)
def test_who_plans_sees_every_tour_and_others_their_own(world: World, as_user: Any, page: str) -> None:
    lay_day(world)
    seen = {}
    for name, user in world.cast:
        answer = as_user(user).get(reverse(page), {"month": "2026-03"})
        if answer.status_code == 200:
            seen[name] = [(row.tour.visitor[0], len(row.tour.stops)) for row in answer.context["rows"]]
    all_of_them = [("w", 2), ("s", 1)]
    assert {name: sorted(rows) for name, rows in seen.items()} == {
        "leader": sorted(all_of_them), "coordinator": sorted(all_of_them), "caseworker": [("w", 2)],
        "other_caseworker": [], "supervisor": [("s", 1)], "other_service": [],
    }  # fmt: skip


def test_the_calendar_holds_whole_weeks_and_the_day_of_the_tour(world: World, as_user: Any) -> None:
    lay_day(world)
    client = as_user(world.cast.leader)
    grid = client.get(reverse("plan_calendar"), {"month": "2026-03"}).context["weeks"]
    assert (grid[0][0].on_day, grid[-1][-1].on_day) == (date(2026, 2, 23), date(2026, 4, 5))
    assert {day.on_day for week in grid for day in week if day.tours} == {DAY}
    page = client.get(reverse("plan_calendar"), {"month": "2026-03", "person": f"w{world.cast.caseworker.pk}"})
    assert world.home.name in page.content.decode()
    assert client.get(reverse("plan_calendar"), {"month": "2026-12", "person": "x"}).status_code == 200


def test_a_protected_address_is_neither_on_the_map_nor_on_the_sheet(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(
        protected_address=True, point=None, address="", travel_band="60", phone="55 00 00 01"
    )
    lay_day(world)
    client = as_user(world.cast.leader)
    data = client.get(reverse("plan_map"), {"month": "2026-03"}).context["data"]
    assert {mark["note"] for mark in data["marks"] if mark["layer"] == "visit"} == {world.other_home.name}
    assert all(len(line) == 3 for line in data["lines"])
    sheet = client.get(reverse("day_sheet", args=[f"w{world.cast.caseworker.pk}", DAY.isoformat()])).content.decode()
    assert "protected address" in sheet
    assert sheet.count("geo:") == 1


def test_the_sheet_tells_the_order_the_way_and_what_to_ask(world: World, as_user: Any) -> None:
    lay_day(world)
    before = lay_visit(world, "follow_up", date(2026, 2, 3))
    FollowUpTask.objects.create(
        visit=before, child=world.child, track="follow_up", what="Spørje skulen om leksehjelp.",
        owner=world.cast.caseworker, due_on=DAY,
    )  # fmt: skip
    address = reverse("day_sheet", args=[f"w{world.cast.caseworker.pk}", DAY.isoformat()])
    answer = as_user(world.cast.caseworker).get(address)
    page = answer.content.decode()
    assert [one["stop"].visit.home for one in answer.context["stops"]] == [world.home, world.other_home]
    assert "Spørje skulen om leksehjelp." in page
    assert world.home.phone in page
    assert Look.objects.filter(page="day_sheet", child=world.child, by=world.cast.caseworker).exists()
    assert as_user(world.cast.other_caseworker).get(address).status_code == 404
    assert as_user(world.cast.other_service).get(address).status_code == 404


@pytest.mark.parametrize("rest", [("q1", "2026-03-12"), ("w1", "2026-02-30"), ("w1", "2026-03-13")])
def test_a_day_that_is_none_is_not_there(world: World, as_user: Any, rest: tuple[str, str]) -> None:
    assert as_user(world.cast.leader).get(reverse("day_sheet", args=rest)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any, page: str) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (2, 9):
        lay_many(world, number)
        for index, visit in enumerate(Visit.objects.filter(status="planned")):
            Visit.objects.filter(pk=visit.pk).update(on_day=DAY + timedelta(days=index % 4))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page), {"month": "2026-03"}).status_code == 200
        counted.append(len(queries))
        Visit.objects.all().delete()
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]


@pytest.mark.parametrize("page", PAGES)
def test_what_stands_at_a_time_that_does_not_suit_the_home_is_told(world: World, as_user: Any, page: str) -> None:
    lay_day(world)
    client = as_user(world.cast.leader)
    VisitHours.objects.create(home=world.home, weekday=DAY.weekday(), from_time=time(8), until_time=time(12))
    answer = client.get(reverse(page), {"month": "2026-03"})
    assert answer.context["unsuited"] == 1, "the visit at three o'clock, not the one at nine"
    assert "1 visit stands at a time that does not suit the home." in answer.content.decode()
    VisitHours.objects.update(weekday=(DAY.weekday() + 1) % 7)
    assert client.get(reverse(page), {"month": "2026-03"}).context["unsuited"] == 2
