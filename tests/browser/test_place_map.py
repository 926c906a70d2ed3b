"""The map in the form of a home: a click writes the coordinates, a protected address has no place on it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fosterhomes.models import Home, User
from tests.browser.axe import assert_accessible
from tests.cast import World

LogIn = Callable[[User], None]


def test_a_click_on_the_map_is_the_place_of_the_home(page_at: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page_at.goto(f"/homes/{world.home.pk}/edit/")
    field, other = page_at.locator("[name=latitude]"), page_at.locator("[name=longitude]")
    expect(field).to_have_value("")
    place = page_at.locator("#place-map")
    place.scroll_into_view_if_needed()
    place.click(position={"x": 60, "y": 60})
    assert float(field.input_value()) == pytest.approx(float(world.point.latitude), abs=0.2)
    assert float(other.input_value()) == pytest.approx(float(world.point.longitude), abs=0.2)
    expect(place.locator("path.map-mark")).to_have_count(1)
    assert_accessible(page_at)
    clicked = field.input_value()
    page_at.locator("form.form--panel button[type=submit]:visible").last.click()
    page_at.wait_for_url(f"**/homes/{world.home.pk}/")
    stored = Home.objects.get(pk=world.home.pk).point
    assert stored is not None
    assert f"{stored.latitude:.5f}" == clicked
    assert stored.village == world.point.village


def test_who_writes_the_coordinates_sees_the_mark_move_and_protection_takes_the_map_away(
    page: Page, world: World, log_in: LogIn
) -> None:
    log_in(world.cast.leader)
    page.goto(f"/homes/{world.home.pk}/edit/")
    mark = page.locator("#place-map path.map-mark")
    expect(mark).to_have_count(0)
    page.locator("[name=latitude]").fill("60.55")
    page.locator("[name=longitude]").fill("5.29")
    page.keyboard.press("Tab")
    expect(mark).to_have_count(1)
    page.locator("[name=protected_address]").check()
    expect(page.locator("#place-map")).to_be_hidden()


def test_enter_saves_the_home_and_does_not_search_for_its_address(
    page: Page, world: World, log_in: LogIn, settings: Any
) -> None:
    settings.ADDRESS_SEARCH = "http://127.0.0.1:9"
    log_in(world.cast.leader)
    page.goto(f"/homes/{world.home.pk}/edit/")
    expect(page.locator("[name=find_address]")).to_be_visible()
    page.locator("[name=phone]").fill("55 11 22 33")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/homes/{world.home.pk}/")
    assert Home.objects.get(pk=world.home.pk).phone == "55 11 22 33"
