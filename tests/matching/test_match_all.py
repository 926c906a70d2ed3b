"""Steering the proposal: pins, exclusions, what the runner-up would cost the others, and what changed since before."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import Child, Home, Run, Wait
from matching.models import Proposal, Steer
from tests.cast import TODAY, World, make_child, make_home
from tests.matching.builders import match


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def one(world: World) -> Home:
    """Return the only home with a place: one place, and two children who wait."""
    Home.objects.update(places=1)
    return make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)


@pytest.fixture
def rival(world: World) -> Child:
    child = make_child(world.service, "A-7", care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=child, kind="ordinary", urgency="acute", from_on=TODAY, wanted_on=TODAY)
    return child


def steer(client: Any, kind: str, child: Child, home: Home, reason: str = "Søskenbarnet bur der.") -> Any:
    return client.post(reverse(kind, args=[child.pk, home.pk]), {"reason": reason})


def proposed(run: Run) -> dict[int, Home | None]:
    return {row.child_id: row.home for row in Proposal.objects.filter(run=run).exclude(unit="")}


def test_a_pinned_home_is_kept_by_the_next_proposal(world: World, as_user: Any, one: Home, rival: Child) -> None:
    client = as_user(world.cast.coordinator)
    assert proposed(match(world, client)) == {world.waiting_child.pk: None, rival.pk: one}
    steer(client, "pin", world.waiting_child, one)
    assert proposed(match(world, client)) == {world.waiting_child.pk: one, rival.pk: None}


def test_an_excluded_home_is_dropped_for_this_child_before_the_engine(
    world: World, as_user: Any, one: Home, rival: Child
) -> None:
    client = as_user(world.cast.coordinator)
    steer(client, "exclude", rival, one)
    run = match(world, client)
    assert run.problem is not None
    assert f"u{rival.pk}" not in {row["unit"] for row in run.problem["options"]}
    assert proposed(run) == {world.waiting_child.pk: one, rival.pk: None}


def test_contradicting_pins_are_named_and_nothing_is_solved_until_one_is_lifted(
    world: World, as_user: Any, one: Home, rival: Child
) -> None:
    client = as_user(world.cast.coordinator)
    for child in (world.waiting_child, rival):
        steer(client, "pin", child, one)
    page = client.post(reverse("match_all"), follow=True).content.decode()
    assert not Run.objects.exists()
    for said in ("Nothing is solved until one of them is lifted", world.waiting_child.name, rival.name, one.name):
        assert said in page
    assert "Fits by itself, but not beside the others here." in page
    for pin in Steer.objects.all():
        assert reverse("steer_lift", args=[pin.pk]) in page
    client.post(reverse("steer_lift", args=[Steer.objects.get(child=rival).pk]))
    assert proposed(match(world, client))[world.waiting_child.pk] == one


def test_pins_that_came_to_contradict_while_the_worker_was_busy_are_named_on_the_proposal(
    world: World, as_user: Any, one: Home, rival: Child
) -> None:
    client = as_user(world.cast.coordinator)
    run = contradicted(world, client, one, rival)
    assert not Proposal.objects.filter(run=run).exists()
    address = reverse("match_run", args=[run.pk])
    page = client.get(address).content.decode()
    assert "Nothing is solved until one of them is lifted" in page
    assert "Solve again" not in page
    client.post(reverse("steer_lift", args=[Steer.objects.get(child=rival).pk]))
    page = client.get(address).content.decode()
    assert "They do not any more: solve again." in page
    assert "A place is held for the child." not in page


def contradicted(world: World, client: Any, home: Home, rival: Child) -> Run:
    """Return a run for which contradicting pins were set after it was asked for."""
    client.post(reverse("match_all"))
    for child in (world.waiting_child, rival):
        steer(client, "pin", child, home)
    run = Run.objects.latest("pk")
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def test_a_pin_to_a_home_that_closed_is_named_and_not_an_error(world: World, as_user: Any, one: Home) -> None:
    client = as_user(world.cast.coordinator)
    steer(client, "pin", world.waiting_child, one)
    Home.objects.filter(pk=one.pk).update(closed_on=TODAY, closed_reason="Slutt")
    page = client.get(reverse("waiting_list")).content.decode()
    assert "Nothing is solved until one of them is lifted" in page
    assert one.name in page
    assert "The home is closed." in page


def test_a_pin_that_a_rule_came_to_stand_against_says_which(world: World, as_user: Any, one: Home) -> None:
    client = as_user(world.cast.coordinator)
    steer(client, "pin", world.waiting_child, one)
    Home.objects.filter(pk=one.pk).update(youngest_age=15)
    page = client.get(reverse("waiting_list")).content.decode()
    assert "Takes 15 to 17 years; here it would be 11." in page


def test_a_pin_that_a_rule_stands_against_is_refused_when_it_is_set(world: World, as_user: Any, one: Home) -> None:
    Home.objects.filter(pk=one.pk).update(youngest_age=15)
    client = as_user(world.cast.coordinator)
    told = ("Takes 15 to 17 years; here it would be 11.", "Ask whether the family could take a child of 11.")
    shown = client.get(reverse("pin", args=[world.waiting_child.pk, one.pk])).content.decode()
    answer = steer(client, "pin", world.waiting_child, one, reason="Bestevenen bur der.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Steer.objects.exists()
    assert "Bestevenen bur der." in page
    for said in told:
        assert said in shown
        assert said in page


def test_a_pin_needs_a_reason_and_a_child_has_one_pin(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    assert steer(client, "pin", world.waiting_child, free, reason=" ").status_code == 422
    assert steer(client, "pin", world.waiting_child, free).status_code == 302
    other = make_home(world.service, "Anneheim", municipality=world.municipality, point=world.point)
    answer = steer(client, "pin", world.waiting_child, other)
    assert "The child is already pinned to a home." in answer.content.decode()


def test_only_who_matches_steers(world: World, as_user: Any, free: Home) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("pin", args=[world.waiting_child.pk, free.pk])).status_code
        assert status == (200 if name in {"leader", "coordinator"} else 404), name
    row = Steer.objects.create(child=world.waiting_child, home=free, kind="pinned", reason="Ja.",
                               made_by=world.cast.leader, made_at="2026-03-10T07:00:00Z")  # fmt: skip
    assert as_user(world.cast.other_service).post(reverse("steer_lift", args=[row.pk])).status_code == 404


def test_the_runner_up_says_who_would_lose_their_home(world: World, as_user: Any, rival: Child) -> None:
    """Two homes, two children; only the rival can live in the far one, so with it the other child has none."""
    Home.objects.update(places=1)
    near = make_home(world.service, "Nærheim", municipality=world.municipality, point=world.point, places=1)
    young = make_home(world.service, "Ungheim", municipality=world.municipality, point=world.point, places=1,
                      youngest_age=15)  # fmt: skip
    Child.objects.filter(pk=rival.pk).update(birth_date="2010-06-01")
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    assert proposed(run) == {world.waiting_child.pk: near, rival.pk: young}
    row = Proposal.objects.get(run=run, child=rival)
    assert row.runner_up == near
    assert row.runner_up_cost["without"] == [f"u{world.waiting_child.pk}"]
    assert row.runner_up_cost["gained"] == []
    page = client.get(reverse("match_run", args=[run.pk])).content.decode()
    assert f"Then {world.waiting_child.name} has no home." in page
    assert run.result is not None
    assert "runner_ups" not in run.result


def test_a_runner_up_that_costs_nobody_their_home_says_so(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    row = Proposal.objects.get(run=run, child=world.waiting_child)
    assert row.runner_up is not None
    assert (row.runner_up_cost["without"], row.runner_up_cost["moved"]) == ([], [])
    assert "All others keep their homes." in client.get(reverse("match_run", args=[run.pk])).content.decode()


def test_the_proposal_is_held_against_the_one_before(world: World, as_user: Any, one: Home, rival: Child) -> None:
    client = as_user(world.cast.coordinator)
    first = match(world, client)
    assert client.get(reverse("match_run", args=[first.pk])).context["review"].earlier is None
    steer(client, "pin", world.waiting_child, one)
    review = client.get(reverse("match_run", args=[match(world, client).pk])).context["review"]
    changes = {change.child: (change.before, change.now) for change in review.earlier.changes}
    assert changes == {world.waiting_child: (None, one), rival: (one, None)}
    assert (review.earlier.run, review.earlier.same) == (first, 1)


def test_a_home_protected_since_the_proposal_shows_no_minutes(
    world: World, as_user: Any, one: Home, rival: Child
) -> None:
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    Proposal.objects.filter(run=run, child=rival).update(minutes=347, supervisor_minutes=347)
    address = reverse("match_run", args=[run.pk])
    assert "5 h 47 min" in client.get(address).content.decode()
    Home.objects.filter(pk=one.pk).update(protected_address=True, address="", point=None, travel_band="60")
    page = client.get(address).content.decode()
    assert one.name in page
    assert "5 h 47 min" not in page


def test_a_proposal_whose_pins_contradicted_is_not_what_one_compares_with(
    world: World, as_user: Any, one: Home, rival: Child
) -> None:
    client = as_user(world.cast.coordinator)
    first = match(world, client)
    contradicted(world, client, one, rival)
    client.post(reverse("steer_lift", args=[Steer.objects.get(child=world.waiting_child).pk]))
    review = client.get(reverse("match_run", args=[match(world, client).pk])).context["review"]
    assert review.earlier.run == first
