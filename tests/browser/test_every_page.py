"""Every page of the site, on a telephone and a desktop: nobody is shut out, nothing sticks out, nothing complains."""

from collections.abc import Callable
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Page

from fosterhomes.models import User
from fosterhomes.project.demo_login import demo_people
from tests.walk import walk

from .axe import assert_accessible
from .conftest import WIDTHS

HALVES = 2
"""The pages are shared out between two tests, so that two processes can look at once."""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

OLD_PICTURES_TOO_WIDE = f"""() => {{
    const pictures = [...document.querySelectorAll("canvas")].map((canvas) => [canvas, canvas.style.width]);
    pictures.forEach(([canvas]) => {{ canvas.style.width = "{WIDTHS["1280"]["width"]}px"; }});
    const tooWide = {TOO_WIDE};
    pictures.forEach(([canvas, width]) => {{ canvas.style.width = width; }});
    return tooWide;
}}"""
"""How far the page sticks out while its plots still have the size of a wider window: they are drawn anew later."""

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def pages_of(user: User) -> list[str]:
    """Return one address of each page that a person's links lead to."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return [step.address for step in walk(client, samples=1) if step.is_page]


def look_at(page: Page, address: str) -> None:
    # The panels that a page fetches belong to it.
    page.goto(address, wait_until="networkidle")
    for size in WIDTHS.values():
        page.set_viewport_size(size)
        # Scripts hear of the new size when the next frame is made, and what they change stands in the one after it.
        page.evaluate(TWO_FRAMES)
        assert page.evaluate(TOO_WIDE) <= 0, f"{address} is wider than a window of {size['width']} px"
        assert page.evaluate(OLD_PICTURES_TOO_WIDE) <= 0, f"{address} is wider while a plot is not yet drawn anew"
        assert_accessible(page)


@pytest.mark.parametrize("half", range(HALVES))
def test_every_page_is_for_everybody(page: Page, settings, log_in: Callable[[User], None], half: int) -> None:
    settings.DEMO = True
    call_command("demo_data", verbosity=0)
    seen: set[str] = set()
    barriers = []
    for person in demo_people(timezone.localdate()):
        log_in(person.user)
        for address in pages_of(person.user):
            kind = resolve(urlsplit(address).path).route
            # The front page is another for each duty; of the others, who opens them changes little.
            if (kind in seen and address != "/") or crc32(kind.encode()) % HALVES != half:
                continue
            seen.add(kind)
            try:
                look_at(page, address)
            except AssertionError as barrier:
                barriers.append(f"as {person.role}: {barrier}")
    assert len(seen) > 1
    assert not barriers, "\n\n".join(barriers)
