"""Pages are opened on the day of the tests."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.cast import TODAY


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """Let the clock stand at nine in the morning of `TODAY`."""
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield
