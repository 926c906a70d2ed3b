"""The register in a browser: searching while one types, filters in the address, rows written in their panel."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fosterhomes.models import HomeMember, User
from tests.browser.axe import assert_accessible
from tests.cast import TODAY, World

LogIn = Callable[[User], None]


@pytest.fixture
def member(world: World) -> HomeMember:
    return HomeMember.objects.create(home=world.home, name="Åse Østerbø", relation="carer", from_on=TODAY)


def test_a_name_is_found_while_one_types_and_the_address_keeps_only_the_filters(
    page_at: Page, world: World, member: HomeMember, log_in: LogIn
) -> None:
    log_in(world.cast.leader)
    page_at.goto("/homes/")
    rows = page_at.locator("#results tbody tr")
    expect(rows).to_have_count(3)
    page_at.locator("input[type=search]").press_sequentially("østerb")
    expect(rows).to_have_count(1)
    expect(page_at.locator("input[type=search]")).to_be_focused()
    assert page_at.url.endswith("/homes/")
    page_at.locator("select[name=kind]").select_option("emergency")
    expect(rows).to_have_count(0)
    assert page_at.url.endswith("/homes/?kind=emergency")
    page_at.locator("input[type=search]").fill("")
    expect(rows).to_have_count(1)
    page_at.go_back()
    page_at.wait_for_url("**/homes/**")


def test_a_row_is_written_in_its_panel_by_keyboard(
    page_at: Page, world: World, log_in: LogIn, member: HomeMember
) -> None:
    log_in(world.cast.leader)
    page_at.goto(f"/homes/{world.home.pk}/")
    panel = page_at.locator("#members")
    panel.locator(".panel__head a").press("Enter")
    panel.locator("button[type=submit]").press("Enter")
    expect(panel.locator(".ds-error-summary")).to_be_visible()
    panel.locator("[name=name]").fill("Ola Østerbø")
    panel.locator("[name=relation]").select_option("carer")
    panel.locator("[name=from_on]").fill("2026-01-01")
    assert_accessible(page_at)
    panel.locator("button[type=submit]").press("Enter")
    expect(panel).to_contain_text("Ola Østerbø")
    expect(panel.locator("form")).to_have_count(0)
    assert page_at.url.endswith(f"/homes/{world.home.pk}/")
    # Focus stays in the panel, also when what had it is gone.
    page_at.wait_for_function("document.activeElement.closest('#members') !== null")


def test_the_preview_of_a_merge_is_accessible_and_fits_a_telephone(
    page_at: Page, world: World, log_in: LogIn, member: HomeMember
) -> None:
    log_in(world.cast.leader)
    page_at.goto(f"/homes/{world.other_home.pk}/merge/?other={world.home.pk}")
    expect(page_at.locator("#moves")).to_be_visible()
    assert_accessible(page_at)
    assert page_at.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
