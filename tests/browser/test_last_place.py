"""Two coordinators, each in a browser of their own, decide at the same moment on the last place of a home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from fosterhomes.models import Child, Home, Placement, User, Wait
from matching.models import Decision
from tests.browser.conftest import Complaints
from tests.cast import World, make_child, make_home, make_world

WRITTEN = "Nær skulen, og barnet kjenner familien frå før."


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def last(world: World) -> Home:
    return make_home(world.service, "Einaste", municipality=world.municipality, point=world.point, places=1)


@pytest.fixture
def windows(
    browser: Browser, browser_context_args: dict[str, Any], base_url: str, world: World, complaints: Complaints
) -> Iterator[list[Page]]:
    """Yield a window of the coordinator and one of the leader, each in a browser context of its own."""
    contexts = [browser.new_context(**browser_context_args) for _ in range(2)]
    pages = []
    for context, user in zip(contexts, (world.cast.coordinator, world.cast.leader), strict=True):
        context.add_cookies([session_of(user, base_url)])
        pages.append(context.new_page())
        complaints.listen(pages[-1])
    complaints.expect("422")
    yield pages
    for context in contexts:
        context.close()
    assert not complaints.unexpected()


def session_of(user: User, base_url: str) -> Any:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": base_url}  # fmt: skip


def waiting(world: World) -> Child:
    today = timezone.localdate()
    child = make_child(world.service, "A-9", care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=today, wanted_on=today)
    return child


def fill(page: Page, child: Child, home: Home) -> None:
    page.goto(f"/waiting/{child.pk}/homes/{home.pk}/decide/")
    page.locator("[name=from_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=legal_ground]").select_option("care_order")
    page.locator("[name=reason]").fill(WRITTEN)
    page.locator("[name=kin_reason]").fill("Ingen i slekta kan no.")
    page.locator("[name=child_view]").fill("Vil flytte dit.")
    page.locator("[name=parents_view]").fill("Mor er samd.")
    page.locator("[name=approval][value=before]").check()


def test_one_gets_the_place_and_the_other_reads_why_and_keeps_what_was_typed(
    windows: list[Page], world: World, last: Home
) -> None:
    for page, child in zip(windows, (world.waiting_child, waiting(world)), strict=True):
        fill(page, child, last)
    for page in windows:
        # Returns at once: both requests are under way before either is answered.
        page.evaluate("setTimeout(() => document.querySelector('main form').requestSubmit(), 0)")
    for page in windows:
        page.wait_for_function("document.querySelector('.ds-error-summary, .ds-alert[data-color=success]')")
    (lost,) = [page for page in windows if "/decide/" in page.url]
    (won,) = [page for page in windows if "/decisions/" in page.url]
    expect(won.locator("main")).to_contain_text("Einaste")
    assert Placement.objects.filter(home=last, planned=True).count() == Decision.objects.filter(home=last).count() == 1
    expect(lost.locator(".ds-error-summary")).to_contain_text("Einaste har ingen ledig plass")
    # What the rules say stands as it is now, not as it was when the page was opened.
    expect(lost.locator("main .reasons")).not_to_contain_text("1 plass er ledig")
    assert lost.locator("[name=reason]").input_value() == WRITTEN
    assert lost.locator("[name=approval][value=before]").is_checked()
