"""On the telephone at night: what is pressed faster than the page answers is not lost."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from fosterhomes.models import User
from matching.models import NightSearch
from tests.cast import make_world

from .conftest import WIDTHS


def test_three_ages_pressed_at_once_are_all_taken(page: Page, log_in: Callable[[User], None]) -> None:
    log_in(make_world().cast.on_call)
    page.set_viewport_size(WIDTHS["390"])
    page.goto("/tonight/")
    page.evaluate(
        """() => { for (const age of [7, 4, 4]) document.querySelector(`[name=add][value="${age}"]`).click() }"""
    )
    expect(page.locator("[name=remove]")).to_have_count(3)
    assert [search.ages for search in NightSearch.objects.all()] == [[7, 4, 4]]
    page.reload()
    expect(page.locator("[name=remove]")).to_have_count(3)
