"""What the area lacks, once it is worked out: the list, and the villages on a map, for everybody at both widths."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fosterhomes import runs
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import Home, Run, User
from tests.cast import make_world

from .axe import assert_accessible

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def leader() -> User:
    """Return the leader of a service in which a child waits, no place is free, and the answer is worked out."""
    world = make_world()
    Home.objects.filter(kind="ordinary").update(places=1)
    how = {"seconds": 20, "seed": 1, "workers": 1}
    run = ask_for_run(
        kind=Run.Kind.RECRUITMENT, service=world.service, options=how, by=world.cast.leader, at=timezone.now()
    )
    runs.carry_out.call(run.pk)
    return world.cast.leader


def test_the_list_and_the_map_are_for_everybody(page_at: Page, leader: User, log_in: Callable[[User], None]) -> None:
    log_in(leader)
    page_at.goto("/recruitment/")
    expect(page_at.locator(".map-mark--wanted-home")).to_have_count(1)
    expect(page_at.locator("#homes tbody tr")).to_have_count(1)
    page_at.locator("main details summary").click()
    assert page_at.evaluate(TOO_WIDE) <= 0
    assert_accessible(page_at)
