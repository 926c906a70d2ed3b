"""The page *Due*: who sees which rows, what they say, and what can be asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Child, Placement
from tests.cast import World, make_child, place

from .rows import lay_many, lay_reduction, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)
"""Two windows of four have closed; the third closes on 1 October."""


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


def rows_of(client: Client, **query: Any) -> list[tuple[str, str, str]]:
    page = client.get(reverse("due"), query)
    assert page.status_code == 200
    return [(row.year.child.reference, row.year.track, row.fraction) for row in page.context["page"]]


SEEN = {
    "leader": {("A-1", "follow_up"), ("A-1", "supervision"), ("A-2", "follow_up"), ("A-2", "supervision")},
    "caseworker": {("A-1", "follow_up"), ("A-1", "supervision")},
    "other_caseworker": {("A-2", "follow_up"), ("A-2", "supervision")},
    "supervisor": {("A-1", "supervision")},
    "other_service": {("S-1", "follow_up"), ("S-1", "supervision")},
    "on_call": None,
    "administrator": None,
    "stranger": None,
}
SEEN |= {"coordinator": SEEN["leader"], "clerk": SEEN["leader"]}


@pytest.mark.parametrize("who", SEEN)
def test_each_person_sees_the_rows_of_their_duty_and_others_no_page(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    for name in ("due", "due_panel"):
        assert client.get(reverse(name)).status_code == (200 if SEEN[who] else 404)
    if SEEN[who]:
        assert {(reference, track) for reference, track, _ in rows_of(client)} == SEEN[who]


RECORDS = {
    "leader": {("A-1", "follow_up"), ("A-1", "supervision"), ("A-2", "follow_up"), ("A-2", "supervision")},
    "caseworker": {("A-1", "follow_up")},
    "supervisor": {("A-1", "supervision")},
    "clerk": set(),
}


@pytest.mark.parametrize("who", RECORDS)
def test_the_button_to_record_is_there_for_who_records(world: World, as_user: Any, who: str) -> None:
    page = as_user(getattr(world.cast, who)).get(reverse("due"))
    may = {(row.year.child.reference, row.year.track) for row in page.context["page"] if row.may_record}
    assert may == RECORDS[who]
    assert page.content.decode().count(f'href="{reverse("visit_new")}?') == len(may)


def test_a_row_says_how_many_of_how_many_and_each_box_what_it_is(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 3))
    page = as_user(world.cast.caseworker).get(reverse("due"), {"track": "follow_up"})
    (row,) = page.context["page"]
    assert row.fraction == "1 of 4"
    assert [box.text for box in row.boxes] == [
        "Visit 1 of 4: made on 3 February 2026",
        "Visit 2 of 4: late, was due by 2 July 2026",
        "Visit 3 of 4: due by 1 October 2026",
        "Visit 4 of 4: due by 31 December 2026",
    ]
    text = page.content.decode()
    assert all(box.text in text for box in row.boxes)
    assert "1 late" in text
    assert row.last_on == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 3, 10), "0 children are late, 0 visits are due this month."),
        (date(2026, 4, 1), "0 children are late, 4 visits are due this month."),
        (date(2026, 4, 3), "2 children are late, 0 visits are due this month."),
        (date(2026, 7, 2), "2 children are late, 4 visits are due this month."),
    ],
)
def test_the_sentence_counts_children_and_visits(
    world: World, as_user: Any, in_july: Any, on: date, sentence: str
) -> None:
    in_july.move_to(noon(on))
    assert as_user(world.cast.leader).get(reverse("due")).context["sentence"] == sentence


def test_the_day_of_the_page_is_oslos(world: World, as_user: Any, in_july: Any) -> None:
    in_july.move_to("2026-04-02T21:59:00+00:00")  # still 2 April in Oslo
    assert "0 children are late" in as_user(world.cast.leader).get(reverse("due")).context["sentence"]
    in_july.move_to("2026-04-02T22:01:00+00:00")
    assert "2 children are late" in as_user(world.cast.leader).get(reverse("due")).context["sentence"]


def test_filters_stand_in_the_address_and_narrow_the_rows(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    lay_visit(world, "supervision", date(2026, 7, 20), status="booked")
    for query, references in (
        ({"track": "supervision"}, ["A-1", "A-2"]),
        ({"caseworker": world.cast.other_caseworker.pk}, ["A-2", "A-2"]),
        ({"supervisor": world.supervisor.pk}, ["A-1", "A-1"]),
        ({"municipality": world.municipality.pk, "track": "follow_up"}, ["A-1", "A-2"]),
        ({"show": "nobody"}, ["A-2"]),
        ({"show": "late", "track": "follow_up"}, ["A-1", "A-2"]),
        ({"show": "this_month"}, []),
        ({"show": "unplanned", "track": "supervision"}, ["A-2"]),
        ({"show": "ended"}, []),
        ({"track": "supervision", "sort": "-name"}, ["A-2", "A-1"]),
    ):
        assert [reference for reference, _, _ in rows_of(client, **query)] == references, query


def test_each_number_leads_to_its_rows_and_keeps_the_filters(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    page = client.get(reverse("due"), {"track": "supervision", "page": "1", "show": "nobody"})
    late = page.context["tiles"][0]
    assert (late["number"], late["href"]) == (2, f"{reverse('due')}?track=supervision&show=late")
    assert [reference for reference, _, _ in rows_of(client, track="supervision", show="late")] == ["A-1", "A-2"]
    assert f'href="{reverse("due")}?track=supervision&amp;show=nobody"' in page.content.decode()
    assert client.get(reverse("due_panel")).context["tiles"][0]["href"] == f"{reverse('due')}?show=late"


@pytest.mark.parametrize("query", ["show=nonsense", "track=x", "caseworker=%27", "municipality=9", "page=x", "sort=x"])
def test_an_address_that_was_written_wrongly_shows_the_page(world: World, as_user: Any, query: str) -> None:
    assert as_user(world.cast.leader).get(f"{reverse('due')}?{query}").status_code == 200


def test_a_caseworker_cannot_ask_for_anothers_children(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    query = {"caseworker": world.cast.other_caseworker.pk}
    assert {reference for reference, _, _ in rows_of(client, **query)} == {"A-1"}


def test_a_stay_that_ended_short_is_counted_apart(world: World, as_user: Any) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 7, 10), end_reason="returned")
    client = as_user(world.cast.leader)
    assert {reference for reference, _, _ in rows_of(client)} == {"A-2"}
    assert {reference for reference, _, _ in rows_of(client, show="ended")} == {"A-1"}
    page = client.get(reverse("due"))
    assert page.context["sentence"].startswith("1 child is late")
    assert "2 stays have ended this year with visits missing." in page.content.decode()


def test_a_decision_against_the_rules_is_named_and_lowers_nothing(world: World, as_user: Any) -> None:
    lay_reduction(world, conditions_good=False)
    client = as_user(world.cast.leader)
    assert rows_of(client, show="unlawful") == [("A-1", "follow_up", "0 of 4")]
    assert "Reduced against the rules" in client.get(reverse("due")).content.decode()


def test_the_next_visit_is_the_first_that_waits_for_this_child_and_track(world: World, as_user: Any) -> None:
    later = lay_visit(world, "follow_up", date(2026, 8, 20), status="planned")
    sooner = lay_visit(world, "follow_up", date(2026, 7, 20), status="booked")
    lay_visit(world, "follow_up", date(2026, 7, 18), status="cancelled", reason="Sjukdom")
    (row,) = as_user(world.cast.caseworker).get(reverse("due"), {"track": "follow_up"}).context["page"]
    assert row.waiting == sooner != later


def without_tokens(page: str) -> str:
    """Return the page without what guards its forms: that is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_htmx_gets_the_results_that_the_page_holds(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    address = f"{reverse('due')}?track=supervision"
    whole = without_tokens(client.get(address).content.decode())
    part = without_tokens(client.get(address, headers={"HX-Request": "true"}).content.decode())
    assert "<html" not in part
    assert part.strip() in whole


def test_the_panel_is_the_inside_for_htmx_and_a_page_for_others(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    whole = client.get(reverse("due_panel")).content.decode()
    part = client.get(reverse("due_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "2 children are late" in part
    assert reverse("due") in part
    assert part.strip() in whole


@pytest.mark.parametrize("name", ["due", "due_panel"])
def test_the_number_of_queries_does_not_grow_with_the_children(world: World, as_user: Any, name: str) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    lay_many(world, 2)
    few = queries()
    for number in range(12):
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality)
        place(child, world.home, from_on=date(2025, 1, 1))
    assert queries() == few


def test_a_service_without_children_is_told_so(world: World, as_user: Any) -> None:
    Child.objects.all().delete()
    client = as_user(world.cast.leader)
    assert "Nothing is owed" in client.get(reverse("due")).content.decode()
    assert "No visits are owed" in client.get(reverse("due_panel")).content.decode()


def test_what_presses_most_stands_first(world: World, as_user: Any) -> None:
    for day in (date(2026, 2, 1), date(2026, 5, 1)):
        lay_visit(world, "follow_up", day)
    first, *_, last = rows_of(as_user(world.cast.leader))
    assert first[2] == "0 of 4"
    assert last == ("A-1", "follow_up", "2 of 4")
