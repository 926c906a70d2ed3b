"""Visits that lie too close give a warning, at the distance that the service has set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.cast import World
from visits.models import VisitSettings
from visits.spacing import too_close

from .rows import lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


# The window is 1 January to 1 April, 92 days: 33 percent of it are 31 days, rounded up.
CASES: dict[str, tuple[date, dict[str, Any], bool]] = {
    "30 days apart": (date(2026, 1, 6), {}, True),
    "31 days apart": (date(2026, 1, 5), {}, False),
    "30 days after": (date(2026, 3, 7), {}, True),
    "on the other track": (date(2026, 1, 20), {"track": "supervision"}, False),
    "by video": (date(2026, 1, 20), {"in_person": False}, False),
    "nobody was met": (date(2026, 1, 20), {"status": "tried", "reason": "Ingen heime."}, False),
    "planned": (date(2026, 1, 20), {"status": "planned"}, True),
}


@pytest.mark.parametrize(("other", "values", "close"), CASES.values(), ids=CASES)
def test_another_visit_is_too_close(world: World, other: date, values: dict[str, Any], close: bool) -> None:
    visit = lay_visit(world, "follow_up", date(2026, 2, 5))
    track = values.get("track", "follow_up")
    lay_visit(world, track, other, **{name: value for name, value in values.items() if name != "track"})
    found = too_close(visit, [world.child])
    assert [(one.child, one.days) for one in found] == ([(world.child, (other,))] if close else [])


def test_the_services_own_spacing_decides(world: World) -> None:
    visit = lay_visit(world, "follow_up", date(2026, 2, 5))
    lay_visit(world, "follow_up", date(2026, 1, 20))
    VisitSettings.objects.create(service=world.service, least_spacing_percent=10)
    assert too_close(visit, [world.child]) == []


def test_the_page_says_it_of_the_child_it_is_about(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world, name="Barn A-9")
    visit = lay_visit(world, "follow_up", date(2026, 2, 5), world.child, sibling)
    lay_visit(world, "follow_up", date(2026, 1, 20), sibling)
    text = as_user(world.cast.caseworker).get(reverse("visit", args=[visit.pk])).content.decode()
    assert "Visits to Barn A-9 lie close together. There is another on 20 January 2026." in text
    assert "Visits to Barn A-1 lie close" not in text
