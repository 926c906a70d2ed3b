"""A child's shortlist: kin first, the others only when that is due, and what each home would mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import ContactPerson, Home, HomeMember, Kin, SupervisorTie
from matching.models import Decision, KinReason
from tests.cast import TODAY, World, make_child, make_home, place
from tests.matching.builders import ACCEPTANCE


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def address(world: World) -> str:
    return reverse("shortlist", args=[world.waiting_child.pk])


def assess_kin(world: World) -> None:
    Kin.objects.create(child=world.waiting_child, name="Onkel", relation="aunt_or_uncle",
                       assessment="Bur for langt unna.", assessed_on=TODAY)  # fmt: skip


def row(world: World, client: Any, home: Home) -> Any:
    found = client.get(address(world)).context["list"]
    return next(one for one in (*found.rows, *found.ruled_out) if one.candidate.home == home)


def test_other_homes_are_folded_until_kin_is_assessed_in_writing(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    assert free.name not in client.get(address(world)).content.decode()
    assess_kin(world)
    assert free.name in client.get(address(world)).content.decode()


def test_other_homes_unfold_when_a_reason_is_written_and_it_goes_into_the_decision(
    world: World, as_user: Any, free: Home
) -> None:
    client = as_user(world.cast.coordinator)
    assert client.post(address(world), {"reason": "  "}).status_code == 422
    assert client.post(address(world), {"reason": "Tante er ikkje nådd enno."}).status_code == 302
    page = client.get(address(world)).content.decode()
    assert free.name in page
    assert "Tante er ikkje nådd enno." in page
    assert KinReason.objects.get().written_by == world.cast.coordinator
    form = client.get(reverse("decision_new", args=[world.waiting_child.pk, free.pk])).context["form"]
    assert form["kin_reason"].value() == "Tante er ikkje nådd enno."


def test_a_reason_from_an_earlier_search_unfolds_nothing(world: World, as_user: Any, free: Home) -> None:
    KinReason.objects.create(child=world.waiting_child, written_by=world.cast.leader,
                             written_at="2025-01-01T12:00:00Z", reason="Den gongen.")  # fmt: skip
    assert free.name not in as_user(world.cast.coordinator).get(address(world)).content.decode()


def test_each_home_says_who_lives_there_and_the_visits_it_adds(world: World, as_user: Any) -> None:
    assess_kin(world)
    HomeMember.objects.create(home=world.home, name="Eldst", relation="own_child", birth_year=2010, from_on=TODAY)
    ContactPerson.objects.create(child=world.waiting_child, worker=world.cast.caseworker, from_on=TODAY)
    effect = row(world, as_user(world.cast.coordinator), world.home).effect
    assert (effect.foster_ages, effect.own_ages) == ([11], [16])
    assert (effect.follow_up, effect.supervision, effect.way.minutes) == (4, 4, 0)
    assert (effect.worker, effect.cases) == (world.cast.caseworker, 2)
    assert [near.supervisor for near in effect.near] == [world.supervisor]


def test_who_is_tied_has_no_room_or_is_staff_is_not_named_as_supervisor(world: World, as_user: Any) -> None:
    assess_kin(world)
    client = as_user(world.cast.coordinator)
    tie = SupervisorTie.objects.create(supervisor=world.supervisor, home=world.home, kind="friend")
    assert row(world, client, world.home).effect.near == []
    assert row(world, client, world.other_home).effect.near
    tie.delete()
    world.supervisor.capacity = 1
    world.supervisor.save()
    assert row(world, client, world.home).effect.near == []
    world.supervisor.capacity = 4
    world.supervisor.user = world.cast.caseworker
    world.supervisor.save()
    assert row(world, client, world.home).effect.near == []


def test_a_home_elsewhere_has_the_supervisors_of_its_municipality(world: World, as_user: Any) -> None:
    assess_kin(world)
    far = make_home(world.service, "Sognheim", municipality=world.other_municipality, point=world.point)
    effect = row(world, as_user(world.cast.coordinator), far).effect
    assert (effect.elsewhere, effect.near) == (True, [])


def test_a_relief_home_adds_no_visits(world: World, as_user: Any) -> None:
    world.wait.kind = "relief"
    world.wait.save()
    assess_kin(world)
    relief = make_home(world.service, "Helgeheim", municipality=world.municipality, point=world.point, kind="relief")
    effect = row(world, as_user(world.cast.coordinator), relief).effect
    assert (effect.follow_up, effect.supervision) == (0, 0)


def test_the_shortlist_asks_the_database_as_often_for_many_homes_as_for_few(world: World, as_user: Any) -> None:
    assess_kin(world)
    client = as_user(world.cast.coordinator)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(world)).status_code == 200
        return len(queries)

    few = count()
    for number in range(12):
        home = make_home(world.service, f"Heim {number}", municipality=world.municipality, point=world.point)
        place(make_child(world.service, f"B-{number}", care_municipality=world.municipality), home)
    assert count() == few


def test_up_to_four_homes_stand_side_by_side_in_the_order_asked_for(world: World, as_user: Any, free: Home) -> None:
    homes = [
        make_home(world.service, f"Heim {n}", municipality=world.municipality, point=world.point) for n in range(4)
    ]
    wanted = [free, *homes]
    compare = reverse("compare", args=[world.waiting_child.pk])
    answer = as_user(world.cast.coordinator).get(compare, {"home": [home.pk for home in wanted]})
    comparison = answer.context["comparison"]
    assert [one.candidate.home for one in comparison.rows] == wanted[:4]
    assert comparison.dropped == 1
    assert {line.name for line in comparison.lines} >= {"Kind of home", "Places", "Ages", "Distance"}
    assert all(len(line.cells) == 4 for line in comparison.lines)


@pytest.mark.parametrize("query", [{}, {"home": "x"}, {"home": "999999"}])
def test_comparing_nothing_says_what_to_do(world: World, as_user: Any, query: dict[str, str]) -> None:
    compare = reverse("compare", args=[world.waiting_child.pk])
    page = as_user(world.cast.coordinator).get(compare, query).content.decode()
    assert "No home is marked" in page


def test_a_home_of_another_service_is_not_compared(world: World, as_user: Any) -> None:
    compare = reverse("compare", args=[world.waiting_child.pk])
    page = as_user(world.cast.coordinator).get(compare, {"home": world.foreign_home.pk}).content.decode()
    assert world.foreign_home.name not in page


def test_kin_who_said_yes_can_be_chosen_while_the_others_are_folded(world: World, as_user: Any, free: Home) -> None:
    Kin.objects.create(child=world.waiting_child, name="Tante", relation="aunt_or_uncle", home=free,
                       asked_on=date(2026, 2, 2), answer="yes", answered_on=date(2026, 2, 3))  # fmt: skip
    client = as_user(world.cast.coordinator)
    assert free.name in client.get(address(world)).content.decode()
    client.post(reverse("decision_new", args=[world.waiting_child.pk, free.pk]), ACCEPTANCE | {"kin_reason": ""})
    assert Decision.objects.get().kin


def test_the_shortlist_leads_to_the_map_of_the_child(world: World, as_user: Any) -> None:
    page = as_user(world.cast.coordinator).get(address(world)).content.decode()
    assert f"{reverse('map')}?child={world.waiting_child.pk}" in page


def test_a_relief_home_is_no_foster_home_and_nobody_asks_for_kin_first(world: World, as_user: Any) -> None:
    world.waiting_child.waits.update(kind="relief")
    relief = make_home(world.service, "Helgeheim", kind="relief", municipality=world.municipality, point=world.point)
    client = as_user(world.cast.coordinator)
    page = client.get(address(world)).content.decode()
    assert relief.name in page
    assert "Nobody in family or network has been assessed in writing" not in page
    assert "not required" in client.get(reverse("waiting_list")).content.decode()
    pair = [world.waiting_child.pk, relief.pk]
    assert client.get(reverse("decision_new", args=pair)).url == reverse("relief_choose", args=pair)
