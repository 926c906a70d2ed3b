"""The pages of matching are read in English here: the tests quote the source strings."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fosterhomes.models import Home, User
from tests.cast import World, make_home


@pytest.fixture
def as_user(client: Client) -> Any:
    """Return the test client, logged in as the given person, who reads English."""

    def login(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return login


@pytest.fixture
def free(world: World) -> Home:
    """Return a home with two free places, near the waiting child."""
    return make_home(world.service, "Ledigheim", municipality=world.municipality, point=world.point)
