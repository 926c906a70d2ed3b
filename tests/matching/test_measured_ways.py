"""A proposal made on estimates says so, and one made on measured ways does not."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Home, Point, TravelTime
from matching.models import Proposal
from tests.cast import TODAY, World, make_home
from tests.matching.builders import match


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def away(world: World) -> Home:
    """Return the only home with a place, some kilometres from the waiting child and from the supervisor."""
    Home.objects.update(places=1)
    point = Point.objects.create(village="Vik", municipality=world.municipality, latitude="60.6", longitude="5.3")
    return make_home(world.service, "Vikheim", municipality=world.municipality, point=point, places=1)


def by_hand(start: Point, end: Point | None, minutes: int | None = 20) -> None:
    TravelTime.objects.create(
        from_point=start, to_point=end, minutes=minutes, metres=9000 if minutes else None, source="by hand",
        measured_on=TODAY,
    )  # fmt: skip


def proposal_of(world: World, client: Any) -> Proposal:
    return Proposal.objects.get(run=match(world, client), child=world.waiting_child)


def page(world: World, client: Any, proposal: Proposal) -> str:
    html: str = client.get(reverse("match_run", args=[proposal.run_id])).content.decode()
    row = html[html.index("Vikheim") :]
    return row[: row.index("</tr>")]


def test_a_proposal_on_estimates_says_so(world: World, as_user: Any, away: Home) -> None:
    client = as_user(world.cast.coordinator)
    found = proposal_of(world, client)
    assert (found.home, found.estimated, found.supervisor_estimated) == (away, True, True)
    assert "(estimate)" in page(world, client, found)


def test_a_proposal_on_measured_ways_does_not(world: World, as_user: Any, away: Home) -> None:
    by_hand(world.point, away.point)
    client = as_user(world.cast.coordinator)
    found = proposal_of(world, client)
    assert (found.minutes, found.supervisor_minutes) == (20, 20)
    assert (found.estimated, found.supervisor_estimated) == (False, False)
    assert "(estimate)" not in page(world, client, found)


def test_a_band_set_by_hand_is_no_estimate(world: World, as_user: Any, away: Home) -> None:
    Home.objects.filter(pk=away.pk).update(protected_address=True, point=None, travel_band="30")
    found = proposal_of(world, as_user(world.cast.coordinator))
    assert (found.home, found.estimated) == (away, False)


def test_a_home_that_no_road_leads_to_is_no_zero_minutes_away(world: World, as_user: Any, away: Home) -> None:
    by_hand(world.point, away.point, minutes=None)
    found = proposal_of(world, as_user(world.cast.coordinator))
    assert found.minutes is None or found.minutes > 0
    assert found.supervisor is None, "nobody drives there"
