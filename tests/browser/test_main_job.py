"""The main job in one walk: from a child who waits, by way of a proposal and a plan, to a visit that is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fosterhomes import runs
from fosterhomes.models import ContactPerson, Home, Placement, Run, SupervisionAppointment, User
from tests.browser.axe import assert_accessible
from tests.cast import World, make_home, make_world
from visits.models import Visit

PHONE = {"width": 390, "height": 844}
LogIn = Callable[[User], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    world = make_world()
    Home.objects.filter(pk__in=[world.home.pk, world.other_home.pk]).update(places=1)
    make_home(world.service, "Ledigheim", municipality=world.municipality, point=world.point)
    return world


def work(kind: str) -> Run:
    """Do what the worker does with what was asked for last."""
    run = Run.objects.filter(kind=kind).latest("pk")
    runs.carry_out.call(run.pk)
    return run


def on_day(page: Page, name: str, day: Any) -> None:
    page.locator(f"[name={name}]").fill(day.isoformat())


def press(page: Page, selector: str = "main form button[type=submit]") -> None:
    page.locator(selector).first.click()
    page.wait_for_load_state("networkidle")


def test_from_a_waiting_child_to_a_visit_that_is_done(page: Page, log_in: LogIn, world: World) -> None:
    a_child_gets_a_home(page, log_in, world)
    the_year_is_planned(page, log_in, world)
    the_supervisor_makes_a_visit(page, log_in, world)


def a_child_gets_a_home(page: Page, log_in: LogIn, world: World) -> None:
    """The coordinator matches all who wait, accepts the proposal, and moves the child in."""
    child, today = world.waiting_child, timezone.localdate()
    log_in(world.cast.coordinator)
    page.goto("/waiting/")
    expect(page.locator("main")).to_contain_text(child.name)
    press(page, "form[action='/waiting/match/'] button")
    expect(page.locator("#run")).to_be_visible()
    run = work(Run.Kind.MATCHING)

    # The page looks by itself, and goes to what was found.
    page.wait_for_url(f"**/matching/{run.pk}/")
    assert_accessible(page)
    page.locator("tr", has_text=child.name).locator("a[href$='/accept/']").click()
    on_day(page, "from_on", today)
    page.locator("[name=legal_ground]").select_option("care_order")
    page.locator("[name=reason]").fill("Nær skulen, og barnet ønskjer det.")
    page.locator("[name=kin_reason]").fill("Tante er spurd og har sagt nei.")
    page.locator("[name=child_view]").fill("Vil bu nær venene sine.")
    page.locator("[name=parents_view]").fill("Mor er samd.")
    page.locator("[name=approval][value=before]").check()
    on_day(page, "approved_on", today)
    assert_accessible(page)
    press(page)
    expect(page.locator("main")).to_contain_text("Nær skulen")
    stay = Placement.objects.get(child=child)
    assert (stay.home and stay.home.name, stay.planned) == ("Ledigheim", True)
    assert SupervisionAppointment.objects.get(child=child).supervisor == world.supervisor

    page.goto(f"/children/{child.pk}/")
    page.locator(f"a[href='/placements/{stay.pk}/moved-in/']").first.click()
    press(page)
    stay.refresh_from_db()
    assert not stay.planned
    ContactPerson.objects.create(child=child, worker=world.cast.caseworker, from_on=today)


def the_year_is_planned(page: Page, log_in: LogIn, world: World) -> None:
    """The leader plans the year with one button, and sees who drives where."""
    log_in(world.cast.leader)
    page.goto("/plan/")
    press(page)
    run = work(Run.Kind.YEAR_PLAN)
    page.wait_for_url(f"**/plan/{run.pk}/")
    expect(page.locator("main")).to_contain_text(world.cast.caseworker.name)
    assert_accessible(page)
    page.locator(f"a[href='/plan/{run.pk}/s{world.supervisor.pk}/']").click()
    expect(page.locator("main")).to_contain_text(world.waiting_child.name)


def the_supervisor_makes_a_visit(page: Page, log_in: LogIn, world: World) -> None:
    """The supervisor sees the schedule on a phone, goes, and records what was seen."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    log_in(world.cast.supervisor)
    page.goto("/schedule/")
    expect(page.locator("main")).to_contain_text(re.compile("Ledigheim|Fjellheim"))
    assert_accessible(page)
    visit = Visit.objects.filter(supervisor=world.supervisor, children=world.child, status="planned").earliest("on_day")
    # The day comes: the visit is made as planned.
    Visit.objects.filter(pk=visit.pk).update(on_day=timezone.localdate() - timedelta(days=1))
    page.goto(f"/visits/{visit.pk}/record/")
    page.locator("[name=status][value=done]").check()
    page.locator(f"[name=alone_{world.child.pk}][value=held]").check()
    page.locator(f"[name=words_{world.child.pk}]").fill("Trivst. Vi snakka saman på tur til fjøra.")
    # In the middle of a long page some field always lies half under the head of the site.
    page.evaluate("scrollTo(0, 0)")
    assert_accessible(page)
    press(page)
    # The form is sent when the server has stored the draft, and not before.
    page.wait_for_url(f"**/visits/{visit.pk}/")
    visit.refresh_from_db()
    assert visit.status == Visit.Status.DONE
    assert "fjøra" in visit.visit_children.get(child=world.child).words
