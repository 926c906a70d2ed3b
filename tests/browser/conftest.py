"""Browser tests: Debian's Chromium, driven by Playwright, against the site in a thread of this process.

A test takes `page` (a wide window) or `page_at` (a telephone and a desktop). What the browser complains of on its
console, breaches of the content-security policy among it, fails the test; `complaints.expect(…)` names what is meant.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, ViewportSize

from fosterhomes.models import User

HOW_TO_INSTALL = "No Chromium was found. On Debian: apt-get install chromium"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A browser of tests has nothing to fetch by itself, and nothing answers where no network is.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
WIDTHS = {"390": ViewportSize(width=390, height=844), "1280": ViewportSize(width=1280, height=900)}


TIME_TO_WALK = 16
"""Short tests for the others to do while the first long one finds out which pages there are."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests at the front, so that none is begun when the other processes are about to end.

    Without a browser these tests are skipped with a sentence, or fail where one is required.
    """
    ours = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER") != "1":
        for item in ours:
            item.add_marker(pytest.mark.skip(reason=HOW_TO_INSTALL))
    long = [item for item in ours if item.get_closest_marker("long")]
    short = [item for item in ours if item not in long]
    in_order = iter([*long[:1], *short[:TIME_TO_WALK], *long[1:], *short[TIME_TO_WALK:]])
    items[:] = [next(in_order) if item in ours else item for item in items]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    assert CHROMIUM, HOW_TO_INSTALL
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": CHROMIUM, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": WIDTHS["1280"], "locale": "nn-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture(scope="session", autouse=True)
def orm_beside_playwright() -> None:
    """Let the test's thread use the ORM.

    Playwright's synchronous interface keeps an event loop in this thread, which Django takes for asynchronous code.
    No coroutine of that loop touches the database; the site answers in a thread of its own, where no loop runs.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


class Complaints:
    """What the browser said of pages in errors, and what of it a test means."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._expected: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.found.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))

    def expect(self, pattern: str) -> None:
        """Name a complaint that belongs to the test, such as the refusal (status 404) that it is about."""
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [text for text in self.found if not any(re.search(pattern, text) for pattern in self._expected)]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Addresses in tests begin at the site's root: `page.goto("/")`."""
    return str(live_server.url)


@pytest.fixture
def page(transactional_db: None, live_server: Any, page: Page, complaints: Complaints) -> Iterator[Page]:
    """A page on the running site, wide. It closes before the tables are emptied: no late request meets that."""
    complaints.listen(page)
    yield page
    heard = complaints.unexpected()
    assert not heard, "The browser complained:\n" + "\n".join(heard)


@pytest.fixture(params=WIDTHS)
def page_at(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page as wide as a telephone, and as a desktop."""
    page.set_viewport_size(WIDTHS[request.param])
    return page


@pytest.fixture
def log_in(page: Page, base_url: str) -> Callable[[User], None]:
    """Return a function that logs a person in to the page's browser, without the log-in page."""

    def log_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])

    return log_in
