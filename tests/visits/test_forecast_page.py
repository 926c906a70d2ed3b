"""Who ends the year short if nothing changes, and last year's shortfall until a leader acknowledges it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Placement
from tests.cast import World, access, make_child, make_home, place
from visits.models import ShortfallSeen
from visits.my_year import my_year
from visits.schedule import schedule

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 7, 15)
LAST_YEAR = [date(2025, month, 10) for month in (2, 5, 8, 11)]


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def short_of(client: Any, **query: Any) -> dict[tuple[str, str], int]:
    page = client.get(reverse("forecast"), query)
    assert page.status_code == 200
    return {(one.row.year.child.reference, one.row.year.track): one.short for one in page.context["page"]}


def test_what_is_made_and_planned_is_taken_from_what_is_owed(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 1))
    lay_visit(world, "follow_up", date(2026, 8, 1), status="booked")
    lay_visit(world, "follow_up", date(2026, 10, 1), status="planned")
    lay_visit(world, "follow_up", date(2026, 6, 1), status="planned")  # nobody said that it was made
    lay_visit(world, "follow_up", date(2027, 1, 5), status="planned")  # next year's
    lay_visit(world, "follow_up", date(2026, 9, 1), status="planned", in_person=False)  # does not count
    assert short_of(as_user(world.cast.caseworker)) == {("A-1", "follow_up"): 1, ("A-1", "supervision"): 4}


def test_who_has_everything_planned_is_not_there(world: World, as_user: Any) -> None:
    for month in (8, 9, 10, 11):
        lay_visit(world, "follow_up", date(2026, month, 1), status="planned")
    found = short_of(as_user(world.cast.caseworker))
    assert ("A-1", "follow_up") not in found


def test_what_a_colleague_has_planned_is_planned_on_every_page(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 8, 1), status="planned", worker=world.cast.other_caseworker)
    lay_visit(world, "follow_up", date(2026, 8, 1), status="booked")  # a day counts once
    mine = access(world.cast.caseworker, TODAY)
    (year,) = my_year(mine).children
    assert [year.left, *(one.number for one in schedule(mine).left)] == [3, 3]
    assert short_of(as_user(world.cast.caseworker))["A-1", "follow_up"] == 3


def test_what_is_planned_for_after_the_duty_covers_nothing(world: World, as_user: Any) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2008, 10, 5))
    Placement.objects.filter(child=world.child).update(until_on=date(2026, 10, 2), end_reason="grown_up")
    lay_visit(world, "follow_up", date(2026, 11, 1), status="planned")
    assert short_of(as_user(world.cast.caseworker))["A-1", "follow_up"] == 3


def test_the_filters_are_those_of_due(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert set(short_of(client)) == {(ref, track) for ref in ("A-1", "A-2") for track in ("follow_up", "supervision")}
    assert set(short_of(client, track="supervision", caseworker=world.cast.other_caseworker.pk)) == {
        ("A-2", "supervision")
    }
    text = client.get(reverse("forecast")).content.decode()
    assert "2 children end the year short if nothing more is planned." in text
    assert "16 visits are lacking." in text


@pytest.mark.parametrize("who", ["supervisor", "on_call", "administrator", "stranger"])
@pytest.mark.parametrize("name", ["forecast", "shortfall_list"])
def test_others_find_no_page(world: World, as_user: Any, who: str, name: str) -> None:
    assert as_user(getattr(world.cast, who)).get(reverse(name)).status_code == 404


def test_last_years_shortfall_stands_until_a_leader_acknowledges_it(world: World, as_user: Any) -> None:
    for track in ("follow_up", "supervision"):
        for child, home in ((world.child, world.home), (world.other_child, world.other_home)):
            for day in LAST_YEAR[(1 if (child, track) == (world.child, "follow_up") else 0) :]:
                lay_visit(world, track, day, child, home=home)
    client = as_user(world.cast.leader)
    page = client.get(reverse("shortfall_list"))
    (row,) = page.context["page"]
    assert (row.year.child, row.year.track, row.made, row.year.missing) == (world.child, "follow_up", 3, 1)
    assert "1 stay ended the year short, 1 is not acknowledged." in page.content.decode()
    assert "1 not acknowledged" in client.get(reverse("due")).content.decode()
    address = reverse("shortfall_seen", args=[world.placement.pk, "follow_up"])
    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "Illness. A colleague takes over."}).status_code == 302
    seen = ShortfallSeen.objects.get()
    assert (seen.missing, seen.year, seen.seen_by) == (1, 2025, world.cast.leader)
    assert "A colleague takes over." in client.get(reverse("shortfall_list")).content.decode()
    assert "not acknowledged" not in client.get(reverse("due")).content.decode()
    assert client.post(address, {"note": "Again."}).status_code == 404
    assert AuditEvent.objects.get(verb="shortfall.seen").child == world.child


@pytest.mark.parametrize("who", ["coordinator", "caseworker", "clerk", "other_service"])
def test_only_a_leader_of_the_service_acknowledges(world: World, as_user: Any, who: str) -> None:
    address = reverse("shortfall_seen", args=[world.placement.pk, "follow_up"])
    client = as_user(getattr(world.cast, who))
    assert client.post(address, {"note": "Seen."}).status_code == 404
    assert not ShortfallSeen.objects.exists()
    assert address not in client.get(reverse("shortfall_list")).content.decode()


def test_an_empty_year_says_so(world: World, as_user: Any) -> None:
    Child.objects.all().delete()
    client = as_user(world.cast.leader)
    assert "Nobody ends short" in client.get(reverse("forecast")).content.decode()
    assert "Nothing was missing" in client.get(reverse("shortfall_list")).content.decode()


@pytest.mark.parametrize("name", ["forecast", "shortfall_list"])
def test_the_number_of_queries_does_not_grow_with_the_children(world: World, as_user: Any, name: str) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    lay_many(world, 2)
    few = queries()
    for number in range(8):
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality)
        place(child, make_home(world.service, f"N{number}", municipality=world.municipality), from_on=date(2025, 1, 1))
    assert queries() == few
