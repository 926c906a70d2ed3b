"""The shell on a telephone and a desktop: by keyboard, by machine's eye, and when a request fails."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fosterhomes.models import User
from tests.browser.axe import assert_accessible
from tests.browser.conftest import WIDTHS, Complaints
from tests.cast import World, make_world

LogIn = Callable[[User], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/password/reset/sent/"])
def test_pages_before_log_in_are_accessible(page_at: Page, address: str) -> None:
    page_at.goto(address)
    assert_accessible(page_at)


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("/", "light"),
        ("/homes/", "dark"),
        ("/homes/new/", "light"),
        ("/homes/new/", "dark"),
        ("/account/two-step/", "light"),
    ],
)
def test_pages_are_accessible_by_day_and_by_night(
    page_at: Page, world: World, log_in: LogIn, address: str, scheme: str
) -> None:
    log_in(world.cast.leader)
    page_at.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page_at.goto(address, wait_until="networkidle")
    assert_accessible(page_at)
    assert page_at.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def test_a_page_that_does_not_exist_is_accessible(
    page_at: Page, world: World, log_in: LogIn, complaints: Complaints
) -> None:
    complaints.expect("404")
    log_in(world.cast.leader)
    page_at.goto("/nowhere/")
    assert_accessible(page_at)


def test_the_first_tab_leads_past_the_menu(page: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page.goto("/homes/")
    page.keyboard.press("Tab")
    expect(page.locator(".ds-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_the_menu_of_a_telephone_opens_and_closes_by_keyboard(page: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page.set_viewport_size(WIDTHS["390"])
    page.goto("/")
    menu, button = page.locator("#site-nav"), page.locator(".nav-toggle")
    expect(menu).to_be_hidden()
    button.press("Enter")
    expect(menu).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize(("code", "words"), [("nb", "nb"), ("en", "en"), ("nn", "nn")])
def test_the_language_is_chosen_and_kept(page: Page, world: World, log_in: LogIn, code: str, words: str) -> None:
    log_in(world.cast.leader)
    page.goto("/homes/")
    page.locator("[popovertarget=account-menu]").click()
    page.locator(f"button[name=language][value={code}]").click()
    expect(page.locator("html")).to_have_attribute("lang", words)
    assert page.url.endswith("/homes/")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", words)


def test_sorting_keeps_focus_and_says_what_is_shown(page: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page.goto("/homes/")
    heading = page.locator("#sort-results-kind")
    heading.press("Enter")
    page.wait_for_url("**sort=kind*")
    expect(heading).to_be_focused()
    expect(page.locator("th", has=heading)).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#live")).to_have_text(page.locator("[data-announce]").inner_text())


@pytest.mark.parametrize(("status", "kind"), [(500, "server"), (404, "refused"), (400, "wrong")])
def test_a_failed_request_is_told_in_words(
    page: Page, world: World, log_in: LogIn, complaints: Complaints, status: int, kind: str
) -> None:
    complaints.expect(str(status))
    log_in(world.cast.leader)
    page.goto("/homes/")
    page.route("**/homes/?sort=*", lambda route: route.fulfill(status=status))
    page.locator("#sort-results-kind").click()
    region = page.locator("#request-error")
    expect(region.locator(".ds-alert")).to_have_text(region.get_attribute(f"data-{kind}") or "missing")
    assert_accessible(page)


def test_a_lost_connection_is_told_in_words(page: Page, world: World, log_in: LogIn, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED|htmx:")
    log_in(world.cast.leader)
    page.goto("/homes/")
    page.route("**/homes/?sort=*", lambda route: route.abort())
    page.locator("#sort-results-kind").click()
    region = page.locator("#request-error")
    expect(region.locator(".ds-alert")).to_have_text(region.get_attribute("data-offline") or "missing")


def test_a_log_in_that_ran_out_leads_to_the_log_in_page(page: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page.goto("/homes/")
    page.context.clear_cookies()
    page.locator("#sort-results-kind").click()
    page.wait_for_url("**/account/login/?next=/homes/*")


def test_wrong_fields_are_summed_up_and_the_summary_has_focus(
    page_at: Page, world: World, log_in: LogIn, complaints: Complaints
) -> None:
    complaints.expect("422")
    log_in(world.cast.leader)
    page_at.goto("/homes/new/")
    page_at.locator("main form button[type=submit]").click()
    summary = page_at.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    assert_accessible(page_at)
    link = summary.get_by_role("link").first
    target = link.get_attribute("href") or ""
    link.click()
    expect(page_at.locator(target)).to_be_focused()


def test_a_long_select_is_typed_in(page: Page, world: World, log_in: LogIn) -> None:
    log_in(world.cast.leader)
    page.goto("/homes/")
    field = page.locator("#id_place")
    field.click()
    field.press_sequentially("knarv")
    expect(page.locator("#id_place_list [role=option]")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value("Knarvik (Alver)")
    field.fill("nowhere at all")
    field.press("Tab")
    expect(field).to_have_value("Knarvik (Alver)")


def test_the_menu_and_the_list_work_without_javascript(page: Page, world: World, log_in: LogIn, base_url: str) -> None:
    log_in(world.cast.leader)
    assert page.context.browser
    plain = page.context.browser.new_context(
        java_script_enabled=False, viewport=WIDTHS["390"], storage_state=page.context.storage_state(), base_url=base_url
    )
    without = plain.new_page()
    without.goto("/homes/")
    without.locator(".nav-toggle").click()
    expect(without.locator("#site-nav")).to_be_visible()
    without.keyboard.press("Escape")
    without.locator("#sort-results-kind").click()
    assert without.url.endswith("?sort=kind")
    plain.close()
