"""The year of a child and of a home: panels of their pages, and pages of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Look, Placement
from tests.cast import World, place
from visits.boxes import LACKS
from visits.rules import CONDITIONS

from .rows import lay_reduction, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)


def test_every_lack_of_a_decision_has_its_words() -> None:
    assert set(LACKS) == {code for conditions in CONDITIONS.values() for code in conditions}


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


CHILD_TRACKS = {
    "leader": ["follow_up", "supervision"],
    "coordinator": ["follow_up", "supervision"],
    "clerk": ["follow_up", "supervision"],
    "caseworker": ["follow_up", "supervision"],
    "supervisor": ["supervision"],
}


def test_who_sees_which_tracks_of_a_childs_year(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        for address in (reverse("child_visits", args=[world.child.pk]), reverse("home_visits", args=[world.home.pk])):
            answer = as_user(user).get(address)
            assert answer.status_code == (200 if name in CHILD_TRACKS else 404), (name, address)
            if name in CHILD_TRACKS:
                assert [line.year.track for line in answer.context["lines"]] == CHILD_TRACKS[name], (name, address)


def test_the_number_is_the_one_of_the_due_page(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 3))
    client = as_user(world.cast.caseworker)
    on_due = {row.year.track: (row.fraction, row.year.missing) for row in client.get(reverse("due")).context["page"]}
    for address in (reverse("child_visits", args=[world.child.pk]), reverse("home_visits", args=[world.home.pk])):
        lines = client.get(address).context["lines"]
        assert {line.year.track: (line.fraction, line.year.missing) for line in lines} == on_due
    assert on_due == {"follow_up": ("1 of 4", 1), "supervision": ("0 of 4", 2)}


def test_the_drawing_lies_where_the_days_do(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 3))
    answer = as_user(world.cast.caseworker).get(reverse("child_visits", args=[world.child.pk]))
    line = answer.context["lines"][0]
    assert [(bar.x, bar.width, bar.box.state) for bar in line.bars] == [
        (0, 92, "done"),
        (92, 91, "late"),
        (183, 91, "future"),
        (274, 91, "future"),
    ]
    assert line.marks == (33,)
    assert 'x="92" y="6" width="91"' in answer.content.decode()


def test_both_homes_of_the_year_are_there(world: World, as_user: Any) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 5, 1), end_reason="moved_home")
    place(world.child, world.other_home, from_on=date(2026, 5, 1))
    client = as_user(world.cast.caseworker)
    lines = client.get(reverse("child_visits", args=[world.child.pk])).context["lines"]
    assert [line.year.home.name for line in lines] == ["Fjellheim", "Fjellheim", "Strandheim", "Strandheim"]
    in_new = client.get(reverse("home_visits", args=[world.other_home.pk])).context["lines"]
    assert {line.year.home for line in in_new} == {world.other_home}


def test_the_list_holds_the_visits_of_the_year_and_those_to_come(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2025, 12, 30))
    made = lay_visit(world, "follow_up", date(2026, 2, 3))
    later = lay_visit(world, "supervision", date(2027, 1, 12), status="planned")
    coming = lay_visit(world, "supervision", date(2026, 11, 12), status="planned")
    client = as_user(world.cast.leader)
    for address in (reverse("child_visits", args=[world.child.pk]), reverse("home_visits", args=[world.home.pk])):
        assert client.get(address).context["visits"] == ([coming, later], [made])


def test_buttons_to_record_are_those_of_the_person(world: World, as_user: Any) -> None:
    for name, tracks in (("supervisor", ["supervision"]), ("caseworker", ["follow_up"]), ("clerk", [])):
        client = as_user(getattr(world.cast, name))
        for address in (reverse("child_visits", args=[world.child.pk]), reverse("home_visits", args=[world.home.pk])):
            record = client.get(address).context["record"]
            assert [track for track, _query in record] == tracks, (name, address)
            for _track, query in record:
                assert client.get(f"{reverse('visit_new')}?{query}").status_code == 200


def test_htmx_gets_the_inside_and_the_page_of_its_own_is_a_look(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    for name, pk in (("child_visits", world.child.pk), ("home_visits", world.home.pk)):
        address = reverse(name, args=[pk])
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert not Look.objects.filter(page=name).exists()
        assert "<html" not in part
        assert part.strip() in client.get(address).content.decode()
        assert Look.objects.filter(page=name).count() == 1


def test_a_decision_against_the_rules_and_a_year_without_duty_are_said(world: World, as_user: Any) -> None:
    lay_reduction(world, conditions_good=False, child_heard_on=None)
    client = as_user(world.cast.leader)
    page = client.get(reverse("child_visits", args=[world.child.pk])).content.decode()
    assert "Decision of 1 March 2026: the child was not heard before the decision, the conditions in the home" in page
    waiting = client.get(reverse("child_visits", args=[world.waiting_child.pk])).content.decode()
    assert "No visits are owed this year." in waiting


def test_the_pages_of_child_and_home_hold_the_panels(world: World, as_user: Any) -> None:
    for name in ("leader", "caseworker", "supervisor"):
        client = as_user(getattr(world.cast, name))
        panel = reverse("child_visits", args=[world.child.pk])
        assert f'hx-get="{panel}"' in client.get(reverse("child", args=[world.child.pk])).content.decode()
        panel = reverse("home_visits", args=[world.home.pk])
        assert f'hx-get="{panel}"' in client.get(reverse("home", args=[world.home.pk])).content.decode()
    page = as_user(world.cast.on_call).get(reverse("home", args=[world.emergency_home.pk]))
    assert page.status_code == 200
    assert reverse("home_visits", args=[world.emergency_home.pk]) not in page.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_children_of_the_home(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        address = reverse("home_visits", args=[world.home.pk])
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
        return len(asked)

    lay_visit(world, "follow_up", date(2026, 2, 3))
    few = queries()
    sibling = lay_sibling(world)
    for month in range(1, 7):
        lay_visit(world, "supervision", date(2026, month, 5), world.child, sibling)
    assert queries() == few


def test_an_ended_stay_says_what_it_ended_short_of_in_words_of_the_past(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 3))
    Placement.objects.filter(child=world.child).update(until_on=date(2026, 7, 11), end_reason="other")
    place(world.child, world.other_home, date(2026, 7, 11))
    client = as_user(world.cast.leader)
    for page in (reverse("child_visits", args=[world.child.pk]), reverse("home_visits", args=[world.home.pk])):
        text = " ".join(client.get(page).content.decode().split())
        assert "until 10 July 2026" in text
        assert "ended 1 visit short" in text
        assert "Visit 2 of 2: never made, was due by 2 July 2026" in text
        assert "missing" not in text


def test_a_late_visit_has_one_word_on_the_childs_page_and_among_what_is_owed(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    rows = {row.year.track: row for row in client.get(reverse("due")).context["page"] if row.year.child == world.child}
    line = client.get(reverse("child_visits", args=[world.child.pk])).content.decode().partition("year-line__head")[2]
    head = line.partition("</p>")[0]
    assert rows["follow_up"].late == 2
    assert "2 late" in head
    assert "missing" not in head
