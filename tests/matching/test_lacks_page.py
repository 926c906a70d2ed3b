"""What the area lacks: a list and a map for recruitment, worked out from the same rules and the same model."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import Child, Home, Point, Run, SiblingGroup, SupervisionAppointment, Wait
from matching.invented import villages_of
from matching.models import Steer
from tests.cast import TODAY, World, make_child, make_home
from tests.matching.test_matching_pages import count_queries

MATCHERS = {"leader", "coordinator", "other_service"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def worked_out(client: Any) -> Run:
    """Press the button and let the worker do its work."""
    client.post(reverse("lacks_ask"))
    run = Run.objects.get(kind=Run.Kind.RECRUITMENT, state=Run.State.QUEUED)
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.failure
    return run


@pytest.fixture
def full(world: World) -> World:
    """Return the world with no place free for the waiting child."""
    Home.objects.filter(kind="ordinary").update(places=1)
    return world


def test_only_who_matches_opens_it(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("lacks")).status_code
        assert status == (200 if name in MATCHERS else 404), name


def test_before_it_is_worked_out_the_page_says_what_to_do(world: World, as_user: Any) -> None:
    assert "Not worked out yet" in as_user(world.cast.leader).get(reverse("lacks")).content.decode()


def test_the_home_that_lacks_is_named_with_where_and_why(full: World, as_user: Any) -> None:
    client = as_user(full.cast.coordinator)
    worked_out(client)
    answer = client.get(reverse("lacks"))
    page = answer.content.decode()
    assert "Ordinary foster home for 1 child aged 6 to 12 in Knarvik would give 1 more child a home." in page
    assert "It suits one child, who gets no home today." in page
    (home,) = answer.context["lacks"].homes
    assert (home.gain.children, home.gain.soon, home.gain.minutes) == (1, 1, 0)
    assert full.waiting_child.name not in page.split("</nav>")[-1]


def test_the_list_and_the_map_say_which_needs_the_home_would_have_to_take_on(full: World, as_user: Any) -> None:
    Child.objects.filter(pk=full.waiting_child.pk).update(needs=["adhd", "autism"])
    client = as_user(full.cast.coordinator)
    run = worked_out(client)
    answer = client.get(reverse("lacks"))
    assert "It would have to take on: ADHD, autism." in answer.content.decode()
    (mark,) = answer.context["data"]["marks"]
    assert mark["name"] == "Ordinary foster home for 1 child aged 6 to 12, takes on ADHD, autism"
    assert "adhd" not in json.dumps([run.problem, run.result])


def test_a_home_that_need_not_take_on_anything_says_so(full: World, as_user: Any) -> None:
    client = as_user(full.cast.coordinator)
    worked_out(client)
    assert "It need not take on anything in particular." in client.get(reverse("lacks")).content.decode()


def test_with_nobody_waiting_for_a_home_supervisors_are_still_looked_for(world: World, as_user: Any) -> None:
    Wait.objects.update(until_on=TODAY, outcome="Flytta til tante")
    client = as_user(world.cast.coordinator)
    worked_out(client)
    found = client.get(reverse("lacks")).context["lacks"]
    assert (found.homes, found.children, found.complete) == ([], 0, True)


def test_siblings_ask_for_a_home_with_room_for_both(full: World, as_user: Any) -> None:
    brother = make_child(full.service, "A-4", care_municipality=full.municipality, point=full.point)
    Wait.objects.create(child=brother, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    group = SiblingGroup.objects.create(service=full.service)
    for child in (full.waiting_child, brother):
        child.sibling_group = group
        child.save(update_fields=["sibling_group"])
    client = as_user(full.cast.coordinator)
    worked_out(client)
    homes = client.get(reverse("lacks")).context["lacks"].homes
    assert [(home.places, home.gain.children, home.siblings) for home in homes] == [(2, 2, 2)]


def test_where_everybody_has_a_home_nothing_lacks(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    worked_out(client)
    answer = client.get(reverse("lacks"))
    assert answer.context["lacks"].homes == []
    assert "Everybody who waits gets a home" in answer.content.decode()


def test_a_supervisor_is_looked_for_where_children_lack_one(world: World, as_user: Any) -> None:
    world.supervisor.until_on = TODAY
    world.supervisor.save()
    SupervisionAppointment.objects.update(until_on=TODAY, end_reason="Flytta")
    client = as_user(world.cast.coordinator)
    worked_out(client)
    found = client.get(reverse("lacks")).context["lacks"]
    (one,) = found.supervisors
    assert found.unsupervised == one.gain.supervised == one.places == 3


def test_the_problem_and_the_result_name_nobody(full: World, as_user: Any) -> None:
    run = worked_out(as_user(full.cast.coordinator))
    said = json.dumps([run.problem, run.result])
    for name in (full.waiting_child.name, full.home.name, full.supervisor.name, "Knarvik"):
        assert name not in said


def test_the_map_shows_villages_and_the_table_has_the_same_rows(full: World, as_user: Any) -> None:
    client = as_user(full.cast.coordinator)
    worked_out(client)
    answer = client.get(reverse("lacks"))
    marks = answer.context["data"]["marks"]
    assert [(mark["village"], mark["latitude"], mark["longitude"]) for mark in marks] == [("Knarvik", 60.55, 5.29)]
    assert answer.content.decode().count(f'id="{marks[0]["url"][1:]}"') == 1


def test_a_village_is_seen_from_the_point_nearest_to_its_middle(world: World) -> None:
    Point.objects.create(village="Knarvik", municipality=world.municipality, latitude="60.54960", longitude="5.28660")
    middle = Point.objects.create(
        village="Knarvik", municipality=world.municipality, latitude="60.54860", longitude="5.28660"
    )
    assert [village.point for village in villages_of(world.service.pk)] == [middle]


def test_pins_that_contradict_each_other_are_told(full: World, as_user: Any) -> None:
    Steer.objects.create(child=full.waiting_child, home=full.home, kind="pinned", reason="Ja.",
                         made_by=full.cast.leader, made_at="2026-03-10T07:00:00Z")  # fmt: skip
    client = as_user(full.cast.coordinator)
    worked_out(client)
    assert "Pins contradict each other" in client.get(reverse("lacks")).content.decode()


def test_a_run_of_another_service_is_not_there(full: World, as_user: Any) -> None:
    run = worked_out(as_user(full.cast.coordinator))
    assert as_user(full.cast.other_service).get(reverse("lacks_run", args=[run.pk])).status_code == 404
    assert "Not worked out yet" in as_user(full.cast.other_service).get(reverse("lacks")).content.decode()


def test_the_page_asks_the_database_as_often_for_many_as_for_few(full: World, as_user: Any) -> None:
    client = as_user(full.cast.coordinator)
    worked_out(client)
    few = count_queries(client, reverse("lacks"))
    for number in range(8):
        point = Point.objects.create(
            village=f"Bygd {number}", municipality=full.municipality, latitude=f"60.6{number}", longitude="5.3"
        )
        child = make_child(full.service, f"V-{number}", care_municipality=full.municipality, point=point)
        Wait.objects.create(child=child, kind="relief", urgency="soon", from_on=TODAY, wanted_on=TODAY)
        make_home(full.service, f"Heim {number}", municipality=full.municipality, point=point, kind="emergency")
    worked_out(client)
    assert count_queries(client, reverse("lacks")) == few


def test_nobody_who_waits_is_told_instead_of_solved(world: World, as_user: Any) -> None:
    Wait.objects.update(until_on=TODAY, outcome="Flytta til tante")
    SupervisionAppointment.objects.create(
        child=world.other_child, supervisor=world.supervisor, from_on=date(2024, 2, 1)
    )
    client = as_user(world.cast.coordinator)
    client.post(reverse("lacks_ask"))
    runs.carry_out.call(Run.objects.get().pk)
    assert "No child waits for a home" in client.get(reverse("lacks")).content.decode()
