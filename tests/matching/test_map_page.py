"""The map and its table: the same rows, and nothing with a protected address."""

import json
import re
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from matching.actions.kin import look_beyond_kin
from tests.cast import TODAY, World, make_home

MATCHERS = {"leader", "coordinator", "other_service"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def drawn(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="map-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_only_who_matches_opens_the_map(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("map")).status_code
        assert status == (200 if name in MATCHERS else 404), name


def test_the_map_and_the_table_have_the_same_rows(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.coordinator).get(reverse("map"))
    names = [mark["name"] for mark in drawn(answer.content.decode())["marks"]]
    assert names == [mark.name for mark in answer.context["marks"]]
    assert {world.home.name, world.supervisor.name, world.waiting_child.name} <= set(names)
    assert world.foreign_home.name not in names


def test_a_protected_address_is_never_on_the_map(world: World, as_user: Any) -> None:
    hidden = make_home(
        world.service, "Løynd heim", municipality=world.municipality, protected_address=True, travel_band="60"
    )
    world.waiting_child.protected_address = True
    world.waiting_child.point = None
    world.waiting_child.save()
    page = as_user(world.cast.coordinator).get(reverse("map")).content.decode()
    names = [mark["name"] for mark in drawn(page)["marks"]]
    assert hidden.name not in names
    assert world.waiting_child.name not in names


def test_one_layer_is_chosen_in_the_address(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.coordinator).get(reverse("map"), {"show": "supervisor"})
    assert {mark.layer for mark in answer.context["marks"]} == {"supervisor"}


def test_for_one_child_the_map_shows_the_homes_that_fit_when_it_is_due(world: World, as_user: Any) -> None:
    before = as_user(world.cast.coordinator).get(reverse("map"), {"child": world.waiting_child.pk})
    assert {mark.layer for mark in before.context["marks"]} == {"waiting"}
    at = timezone.now()
    look_beyond_kin(children=[world.waiting_child], reason="Ingen i slekta.", by=world.cast.leader, at=at)
    answer = as_user(world.cast.coordinator).get(reverse("map"), {"child": world.waiting_child.pk})
    assert {mark.layer for mark in answer.context["marks"]} == {"waiting", "candidate"}


def test_a_child_that_is_not_ones_own_is_refused_and_everything_shown(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.coordinator).get(reverse("map"), {"child": world.foreign_child.pk})
    assert answer.context["form"].errors
    assert world.foreign_child.name not in answer.content.decode()


@pytest.mark.parametrize(("tiles", "allowed"), [("", False), ("https://cache.kartverket.no", True)])
def test_the_background_stands_on_the_page_only_when_it_is_set(
    world: World, as_user: Any, settings: Any, tiles: str, allowed: bool
) -> None:
    settings.MAP_TILES = tiles
    page = as_user(world.cast.coordinator).get(reverse("map")).content.decode()
    assert ("cache.kartverket.no" in page) == allowed
