"""What every test may rely on."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.utils import translation

pytest_plugins = ["tests.cast"]

BROWSER = Path(__file__).parent / "browser"

# How long one example takes says more of the machine than of the code: benchmarks time, tests do not.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def language_of_the_source() -> Iterator[None]:
    """A request in another language leaves it active in the thread; no test is to read what the last one left."""
    with translation.override("en"):
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright leaves an event loop behind in the thread that other tests run in."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = filter(uses_database, items)
