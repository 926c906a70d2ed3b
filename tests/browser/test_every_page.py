"""Every page of the site, on a telephone and a desktop: nobody is shut out, nothing sticks out, nothing complains."""

import json
import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Page, Request

from fosterhomes.models import User
from fosterhomes.project.demo_login import DemoPerson, demo_people
from tests.demo import number_anew
from tests.walk import walk

from .axe import assert_accessible
from .conftest import WIDTHS

PARTS = 4
"""The pages are shared out between so many tests, so that all processes look at once and end at the same time."""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

OLD_PICTURES_TOO_WIDE = f"""() => {{
    const pictures = [...document.querySelectorAll("canvas")].map((canvas) => [canvas, canvas.style.width]);
    pictures.forEach(([canvas]) => {{ canvas.style.width = "{WIDTHS["1280"]["width"]}px"; }});
    const tooWide = {TOO_WIDE};
    pictures.forEach(([canvas, width]) => {{ canvas.style.width = width; }});
    return tooWide;
}}"""
"""How far the page sticks out while its plots still have the size of a wider window: they are drawn anew later."""

FOLDED = "main details:not([open]) > summary"
UNFOLD = "document.querySelectorAll('main details').forEach((details) => { details.open = true; })"

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class UnderWay:
    """The requests of a page that have no answer yet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: set[Request] = set()
        page.on("request", lambda request: self.requests.add(request))
        page.on("requestfinished", lambda request: self.requests.discard(request))
        page.on("requestfailed", lambda request: self.requests.discard(request))

    def open(self, address: str) -> None:
        """Open a page with the panels that it fetches: nothing is under way, and nothing new begins for two frames."""
        self.requests.clear()
        self.page.goto(address)
        self.page.evaluate(TWO_FRAMES)
        until = monotonic() + 30
        while self.requests:
            assert monotonic() < until, f"{address} waits for {[request.url for request in self.requests]}"
            self.page.wait_for_timeout(10)
            if not self.requests:
                self.page.evaluate(TWO_FRAMES)


def pages_of(user: User) -> list[str]:
    """Return one address of each page that a person's links lead to."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return [step.address for step in walk(client, samples=1) if step.is_page]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pages_by_duty(people: list[DemoPerson], shared: Path) -> dict[str, list[str]]:
    """Return the pages of each duty. The first part walks, the others read: the ids are the same each time."""
    with (shared / "pages.json").open("a+") as found:
        flock(found, LOCK_EX)
        found.seek(0)
        written = found.read()
        if not written:
            written = json.dumps({person.role: pages_of(person.user) for person in people})
            found.write(written)
    pages: dict[str, list[str]] = json.loads(written)
    return pages


def look_at(page: Page, under_way: UnderWay, address: str) -> None:
    """Look at a page at both widths, and with all of it unfolded where there is least room."""
    under_way.open(address)
    look(page, address, *WIDTHS)
    if page.locator(FOLDED).count():
        page.evaluate(UNFOLD)
        look(page, f"{address}, unfolded,", "390")


def look(page: Page, address: str, *widths: str) -> None:
    """Look at the page as it stands; `address` is what a barrier on it is told of."""
    for size in map(WIDTHS.__getitem__, widths):
        page.set_viewport_size(size)
        # Scripts hear of the new size when the next frame is made, and what they change stands in the one after it.
        page.evaluate(TWO_FRAMES)
        assert page.evaluate(TOO_WIDE) <= 0, f"{address} is wider than a window of {size['width']} px"
        assert page.evaluate(OLD_PICTURES_TOO_WIDE) <= 0, f"{address} is wider while a plot is not yet drawn anew"
        assert_accessible(page)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_for_everybody(
    page: Page, settings, log_in: Callable[[User], None], shared: Path, part: int
) -> None:
    settings.DEMO = True
    number_anew()
    call_command("demo_data", verbosity=0)
    people = demo_people(timezone.localdate())
    pages = pages_by_duty(people, shared)
    under_way = UnderWay(page)
    seen: set[str] = set()
    barriers = []
    for person in people:
        log_in(person.user)
        for address in pages[person.role]:
            kind = resolve(urlsplit(address).path).route
            # The front page is another for each duty; of the others, who opens them changes little.
            if (kind in seen and address != "/") or crc32(kind.encode()) % PARTS != part:
                continue
            seen.add(kind)
            try:
                look_at(page, under_way, address)
            except AssertionError as barrier:
                barriers.append(f"as {person.role}: {barrier}")
    assert len(seen) > 1
    assert not barriers, "\n\n".join(barriers)
