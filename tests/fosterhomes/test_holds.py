"""A place that is held: it counts in the one definition of vacancy, and of two who want the last one, one gets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from fosterhomes.actions.holds import hold_places, release_hold
from fosterhomes.actions.placements import start_stay
from fosterhomes.models import AuditEvent, Hold, Home, Placement
from tests.cast import TODAY, World, make_child, make_home, make_world
from tests.fosterhomes.test_placement_at_once import at_once

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)


@pytest.fixture
def one(world: World) -> Home:
    return make_home(world.service, "Einheim", municipality=world.municipality, places=1)


def free(home: Home, at: datetime = NOW) -> int:
    row: Any = Home.objects.with_vacancy(TODAY, at).get(pk=home.pk)
    return row.free


def hold(world: World, home: Home, until_at: datetime = LATER, **values: Any) -> Hold:
    values = {"children": [world.waiting_child], "by": world.cast.coordinator, "at": NOW} | values
    return hold_places(home=home, until_at=until_at, **values)[0]


def stay(child: Any, home: Home) -> Placement:
    return Placement(child=child, home=home, kind=home.kind, legal_ground="care_order", from_on=TODAY, planned=True)


def test_a_held_place_is_not_free_until_the_time_is_up(world: World, one: Home) -> None:
    hold(world, one)
    assert (free(one), free(one, LATER - timedelta(minutes=1)), free(one, LATER)) == (0, 0, 1)


def test_without_a_time_of_day_a_hold_counts_the_whole_day_on_which_it_lapses(world: World, one: Home) -> None:
    hold(world, one)
    of_day: Any = Home.objects.with_vacancy(TODAY).get(pk=one.pk)
    day_after: Any = Home.objects.with_vacancy(TODAY + timedelta(days=1)).get(pk=one.pk)
    assert (of_day.free, of_day.held, day_after.free) == (0, 1, 1)


def test_stays_and_holds_of_one_home_are_counted_apart(world: World) -> None:
    Home.objects.filter(pk=world.home.pk).update(places=4)
    brother = make_child(world.service, "A-4", care_municipality=world.municipality)
    hold(world, world.home, children=[world.waiting_child, brother])
    row: Any = Home.objects.with_vacancy(TODAY, NOW).get(pk=world.home.pk)
    assert (row.living, row.promised, row.held, row.left) == (1, 0, 2, 1)


def test_who_comes_second_reads_who_holds_the_place(world: World, one: Home) -> None:
    hold(world, one)
    with pytest.raises(ValidationError, match=r"Einheim has no place to hold: .*Coordinator holds a place until"):
        hold(world, one, children=[world.other_child])


def test_siblings_get_all_their_places_or_none(world: World, one: Home) -> None:
    brother = make_child(world.service, "A-4", care_municipality=world.municipality)
    with pytest.raises(ValidationError):
        hold(world, one, children=[world.waiting_child, brother])
    assert not Hold.objects.exists()


@pytest.mark.parametrize("until_at", [NOW, NOW - timedelta(hours=1), NOW + timedelta(days=8)])
def test_a_hold_ends_between_now_and_a_week_from_now(world: World, one: Home, until_at: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        hold(world, one, until_at)
    assert "until_at" in refused.value.error_dict


def test_a_child_has_one_place_held_and_a_lapsed_hold_stands_in_nobodys_way(world: World, one: Home) -> None:
    hold(world, one)
    with pytest.raises(ValidationError, match="already held for the child"):
        hold(world, world.other_home)
    second = hold(world, world.other_home, LATER + timedelta(hours=3), at=LATER)
    assert list(Hold.objects.live(LATER)) == [second]


def test_the_place_is_kept_for_the_child_it_is_held_for(world: World, one: Home) -> None:
    held = hold(world, one)
    with pytest.raises(ValidationError, match="1 is held"):
        start_stay(stay=stay(world.other_child, one), by=world.cast.leader, at=NOW)
    start_stay(stay=stay(world.waiting_child, one), by=world.cast.leader, at=NOW)
    held.refresh_from_db()
    assert (held.ended_at, free(one)) == (NOW, 0)
    assert AuditEvent.objects.filter(verb="hold.used", child=world.waiting_child).exists()


def test_a_place_elsewhere_ends_the_hold(world: World, one: Home) -> None:
    hold(world, one)
    start_stay(stay=stay(world.waiting_child, world.other_home), by=world.cast.leader, at=NOW)
    assert free(one) == 1


def test_a_released_place_is_free_again_and_the_reason_stays(world: World, one: Home) -> None:
    held = hold(world, one)
    with pytest.raises(ValidationError):
        release_hold(hold=held, reason=" ", by=world.cast.leader, at=NOW)
    release_hold(hold=held, reason="Familien sa nei.", by=world.cast.leader, at=NOW)
    assert free(one) == 1
    assert AuditEvent.objects.get(verb="hold.released").reason == "Familien sa nei."


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_hold_the_last_place_at_once_one_gets_it(transactional_db: None) -> None:
    world = make_world()
    for number in range(5):
        home = make_home(world.service, f"Siste plass {number}", municipality=world.municipality, places=1)
        pair = [make_child(world.service, f"P-{number}-{n}", care_municipality=world.municipality) for n in (1, 2)]

        def take(child: Any, home: Home = home) -> Callable[[], Any]:
            return lambda: hold(world, home, children=[child])

        done, why = at_once(*(take(child) for child in pair))
        assert (done, Hold.objects.filter(home=home).count()) == ("done", 1)
        assert f"Siste plass {number} has no place to hold" in why
        assert "Coordinator holds a place until" in why


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_stay_at_once_do_not_share_the_last_place(transactional_db: None) -> None:
    world = make_world()
    for number in range(5):
        home = make_home(world.service, f"Siste plass {number}", municipality=world.municipality, places=1)
        pair = [make_child(world.service, f"P-{number}-{n}", care_municipality=world.municipality) for n in (1, 2)]
        ends = at_once(
            lambda home=home, child=pair[0]: hold(world, home, children=[child]),
            lambda home=home, child=pair[1]: start_stay(stay=stay(child, home), by=world.cast.leader, at=NOW),
        )
        assert (ends[0], len(ends)) == ("done", 2)
        assert f"Siste plass {number}" in ends[1]
        assert Hold.objects.live(NOW).filter(home=home).count() + Placement.objects.filter(home=home).count() == 1
