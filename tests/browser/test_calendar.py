"""Dragging a visit in the calendar: it stays where it may be, jumps back where not, and both are said in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from fosterhomes.models import HomeHoliday, User
from tests.browser.conftest import WIDTHS
from tests.cast import World, make_world
from tests.visits.rows import lay_visit
from visits.models import Visit
from visits.working_days import is_closed

from .axe import assert_accessible


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def monday() -> date:
    """Return a Monday to come of a week without public holidays."""
    day = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    while any(is_closed(day + timedelta(days=number)) for number in range(5)):
        day += timedelta(days=7)
    return day


@pytest.fixture
def booked(world: World, monday: date) -> Visit:
    return lay_visit(world, "follow_up", monday, status="booked", start=time(9), minutes=60)


def event(page: Page) -> Locator:
    return page.locator(".calendar .fc-event", has_text="Fjellheim")


def drag_to(page: Page, day: date, hour: int) -> None:
    """Take the visit by its first line and let go at the hour of the day."""
    page.locator("#calendar").evaluate("element => element.scrollIntoView()")
    source = event(page).bounding_box()
    column = page.locator(f".fc-timegrid-col[data-date='{day}']").bounding_box()
    slot = page.locator(f".fc-timegrid-slot-lane[data-time='{hour:02}:00:00']").bounding_box()
    assert source
    assert column
    assert slot
    page.mouse.move(source["x"] + 20, source["y"] + 4)
    page.mouse.down()
    page.mouse.move(column["x"] + 20, slot["y"] + 30, steps=8)
    page.mouse.move(column["x"] + 20, slot["y"] + 4, steps=4)
    page.mouse.up()


def test_a_visit_is_dragged_and_refused_in_words(
    page: Page, world: World, booked: Visit, monday: date, log_in: Callable[[User], None], complaints
) -> None:
    complaints.expect("422")
    HomeHoliday.objects.create(home=world.home, from_on=monday + timedelta(days=3), until_on=monday + timedelta(days=4))
    log_in(world.cast.caseworker)
    page.goto(f"/calendar/?whose=w{world.cast.caseworker.pk}&day={monday}")
    assert_accessible(page)
    drag_to(page, monday + timedelta(days=1), 13)
    moved = page.locator("#calendar-moved")
    expect(moved).to_contain_text("Hugs å seie frå til familien.")
    booked.refresh_from_db()
    assert booked.start
    assert (booked.on_day, booked.start.hour) == (monday + timedelta(days=1), 13)
    stands = f"{booked.start:%H:%M}"
    expect(page.locator("#calendar-list")).to_contain_text(stands)
    drag_to(page, monday + timedelta(days=3), 10)
    refused = page.locator("#calendar-refused")
    expect(refused).to_contain_text("Familien er borte")
    expect(moved).to_be_empty()
    at = page.locator(f".fc-timegrid-col[data-date='{booked.on_day}']")
    expect(at.locator(".fc-event", has_text=stands)).to_be_visible()
    assert_accessible(page)
    drag_to(page, monday + timedelta(days=5), 10)
    expect(refused).to_contain_text("helg")
    page.keyboard.press("Enter")  # the link to the form has the focus
    page.wait_for_url(f"**/visits/{booked.pk}/book/**")
    assert page.locator("[name=on_day]").input_value() == (monday + timedelta(days=5)).isoformat()


def test_on_a_telephone_it_is_a_list_with_forms(
    page: Page, world: World, booked: Visit, monday: date, log_in: Callable[[User], None]
) -> None:
    page.set_viewport_size(WIDTHS["390"])
    log_in(world.cast.caseworker)
    page.goto(f"/calendar/?whose=all&day={monday}")
    expect(page.locator("#calendar")).to_be_hidden()
    page.locator("#calendar-list").get_by_role("link", name="Flytt").click()
    page.locator("[name=start]").fill("11:30")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(f"**/visits/{booked.pk}/")
    booked.refresh_from_db()
    assert booked.start == time(11, 30)
