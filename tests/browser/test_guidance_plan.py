"""A guide's sessions that a plan proposed: on the schedule and in the plan, until they are agreed with the families."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fosterhomes.models import User
from tests.browser.axe import assert_accessible
from tests.cast import World, make_world
from tests.visits.test_guidance_pages import lay_case, lay_session
from visits.models import GuidanceSession
from visits.working_days import is_closed


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def proposed(world: World) -> GuidanceSession:
    """Return a session of the coming weeks that a plan has put there."""
    day = timezone.localdate() + timedelta(days=1)
    while is_closed(day) or day.weekday() > 4:
        day += timedelta(days=1)
    return lay_session(lay_case(world), on_day=day, start=time(10), agreed=False)


def test_a_guide_finds_the_session_in_plan_and_schedule_and_agrees_it(
    page_at: Page, world: World, proposed: GuidanceSession, log_in: Callable[[User], None]
) -> None:
    page = page_at
    log_in(world.cast.caseworker)
    page.goto(f"/plan/calendar/?month={proposed.on_day:%Y-%m}&track=guidance")
    tour = page.get_by_role("main").get_by_role("link", name=world.cast.caseworker.name).first
    expect(tour).to_be_visible()
    tour.click()
    expect(page.get_by_role("main")).to_contain_text(world.home.name)
    page.goto("/schedule/")
    errand = page.locator(".errand", has_text="rettleiing")
    expect(errand).to_contain_text("framlegg frå planen")
    assert_accessible(page)
    errand.get_by_role("link", name="Opne rettleiinga").click()
    page.get_by_role("button", name="Avtalt med familiane").click()
    page.wait_for_load_state("networkidle")
    proposed.refresh_from_db()
    assert proposed.agreed
    page.goto("/schedule/")
    expect(errand).to_be_visible()
    expect(errand).not_to_contain_text("framlegg frå planen")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
