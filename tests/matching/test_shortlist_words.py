"""How a child's shortlist reads: ages in a row, what is to be done told from what is not known, a band as a band."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.utils.html import strip_tags

from fosterhomes.models import Home, HomeMember
from fosterhomes.shown import shown_list
from tests.cast import TODAY, World, place
from tests.matching.builders import join_siblings
from tests.matching.test_shortlist_page import address, assess_kin, row


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def words(client: Any, url: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(client.get(url).content.decode()))


def test_words_in_a_row_are_joined_as_people_say_them() -> None:
    assert [shown_list(ages) for ages in ([], [7], [7, 9], [7, 9, 12])] == ["", "7", "7 and 9", "7, 9 and 12"]


def test_one_own_child_is_one_and_the_ages_of_two_are_no_decimal(world: World, as_user: Any, free: Home) -> None:
    assess_kin(world)
    HomeMember.objects.create(home=free, name="Eldst", relation="own_child", birth_year=2010, from_on=TODAY)
    client = as_user(world.cast.coordinator)
    assert "Living there: own child of about 16." in words(client, address(world))
    HomeMember.objects.create(home=free, name="Yngst", relation="own_child", birth_year=2014, from_on=TODAY)
    assert "Living there: own children of about 16 and 12." in words(client, address(world))


def test_what_is_missing_before_the_child_comes_is_to_be_done_and_not_unknown(
    world: World, as_user: Any, free: Home
) -> None:
    assess_kin(world)
    page = words(as_user(world.cast.coordinator), address(world))
    assert "to be done Must be approved for this child" in page
    assert "not known Must be approved" not in page


def test_the_day_on_which_the_vacancy_was_confirmed_is_told(world: World, as_user: Any, free: Home) -> None:
    assess_kin(world)
    client = as_user(world.cast.coordinator)
    for day, said in (
        ("2026-03-05", "was confirmed on 5 March 2026."),
        ("2025-05-05", "was last confirmed on 5 May 2025"),
    ):
        Home.objects.filter(pk=free.pk).update(vacancy_confirmed_on=day)
        assert f"The vacancy {said}" in words(client, address(world))


def test_where_the_homes_address_is_protected_the_way_is_a_band(world: World, as_user: Any, free: Home) -> None:
    assess_kin(world)
    Home.objects.filter(pk=free.pk).update(protected_address=True, address="", point=None, travel_band="60")
    world.waiting_child.protected_address, world.waiting_child.point = True, None
    world.waiting_child.travel_band = "30"
    world.waiting_child.save()
    page = words(as_user(world.cast.coordinator), address(world))
    assert "up to 1 h" in page
    assert "up to 1 h each way from the office" in page


def test_a_child_who_lives_in_a_foster_home_already_adds_no_follow_up(world: World, as_user: Any, free: Home) -> None:
    assess_kin(world)
    client = as_user(world.cast.coordinator)
    assert "Adds 4 follow-up visits a year" in words(client, address(world))
    place(world.waiting_child, world.home)
    assert row(world, client, free).effect.moves
    assert "4 follow-up visits a year, as where the child lives now" in words(client, address(world))


def test_siblings_who_wait_together_both_stand_in_the_title(world: World, as_user: Any) -> None:
    join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    first, second = client.get(address(world)).context["group"].children
    assert f"Homes for {first.name} and {second.name}" in words(client, address(world))
