"""What was there when the page was opened and is not when it is sent: a sentence, and all that was written."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Home, Placement, Run, SupervisionAppointment, Wait
from matching.models import Decision, Proposal, Steer
from tests.cast import TODAY, World
from tests.matching.builders import ACCEPTANCE, match


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def closed(free: Home) -> Home:
    Home.objects.filter(pk=free.pk).update(closed_on=TODAY, closed_reason="Slutt")
    return free


@pytest.mark.parametrize("page", ["pin", "exclude", "decision_new"])
def test_a_home_that_closed_since_the_page_was_opened_is_told_with_what_was_written(
    world: World, as_user: Any, closed: Home, page: str
) -> None:
    address = reverse(page, args=[world.waiting_child.pk, closed.pk])
    answer = as_user(world.cast.coordinator).post(address, ACCEPTANCE | {"reason": "Nær skulen.\nOg venene."})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Ledigheim was closed on 10 March 2026: no child can be placed there." in said
    assert "Nær skulen.<br>Og venene." in said
    assert not Steer.objects.exists()
    assert not Decision.objects.exists()


def test_who_only_opens_it_is_led_back_to_the_homes_of_the_child(world: World, as_user: Any, closed: Home) -> None:
    address = reverse("pin", args=[world.waiting_child.pk, closed.pk])
    answer = as_user(world.cast.coordinator).get(address, follow=True)
    assert answer.redirect_chain == [(reverse("shortlist", args=[world.waiting_child.pk]), 302)]
    assert "Ledigheim was closed on" in answer.content.decode()
    assert as_user(world.cast.other_service).post(address, {"reason": "Ja."}).status_code == 404


def test_a_proposed_home_that_closed_and_a_child_that_got_a_home_are_told_to_who_accepts(
    world: World, as_user: Any, free: Home
) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    address = reverse("proposal_accept", args=[proposal.pk])
    Home.objects.filter(proposals=proposal).update(closed_on=TODAY, closed_reason="Slutt")
    answer = client.post(address, ACCEPTANCE)
    assert (answer.status_code, "was closed on" in answer.content.decode()) == (409, True)
    Wait.objects.update(until_on=TODAY, outcome="Flytta til tante")
    said = client.post(address, ACCEPTANCE).content.decode()
    assert "does not wait for a home any more" in said
    assert ACCEPTANCE["child_view"] in said
    assert not Placement.objects.filter(planned=True).exists()


def test_an_older_proposal_leads_to_the_newer(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    first, second = match(world, client), match(world, client)
    page = client.get(reverse("match_run", args=[first.pk])).content.decode()
    assert "A newer proposal was made on 10 March 2026 08:00." in page
    assert reverse("match_run", args=[second.pk]) in page
    assert "A newer proposal" not in client.get(reverse("match_run", args=[second.pk])).content.decode()


def test_a_supervisor_who_was_refused_is_not_proposed_to_the_child_again(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.other_child)
    assert (proposal.home, proposal.supervisor) == (None, world.supervisor)
    address = reverse("proposal_refuse", args=[proposal.pk])
    assert "The supervisor is then no longer proposed to this child." in client.get(address).content.decode()
    answer = client.post(address, {"reason": " "})
    assert (answer.status_code, "Write the reason for the decision." in answer.content.decode()) == (422, True)
    client.post(address, {"reason": "Kjenner fosterfaren frå jobb."})
    again = Proposal.objects.get(run=match(world, client), child=world.other_child)
    assert (again.supervisor, again.why_not) == (None, {"code": "no_supervisor"})
    assert not SupervisionAppointment.objects.filter(child=world.other_child).exists()
    assert Run.objects.count() == 2


def test_a_supervisor_who_can_no_longer_take_the_child_is_told_at_the_field(
    world: World, as_user: Any, free: Home
) -> None:
    client = as_user(world.cast.coordinator)
    world.supervisor.capacity = 1
    world.supervisor.save()
    address = reverse("decision_new", args=[world.waiting_child.pk, free.pk])
    answer = client.post(address, ACCEPTANCE | {"supervisor": str(world.supervisor.pk)})
    assert answer.status_code == 422
    assert "This supervisor can no longer take the child." in answer.content.decode()
    assert ACCEPTANCE["child_view"] in answer.content.decode()
