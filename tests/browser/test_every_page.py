"""Every page of every duty, on a telephone and a desktop: nobody is shut out, nothing sticks out, nothing complains."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from fosterhomes.models import Role, User
from fosterhomes.project.demo_login import demo_people
from tests.walk import walk

from .axe import assert_accessible
from .conftest import WIDTHS

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def demo_person(page: Page, settings) -> Callable[[Role], User]:
    """Return a function that gives the demo's person for a duty; `page` has emptied tables to load the demo into."""
    settings.DEMO = True
    call_command("demo_data", verbosity=0)
    people = {person.role: person.user for person in demo_people(timezone.localdate())}
    return people.__getitem__


def look_at(page: Page, address: str) -> None:
    # The panels that a page fetches belong to it.
    page.goto(address, wait_until="networkidle")
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0, f"{address} is wider than a window of {size['width']} px"
        assert_accessible(page)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_duty_is_for_everybody(
    page: Page, demo_person: Callable[[Role], User], log_in: Callable[[User], None], role: Role
) -> None:
    user = demo_person(role)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    addresses = [step.address for step in walk(client, samples=1) if step.is_page]
    assert "/" in addresses
    log_in(user)
    barriers = []
    for address in addresses:
        try:
            look_at(page, address)
        except AssertionError as barrier:
            barriers.append(str(barrier))
    assert not barriers, "\n\n".join(barriers)
