"""What every test may rely on."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.cast"]

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright leaves an event loop behind in the thread that other tests run in."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))
