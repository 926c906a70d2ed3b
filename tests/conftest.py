"""What every test may rely on."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from . import migrated

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


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Whether the database of the tests is there already: on SQLite, when a migrated one could be copied."""
    if connection.vendor != "sqlite":
        return django_db_keepdb
    return migrated.lay(connection.settings_dict["TEST"]["NAME"]) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_use_migrations: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """Set the database up as ever, and keep what the migrations made for the next process that needs one."""
    if connection.vendor == "sqlite" and django_db_use_migrations and not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            migrated.keep(connection.connection)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the long tests first, so that no process waits for one at the end.

    The browser tests come last: Playwright leaves an event loop behind in the thread that other tests run in.
    """
    items.sort(key=lambda item: (item.path.is_relative_to(BROWSER), item.get_closest_marker("long") is None))
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
        items[:] = filter(uses_database, items)
