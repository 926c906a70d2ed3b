"""Matching while no home is there for those who wait: the others are still matched, and the page says why."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Home, Run, Wait
from matching.models import Proposal
from tests.cast import TODAY, World, make_child, make_home
from tests.matching.builders import match


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def read(client: Any, run: Run) -> str:
    return " ".join(client.get(reverse("match_run", args=[run.pk])).content.decode().split())


def test_with_every_home_closed_a_child_who_lives_in_one_still_gets_a_supervisor(world: World, as_user: Any) -> None:
    Home.objects.update(closed_on=TODAY, closed_reason="Slutt")
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    assert Proposal.objects.get(run=run, child=world.other_child).supervisor == world.supervisor
    page = read(client, run)
    assert "The register has no open home. Register one, or open one that was closed." in page
    assert "Supervisors are proposed all the same." in page
    assert "The shortlist says why for each." not in page


def test_with_every_home_on_a_break_the_page_says_what_is_in_the_way(world: World, as_user: Any) -> None:
    Home.objects.update(paused_until="2026-12-01", places=1)
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    assert Proposal.objects.get(run=run, child=world.other_child).supervisor == world.supervisor
    page = read(client, run)
    assert "No home fits any of those who wait. Supervisors are proposed all the same." in page
    assert "None of the 2 homes of this kind: Places (2), When it takes children (2)" in page


def test_where_somebody_gets_a_home_only_the_others_are_explained(world: World, as_user: Any, free: Home) -> None:
    child = make_child(world.service, "A-8", care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=child, kind="specialised", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    review = client.get(reverse("match_run", args=[run.pk])).context["review"]
    assert (review.nobody, review.housed) == ("", 1)
    assert "The register has no open home of this kind." in read(client, run)
    make_home(world.service, "Spesialheim", municipality=world.municipality, point=world.point, kind="specialised")
    assert "Since then 1 home has come to fit: solve again." in read(client, run)


def test_the_proposal_asks_the_database_as_often_for_many_without_a_home(world: World, as_user: Any) -> None:
    Home.objects.update(places=1)
    client = as_user(world.cast.coordinator)
    few = _queries(client, match(world, client))
    for number in range(6):
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality, point=world.point)
        Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    run = match(world, client)
    Run.objects.exclude(pk=run.pk).delete()
    assert _queries(client, run) == few


def _queries(client: Any, run: Run) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("match_run", args=[run.pk]))
    return len(queries)
