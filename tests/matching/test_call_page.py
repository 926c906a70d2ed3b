"""Calls to a home about a waiting child, and places held: seen by colleagues, kept from others, free for the child."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import Hold, Home, SiblingGroup, Wait
from matching.actions.kin import look_beyond_kin
from matching.candidates import Candidates
from matching.models import Call
from matching.problem import Problem
from tests.cast import TODAY, World, make_child, make_home

MATCHERS = {"leader", "coordinator", "other_service"}
UNTIL = "2026-03-10T18:00"


@pytest.fixture(autouse=True)
def _in_the_morning() -> Iterator[None]:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _looked_beyond_kin(world: World) -> None:
    look_beyond(world, world.waiting_child)


def look_beyond(world: World, *children: Any) -> None:
    look_beyond_kin(children=children, reason="Ingen i nettverket.", by=world.cast.leader, at=timezone.now())


def address(world: World, home: Home) -> str:
    return reverse("call", args=[world.waiting_child.pk, home.pk])


def say(client: Any, world: World, home: Home, **values: str) -> Any:
    return client.post(address(world, home), {"answer": "asked"} | values)


def options(world: World) -> dict[int, list[Home]]:
    candidates = Candidates(world.service.pk, TODAY, timezone.now())
    return {group.id: [option.home for option in candidates.options(group)] for group in candidates.groups}


def another_waits(world: World) -> Any:
    child = make_child(world.service, "A-7", care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=child, kind="ordinary", urgency="acute", from_on=TODAY, wanted_on=TODAY)
    look_beyond(world, child)
    return child


def test_only_who_matches_logs_calls(world: World, as_user: Any, free: Home) -> None:
    for name, user in world.cast:
        status = as_user(user).get(address(world, free)).status_code
        assert status == (200 if name in MATCHERS - {"other_service"} else 404), name


def test_a_home_of_another_service_is_not_called_from_here(world: World, as_user: Any) -> None:
    assert as_user(world.cast.coordinator).get(address(world, world.foreign_home)).status_code == 404


def test_a_call_is_logged_and_seen_by_a_colleague_on_the_shortlist(world: World, as_user: Any, free: Home) -> None:
    say(
        as_user(world.cast.coordinator), world, free, answer="thinking", thinking_until_on="2026-03-12", note="Ring att"
    )
    page = as_user(world.cast.leader).get(reverse("shortlist", args=[world.waiting_child.pk])).content.decode()
    assert "thinking until 12 March" in page
    assert world.cast.coordinator.name in page
    panel = as_user(world.cast.leader).get(reverse("home_calls", args=[free.pk])).content.decode()
    assert "Ring att" in panel


def test_thinking_needs_a_day_and_nothing_typed_is_lost(world: World, as_user: Any, free: Home) -> None:
    answer = say(as_user(world.cast.coordinator), world, free, answer="thinking", note="Snakka med far")
    assert answer.status_code == 422
    assert "thinking_until_on" in answer.context["form"].errors
    assert "Snakka med far" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_no_drops_the_home_for_this_child_only(world: World, as_user: Any, free: Home) -> None:
    other = another_waits(world)
    say(as_user(world.cast.coordinator), world, free, answer="no")
    found = options(world)
    assert free not in found[world.waiting_child.pk]
    assert free in found[other.pk]
    page = as_user(world.cast.coordinator).get(reverse("shortlist", args=[world.waiting_child.pk])).content.decode()
    assert "Was asked about this child, and said no." in page


def test_a_later_yes_lifts_the_no(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    say(client, world, free, answer="no")
    with time_machine.travel("2026-03-10T09:00:00+01:00", tick=False):
        say(client, world, free, answer="yes")
    assert free in options(world)[world.waiting_child.pk]


def test_a_held_place_is_free_for_the_child_and_taken_for_others(world: World, as_user: Any) -> None:
    Home.objects.update(places=1)
    one = make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)
    other = another_waits(world)
    say(as_user(world.cast.coordinator), world, one, answer="yes", hold_until_at=UNTIL)
    found = options(world)
    assert one in found[world.waiting_child.pk]
    assert one not in found[other.pk]
    page = as_user(world.cast.leader).get(reverse("shortlist", args=[other.pk])).content.decode()
    assert f"A place is held for {world.waiting_child.name} until 10 March 18:00" in page


def test_the_proposal_keeps_a_held_place_for_the_child(world: World, as_user: Any, free: Home) -> None:
    say(as_user(world.cast.coordinator), world, free, answer="yes", hold_until_at=UNTIL)
    problem = Problem(Candidates(world.service.pk, TODAY, timezone.now())).as_json()
    assert problem["pinned"] == [{"unit": f"u{world.waiting_child.pk}", "home": f"h{free.pk}"}]
    assert {"id": f"h{free.pk}", "places": 2} in problem["homes"]


def test_a_lapsed_hold_pins_nothing(world: World, as_user: Any, free: Home) -> None:
    say(as_user(world.cast.coordinator), world, free, answer="yes", hold_until_at=UNTIL)
    later = timezone.now() + timedelta(hours=11)
    assert Problem(Candidates(world.service.pk, TODAY, later)).as_json()["pinned"] == []


def test_who_holds_the_last_place_second_is_told_and_nothing_is_logged(world: World, as_user: Any) -> None:
    one = make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)
    other = another_waits(world)
    say(as_user(world.cast.coordinator), world, one, answer="yes", hold_until_at=UNTIL)
    data = {"answer": "yes", "hold_until_at": UNTIL}
    answer = as_user(world.cast.leader).post(reverse("call", args=[other.pk, one.pk]), data)
    assert answer.status_code == 422
    assert "Coordinator holds a place until 10 March 18:00." in answer.content.decode()
    assert not Call.objects.filter(child=other).exists()


@pytest.mark.parametrize(("until", "answer"), [("2026-03-10T07:00", "yes"), ("2026-04-10T07:00", "yes"), (UNTIL, "no")])
def test_a_hold_that_makes_no_sense_is_refused_at_its_field(
    world: World, as_user: Any, free: Home, until: str, answer: str
) -> None:
    found = say(as_user(world.cast.coordinator), world, free, answer=answer, hold_until_at=until)
    assert "hold_until_at" in found.context["form"].errors
    assert not Hold.objects.exists()


def test_holding_again_moves_the_time(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    say(client, world, free, answer="yes", hold_until_at=UNTIL)
    say(client, world, free, answer="yes", hold_until_at="2026-03-11T12:00")
    assert Hold.objects.get(ended_at=None).until_at.isoformat() == "2026-03-11T11:00:00+00:00"


def test_a_no_releases_what_was_held(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    say(client, world, free, answer="yes", hold_until_at=UNTIL)
    say(client, world, free, answer="no")
    assert Hold.objects.get().end_reason


def test_a_colleague_releases_a_hold_with_a_reason(world: World, as_user: Any, free: Home) -> None:
    say(as_user(world.cast.coordinator), world, free, answer="yes", hold_until_at=UNTIL)
    hold, client = Hold.objects.get(), as_user(world.cast.leader)
    assert client.post(reverse("hold_release", args=[hold.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("hold_release", args=[hold.pk]), {"reason": "Treng plassen."}).status_code == 302
    assert client.get(reverse("hold_release", args=[hold.pk])).status_code == 404
    assert as_user(world.cast.other_service).get(reverse("hold_release", args=[hold.pk])).status_code == 404


def test_siblings_are_called_about_and_held_for_together(world: World, as_user: Any, free: Home) -> None:
    group = SiblingGroup.objects.create(service=world.service)
    brother = make_child(world.service, "A-4", care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=brother, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    for child in (world.waiting_child, brother):
        child.sibling_group = group
        child.save(update_fields=["sibling_group"])
    say(as_user(world.cast.coordinator), world, free, answer="yes", hold_until_at=UNTIL)
    assert (Call.objects.count(), Hold.objects.count()) == (2, 2)
    problem = Problem(Candidates(world.service.pk, TODAY, timezone.now())).as_json()
    assert {"id": f"h{free.pk}", "places": 2} in problem["homes"]
    assert problem["pinned"] == [{"unit": f"u{world.waiting_child.pk}", "home": f"h{free.pk}"}]


def test_a_home_without_a_number_says_so_and_leads_to_where_it_is_registered(
    world: World, as_user: Any, free: Home
) -> None:
    address = reverse("call", args=[world.waiting_child.pk, free.pk])
    page = as_user(world.cast.coordinator).get(address).content.decode()
    assert "no number is registered" in page
    assert reverse("home_edit", args=[free.pk]) in page
    Home.objects.filter(pk=free.pk).update(phone="55 00 00 09")
    assert 'href="tel:55 00 00 09"' in as_user(world.cast.coordinator).get(address).content.decode()
